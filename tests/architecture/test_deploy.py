"""The examples of `deploy/` agree with the settings, the command and the routes that they are about."""

import re
import shlex
import tomllib
from configparser import RawConfigParser
from ipaddress import ip_network
from pathlib import Path

import msgspec
import pytest

from okote import cli
from okote.app import UNCOMPRESSED
from okote.serving.serve import RENEW
from okote.serving.supervisor import RELIEVED_WITHIN, STOP_WITHIN
from okote.serving.web import DRAINED_WITHIN, HTTP1, LEFT_WITHIN, MOST_CONNECTIONS
from okote.settings import FILE, SettingsError, load

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
UNITS = ("okote.service", "okote-worker.service")
INSTALLED = "/opt/okote/.venv/bin/okote"
WRITTEN = {
    'secret_key = "…"': 'secret_key = "0123456789abcdef0123456789abcdef"',
    'api_key = "…"': 'api_key = "sk_live_1"',
    'webhook_secrets = ["…"]': 'webhook_secrets = ["whsec_a"]',
}
"""What an operator writes for an ellipsis, where not anything will do."""

HARDENED = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "MemoryDenyWriteExecute": "yes",
    "RestrictAddressFamilies": "AF_INET AF_INET6 AF_UNIX",
}


def unit(name):
    """Its [Service] section; of a key that comes again, all values."""
    parser = RawConfigParser(strict=False)
    parser.optionxform = str
    parser.read(DEPLOY / name)
    return dict(parser["Service"])


def example(folder):
    """The settings, once written to the end."""
    text = (DEPLOY / "okote.toml").read_text()
    for ellipsis, written in WRITTEN.items():
        text = text.replace(ellipsis, written)
    file = folder / "okote.toml"
    file.write_text(text)
    return load({FILE: str(file)})


def command(line):
    """What the command would be told, where it would take it."""
    program, *arguments = shlex.split(line)
    return program, cli.parser().parse_args(arguments)


@pytest.fixture
def settings(tmp_path):
    return example(tmp_path)


@pytest.fixture
def hosts(settings):
    return set(settings.hosts)


def test_the_settings_start_once_they_are_written(settings):
    assert settings.environment == "production"
    assert settings.database_url is not None
    with pytest.raises(SettingsError):
        load({FILE: str(DEPLOY / "okote.toml")})


def test_the_settings_name_nothing_that_is_unknown():
    """And none of the secrets is one that would do."""
    written = tomllib.loads((DEPLOY / "okote.toml").read_text())
    assert written["secret_key"] == written["stripe"]["api_key"] == written["mail"]["password"] == "…"


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_runs_a_command_that_there_is_in_a_cage(name, settings):
    service = unit(name)
    program, given = command(service["ExecStart"])
    assert program == INSTALLED
    assert given.run in {cli.run_serve, cli.run_worker}
    assert {key: service.get(key) for key in HARDENED} == HARDENED
    assert service["User"] == service["Group"] == "okote"
    assert service["Environment"] == f"{FILE}=/etc/okote/okote.toml"
    state = Path("/var/lib") / service["StateDirectory"]
    assert state in settings.uploads_folder.parents
    assert float(service["TimeoutStopSec"]) > STOP_WITHIN
    assert int(service["LimitNOFILE"]) > MOST_CONNECTIONS


def test_both_units_differ_in_what_they_run_alone():
    one, other = (unit(name) for name in UNITS)
    assert {key for key in one if one[key] != other.get(key)} == {"ExecStart", "ExecReload"}
    assert one["ExecReload"] == f"/bin/kill -{RENEW.name.removeprefix('SIG')} $MAINPID"
    assert not command(one["ExecStart"])[1].worker
    assert command(other["ExecStart"])[1].run is cli.run_worker


def test_private_ports_and_the_public_one_are_apart(settings):
    _, given = command(unit("okote.service")["ExecStart"])
    assert given.host == "127.0.0.1"
    assert given.port not in range(settings.metrics_port, settings.metrics_port + given.processes + 1)


