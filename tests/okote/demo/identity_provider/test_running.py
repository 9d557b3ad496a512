"""It runs as a process of its own, stays itself, and obeys only where that was said at its start."""

import json
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import msgspec
import pytest

from okote.demo.identity_provider.keys import FILE, SigningKeys
from okote.demo.identity_provider.people import PEOPLE
from tests.okote.demo.identity_provider.asking import authorize
from tests.okote.identity_provider_server import SERVICE, TRUSTED, running_identity_provider


@contextmanager
def process(state: Path, *arguments: str) -> Iterator[httpx2.Client]:
    """The provider on a port of its own, until the block ends."""
    clients = state.with_suffix(".json")
    clients.write_bytes(msgspec.json.encode([SERVICE]))
    command = [sys.executable, "-m", "okote.demo.identity_provider", *arguments]
    running = subprocess.Popen(
        [*command, "--state", str(state), "--clients", str(clients)], stdout=subprocess.PIPE, text=True
    )
    with running:
        port = running.stdout.readline().strip().rpartition(":")[2]
        try:
            with httpx2.Client(base_url=f"http://127.0.0.1:{port}", verify=TRUSTED) as client:
                yield client
        finally:
            running.send_signal(signal.SIGTERM)
            assert running.wait(timeout=10) == 0


def test_the_next_day_it_is_still_itself(tmp_path):
    """Keys, people and issuer outlive the process and its port."""
    state = tmp_path / "identity"
    with process(state) as first:
        keys = first.get("/jwks").json()
        before = first.get("/.well-known/openid-configuration").json()
    with process(state) as second:
        assert second.get("/jwks").json() == keys
        after = second.get("/.well-known/openid-configuration").json()
        assert 'value="camille"' in second.get(authorize()).text
    assert before["issuer"] == after["issuer"]
    assert before["token_endpoint"] != after["token_endpoint"]


def test_other_people_another_name_another_address(tmp_path):
    people = tmp_path / "people.json"
    zoe = {"key": "zoe", "given_name": "Zoé", "family_name": "Ott", "email": "zoe@courriel.example"}
    people.write_text(json.dumps([zoe | {"what": {"fr": "Élue", "de": "Gewählt", "en": "Elected"}}]))
    arguments = ["--people", str(people), "--issuer", "https://autre.example", "--host", "id.localhost"]
    with process(tmp_path / "state", *arguments) as client:
        document = client.get("/.well-known/openid-configuration").json()
        page = client.get(authorize()).text
    assert document["issuer"] == "https://autre.example"
    assert document["jwks_uri"].startswith("http://id.localhost:")
    assert "Zoé Ott" in page
    assert "Camille" not in page


def test_whoever_may_command_it(tmp_path):
    with process(tmp_path, "--controlled") as client:
        [before] = client.get("/jwks").json()["keys"]
        assert client.post("/_control/rotate_key").status_code == 200
        new, old = client.get("/jwks").json()["keys"]
        assert (old, new["kid"] == old["kid"]) == (before, False)
        client.post("/_control/same_kid_new_key")
        replaced, _ = client.get("/jwks").json()["keys"]
        assert (replaced["kid"], replaced["x"] == new["x"]) == (new["kid"], False)
        client.post("/_control/remove_old_key")
        assert client.get("/jwks").json()["keys"] == [replaced]
        client.post("/_control/down")
        assert client.get("/jwks").status_code == 503
        client.post("/_control/honest")
        assert client.post("/_control/unheard-of").status_code == 404
        client.get("/jwks")
        assert client.get("/_control/calls").json()["/jwks"] >= 6


def test_nobody_commands_it_unless_it_was_said_at_start(tmp_path):
    with process(tmp_path) as client:
        assert client.post("/_control/rotate_key").status_code == 404
        assert client.get("/_control/calls").status_code == 404
        assert client.get("/jwks").status_code == 200


def test_private_keys_are_nobody_elses(tmp_path):
    folder = tmp_path / "keys"
    SigningKeys(folder)
    assert stat.S_IMODE((folder / FILE).stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_two_can_run_at_once(tmp_path):
    with running_identity_provider(tmp_path / "a") as one, running_identity_provider(tmp_path / "b") as other:
        assert one.address != other.address
        assert one.provider.keys.kid != other.provider.keys.kid
        assert one.sub("camille") == other.sub("camille")


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: person.key)
def test_who_somebody_is_depends_on_the_issuer(person):
    assert person.sub("https://a.example") != person.sub("https://b.example")
    assert person.key not in person.sub("https://a.example")


def test_an_unheard_of_behaviour_is_refused(identity_provider):
    with pytest.raises(ValueError, match="unheard-of"):
        identity_provider.provider.behaviour.become("unheard-of")