@pytest.mark.parametrize("name", ["nginx.conf", "Caddyfile"])
def test_a_proxy_knows_every_address_and_leads_to_the_service(name, hosts, settings):
    text = re.sub(r"#.*", "", (DEPLOY / name).read_text())
    _, given = command(unit("okote.service")["ExecStart"])
    upstreams = set(re.findall(r"\b127\.0\.0\.1:\d+", text))
    assert upstreams == {f"127.0.0.1:{given.port}"}
    assert ip_network("127.0.0.1/32") in settings.proxy_networks
    if name == "nginx.conf":
        assert [set(names.split()) for names in re.findall(r"server_name (.*);", text)] == [hosts, hosts]
    else:
        assert set(re.findall(r"^(\S+) \{", text, re.MULTILINE)) == hosts


def test_nginx_lets_go_of_an_idle_connection_before_a_relieved_process_closes_it():
    (seconds,) = re.findall(r"keepalive_timeout (\d+)s;", (DEPLOY / "nginx.conf").read_text())
    assert int(seconds) < LEFT_WITHIN < STOP_WITHIN
    assert int(seconds) < DRAINED_WITHIN < RELIEVED_WITHIN


def test_nginx_passes_on_what_the_service_reads_and_replaces_what_anybody_could_say():
    text = (DEPLOY / "nginx.conf").read_text()
    for header, value in {
        "Host": "$http_host",
        "X-Forwarded-For": "$remote_addr",
        "X-Forwarded-Proto": "$scheme",
    }.items():
        assert re.findall(rf"proxy_set_header {header} (.*);", text) == [value]
    assert "gzip off;" in text
    assert "encode" not in (DEPLOY / "Caddyfile").read_text()


def test_a_connection_is_not_used_again_when_the_service_may_have_closed_it():
    """Or a form would be sent into nothing."""
    nginx, caddy = ((DEPLOY / name).read_text() for name in ("nginx.conf", "Caddyfile"))
    kept = [*re.findall(r"keepalive_timeout (\d+)s;", nginx), *re.findall(r"\tkeepalive (\d+)s", caddy)]
    assert len(kept) == 1 + caddy.count("reverse_proxy")
    assert all(1000 * int(seconds) < HTTP1.header_read_timeout for seconds in kept)


def test_nginx_stops_who_opens_connections_or_asks_without_end():
    text = (DEPLOY / "nginx.conf").read_text()
    for zone in re.findall(r"zone=(\w+):", text):
        assert re.search(rf"limit_\w+ (zone=)?{zone}[ ;]", text.partition("listen 443")[2])


def test_streams_are_passed_on_at_once():
    """Those that the service itself does not compress, by the end of their path."""
    (stream,) = [pattern for pattern in UNCOMPRESSED if pattern.startswith("/")]
    nginx, caddy = ((DEPLOY / name).read_text() for name in ("nginx.conf", "Caddyfile"))
    (location,) = re.findall(rf"location ~ {re.escape(stream)} \{{(.*?)\}}", nginx, re.DOTALL)
    assert "proxy_buffering off;" in location
    assert f"path *{stream.removesuffix('$')}" in caddy
    assert "flush_interval -1" in caddy


@pytest.mark.parametrize(
    ("name", "pattern", "unit_bytes"),
    [("nginx.conf", r"client_max_body_size (\d+)m;", 1024**2), ("Caddyfile", r"max_size (\d+)MB", 1000**2)],
)
def test_a_proxy_takes_the_largest_picture_and_little_more(name, pattern, unit_bytes, settings):
    (megabytes,) = re.findall(pattern, (DEPLOY / name).read_text())
    assert settings.largest_body <= int(megabytes) * unit_bytes < settings.largest_body * 1.1


def test_the_image_is_made_of_what_there_is_and_runs_as_nobody_special():
    lines = (DEPLOY / "Containerfile").read_text().replace("\\\n", "").splitlines()
    steps = [line.partition(" ") for line in lines if line and not line.startswith("#")]
    copied = [what.split()[:-1] for step, _, what in steps if step == "COPY" and "--from" not in what]
    assert all((ROOT / name).exists() for names in copied for name in names)
    said = {step: what for step, _, what in steps}
    assert int(said["USER"]) > 0
    entry, told = (msgspec.json.decode(said[step]) for step in ("ENTRYPOINT", "CMD"))
    _, given = command(shlex.join([*entry, *told]))
    assert (given.host, str(given.port), given.worker) == ("0.0.0.0", said["EXPOSE"], False)  # noqa: S104 (of a container)
    runs = [what for step, _, what in steps if step == "RUN"]
    assert any("--require-hashes --requirement locks/service.txt" in what for what in runs)
