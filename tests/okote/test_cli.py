"""`okote`, as whoever runs the service types it."""

import asyncio
import socket
from collections.abc import Iterator
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

import psycopg
import pytest
from psycopg import sql
from rich.console import Console

from okote import cli
from okote.app import build
from okote.feature import Feature
from okote.platform.chain.models import Seal
from okote.platform.chain.rules import shown
from okote.platform.chain.service import seal
from okote.platform.database_url import libpq_url
from okote.platform.embedded_postgres import EmbeddedPostgres
from okote.serving.check import check
from okote.settings import load
from payments.invariants import Invariant
from tests.okote.test_settings import SOUND

TERRITORY = {
    "--slug": "trois-rives",
    "--name": "Trois-Rives",
    "--tagline": "Des projets d’ici, choisis ici",
    "--languages": "fr, de, en",
    "--communes": "Rivemont, Vieux-Gué",
    "--telephone": "03 53 01 20 20",
    "--counter": "4 place du Bac",
    "--operator-name": "Exemple",
    "--operator-form": "association",
    "--operator-address": "4 place du Bac",
    "--operator-email": "bonjour@trois-rives.example",
    "--operator-siren": "000 000 000",
    "--operator-orias": "00 000 000",
    "--operator-insurer": "Mutuelle",
    "--payment-institution": "Stripe",
    "--publisher": "Léa Stoll",
    "--host": "Ici",
    "--administrator": "lea.stoll@trois-rives.example",
}


@pytest.fixture
def environ(monkeypatch: pytest.MonkeyPatch, database_url: str) -> dict[str, str]:
    """Sound settings, on a database of the test's own."""
    given = {**SOUND, "OKOTE_DATABASE_URL": database_url}
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    return given


def init(**changes: str | None) -> list[str]:
    given = {**TERRITORY, **{f"--{name.replace('_', '-')}": value for name, value in changes.items()}}
    return ["init", *(word for pair in given.items() if pair[1] is not None for word in pair)]


def rows(url: str, question: str) -> list[tuple[Any, ...]]:
    with psycopg.connect(libpq_url(url)) as connection:
        return connection.execute(question).fetchall()


@pytest.mark.parametrize("command", ["serve", "worker", "migrate", "check"])
def test_settings_that_will_not_do_stop_every_command(
    environ: dict[str, str],
    command: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setenv("OKOTE_SECRET_KEY", "short")
    assert cli.main([command]) == cli.MISUSED
    assert "OKOTE_SECRET_KEY must have 32 characters at least" in capsys.readouterr().err


def test_a_territory_is_founded_and_its_administrator_invited(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str]
):
    assert cli.main(init()) == 0
    url = environ["OKOTE_DATABASE_URL"]
    assert rows(url, "SELECT slug, languages FROM territory") == [("trois-rives", ["fr", "de", "en"])]
    assert rows(url, "SELECT name FROM place ORDER BY name") == [("Rivemont",), ("Vieux-Gué",)]
    assert rows(url, "SELECT email, role FROM invitation") == [
        ("lea.stoll@trois-rives.example", "administrator")
    ]
    ((recipient, text),) = rows(url, "SELECT recipient, text FROM mail")
    assert recipient == "lea.stoll@trois-rives.example"
    assert "https://trois-rives.example/fr/invitations/" in text
    assert "Trois-Rives is founded" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"operator_orias": None}, "--operator-orias is missing: Operator: ORIAS number."),
        ({"slug": "elsewhere"}, "OKOTE_ADDRESSES gives 'elsewhere' no address; it names trois-rives."),
        ({"languages": "fr, it"}, "Choose one language at least, each once, among: fr, de, en."),
        ({"administrator": "lea"}, "Write an e-mail address, such as name@example.org."),
        ({"name": "x" * 121}, "--name: String should have at most 120 characters."),
    ],
)
def test_what_a_territory_cannot_be_is_said_and_nothing_founded(
    environ: dict[str, str],
    changes: dict[str, str | None],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
):
    assert cli.main(init(**changes)) == cli.MISUSED
    assert sentence in capsys.readouterr().err
    assert rows(environ["OKOTE_DATABASE_URL"], "SELECT slug FROM territory") == []


@pytest.fixture
def empty_database(server: str) -> Iterator[str]:
    """One without any table."""
    name = sql.Identifier("empty_for_the_command")
    with psycopg.connect(libpq_url(server.format("postgres")), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(name))
        yield server.format("empty_for_the_command")
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


def test_serving_waits_for_who_changes_the_database(
    environ: dict[str, str],
    empty_database: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setenv("OKOTE_DATABASE_URL", empty_database)
    assert cli.main(["serve", "--port", "0"]) == cli.WRONG
    assert "changes of the database are waiting: run `okote migrate`" in capsys.readouterr().err
    assert cli.main(["migrate"]) == 0
    assert "Changes made to the database: 0." not in capsys.readouterr().out
    assert cli.main(["migrate"]) == 0
    assert "Changes made to the database: 0." in capsys.readouterr().out


def test_a_worker_whose_private_port_is_taken_says_so(
    environ: dict[str, str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    with socket.socket() as somebody:
        somebody.bind(("127.0.0.1", 0))
        somebody.listen()
        port = somebody.getsockname()[1]
        monkeypatch.setenv("OKOTE_METRICS_PORT", str(port))
        assert cli.main(["worker"]) == cli.WRONG
    assert f"Something already listens on 127.0.0.1:{port}" in capsys.readouterr().err


def test_a_sound_database_passes_the_check(environ: dict[str, str], capsys: pytest.CaptureFixture[str]):
    assert cli.main(["check"]) == 0
    said = capsys.readouterr().out
    assert "invariants hold." in said
    assert "accepted by the server" in said


def test_more_processes_than_connections_fail_the_check(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str]
):
    assert cli.main(["check", "--processes", "50"]) == cli.WRONG
    assert "raise its max_connections, or lower OKOTE_POOL_SIZE" in capsys.readouterr().out


def test_a_violated_invariant_is_shown_with_its_rows(environ: dict[str, str]):
    planted = Invariant("planted", "No number is four.", "SELECT 4 AS number, 'here' AS place")
    told = StringIO()

    async def checked() -> bool:
        house = build(load(environ), environ["OKOTE_DATABASE_URL"])
        house = replace(house, features=(Feature("planted", invariants=(planted,)),))
        try:
            return await check(house, Console(file=told, width=100), processes=1)
        finally:
            await house.close()

    assert asyncio.run(checked()) is False
    assert "planted: rows that violate it: 1" in told.getvalue()
    assert "No number is four." in told.getvalue()
    assert "number=4, place=here" in told.getvalue()
    assert "0 of 1 invariants hold." in told.getvalue()


def test_a_job_that_failed_is_told_and_run_again(environ: dict[str, str], capsys: pytest.CaptureFixture[str]):
    failed = (
        "INSERT INTO procrastinate_jobs (queue_name, task_name, status, attempts)"
        " VALUES ('default', 'x', 'failed', 12)"
    )
    url = environ["OKOTE_DATABASE_URL"]
    [(job,)] = rows(url, f"{failed} RETURNING id")
    assert cli.main(["check"]) == cli.WRONG
    assert f"Job {job} (x) failed after 12 tries." in capsys.readouterr().out
    assert cli.main(["retry", str(job)]) == 0
    assert rows(url, "SELECT status::text FROM procrastinate_jobs") == [("todo",)]
    assert cli.main(["check"]) == 0
    assert cli.main(["retry", str(job + 1)]) == cli.WRONG
    assert f"There is no job {job + 1} any more." in capsys.readouterr().err


@pytest.fixture
def sealed(environ: dict[str, str]) -> Seal:
    """The head of a chain of one."""

    async def sealing() -> Seal | None:
        house = build(load(environ), environ["OKOTE_DATABASE_URL"])
        async with house.database.unit_of_work() as db:
            made = await seal(db)
        await house.close()
        return made

    assert asyncio.run(sealing()) is None
    rows(
        environ["OKOTE_DATABASE_URL"],
        "INSERT INTO unsealed_row (relation, key) VALUES ('x', 'y') RETURNING id",
    )
    made = asyncio.run(sealing())
    assert made is not None
    return made


def test_nothing_is_sealed_at_first(environ: dict[str, str], capsys: pytest.CaptureFixture[str]):
    assert cli.main(["check"]) == 0
    assert "Nothing is sealed yet." in capsys.readouterr().out


def test_the_head_of_the_chain_is_told_and_found_as_a_mail_has_it(
    sealed: Seal, capsys: pytest.CaptureFixture[str]
):
    assert cli.main(["check"]) == 0
    assert f"rows under all seals: 1. {shown(sealed.hash)}" in capsys.readouterr().out
    for written in (shown(sealed.hash).split(), [sealed.hash.hex().upper()]):
        assert cli.main(["check", "--seal", "1", *written]) == 0
        assert "Seal 1 has this hash." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("number", "sentence"),
    [("1", "Seal 1 has another hash"), ("2", "Seal 2 is not in the chain")],
)
def test_a_seal_that_a_witness_keeps_and_the_chain_does_not_fails_the_check(
    sealed: Seal, number: str, sentence: str, capsys: pytest.CaptureFixture[str]
):
    assert cli.main(["check", "--seal", number, "00" * 32]) == cli.WRONG
    assert sentence in capsys.readouterr().out


@pytest.mark.parametrize("typed", [["1"], ["one", "00" * 32], ["1", "00" * 31], ["1", "zz" * 32]])
def test_what_is_no_seal_is_not_looked_for(
    environ: dict[str, str], typed: list[str], capsys: pytest.CaptureFixture[str]
):
    assert cli.main(["check", "--seal", *typed]) == cli.MISUSED
    assert "--seal takes a number and a hash of 64 digits" in capsys.readouterr().err


def test_a_backup_of_an_own_server_is_tried_in_a_folder_apart(
    environ: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    monkeypatch.setenv("OKOTE_BACKUPS_FOLDER", str(tmp_path / "backups"))
    monkeypatch.setenv("OKOTE_UPLOADS_FOLDER", str(tmp_path / "uploads"))
    assert cli.main(init()) == 0
    assert cli.main(["backup"]) == 0
    assert "is your server's own business" in capsys.readouterr().out
    [made] = (tmp_path / "backups").glob("*Z")
    trial = tmp_path / "trial"
    asked = ["restore", str(made), "--into", str(trial)]
    try:
        assert cli.main([*asked, "--to-time", "latest"]) == cli.WRONG
        assert "leave out --to-time" in capsys.readouterr().err
        assert cli.main(asked) == 0
        said = capsys.readouterr().out
        assert "invariants hold." in said
        assert "never serve from" in said
        with EmbeddedPostgres(trial / "postgres") as restored:
            assert rows(restored.url(), "SELECT slug FROM territory") == [("trois-rives",)]
            assert cli.main([*asked, "--replace"]) == cli.WRONG
            assert "in use by process" in capsys.readouterr().err
    finally:
        EmbeddedPostgres(trial / "postgres").erase()


def test_what_is_restored_into_an_own_server_leaves_the_rest_to_its_operator(
    environ: dict[str, str],
    empty_database: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):
    """A backup of an older schema waits for `okote migrate`."""
    monkeypatch.setenv("OKOTE_UPLOADS_FOLDER", str(tmp_path / "uploads"))
    assert cli.main(["backup", "--to", str(tmp_path)]) == 0
    behind(environ["OKOTE_DATABASE_URL"])
    assert cli.main(["backup", "--to", str(tmp_path / "older")]) == 0
    monkeypatch.setenv("OKOTE_DATABASE_URL", empty_database)
    [made], [older] = tmp_path.glob("*Z"), (tmp_path / "older").glob("*Z")
    assert cli.main(["restore", str(made)]) == 0
    told = capsys.readouterr()
    assert "(`okote reconcile`) until nothing is open" in told.out
    assert "Stripe could not be asked" in told.err
    assert cli.main(["restore", str(older)]) == cli.WRONG
    assert "make an empty one" in capsys.readouterr().err
    with psycopg.connect(libpq_url(empty_database)) as connection:
        connection.execute("DROP SCHEMA public, roll, urn CASCADE")
        connection.execute("CREATE SCHEMA public")
    assert cli.main(["restore", str(older)]) == cli.WRONG
    assert "nothing is checked yet: run `okote migrate`" in capsys.readouterr().out


def behind(url: str) -> None:
    """A schema that has had less than this version brings."""
    with psycopg.connect(libpq_url(url)) as connection:
        connection.execute("DELETE FROM alembic_version WHERE version_num > 'p'")


def test_an_upgrade_is_told_before(environ: dict[str, str], capsys: pytest.CaptureFixture[str]):
    assert cli.main(["upgrade", "--check"]) == 0
    assert "Nothing stands in the way." in capsys.readouterr().out
    behind(environ["OKOTE_DATABASE_URL"])
    assert cli.main(["upgrade", "--check"]) == cli.WRONG


@pytest.mark.parametrize(
    ("text", "sentence"),
    [("yesterday", "write it as 2026-03-01T12:00:00Z"), ("2026-03-01T12:00:00", "which time zone it is of")],
)
def test_a_moment_is_one_everywhere(text: str, sentence: str, capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        cli.main(["restore", "somewhere", "--to-time", text])
    assert sentence in " ".join(capsys.readouterr().err.split())


def test_no_command_is_no_command(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as ended:
        cli.main([])
    assert ended.value.code == cli.MISUSED
    assert "usage: okote" in capsys.readouterr().err


def test_less_than_one_process_serves_nobody(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit):
        cli.main(["serve", "--processes", "0"])
    assert "one at least" in capsys.readouterr().err


def test_what_is_due_is_said_before_it_is_forgotten(
    environ: dict[str, str], capsys: pytest.CaptureFixture[str]
):
    assert cli.main(init()) == 0
    with psycopg.connect(libpq_url(environ["OKOTE_DATABASE_URL"])) as connection:
        connection.execute("UPDATE mail SET created_at = '2020-02-02'")
    told = []
    for words in (["--dry-run"], [], ["--dry-run"]):
        assert cli.main(["retention", *words]) == 0
        said = capsys.readouterr().out
        [line] = [line for line in said.splitlines() if "Mails, after a year" in line]
        told.append(("Would be forgotten" in said, *line.split("│")[2:4]))
    assert [(dry, rows.strip(), oldest.strip()) for dry, rows, oldest in told] == [
        (True, "1", "2020-02-02"),
        (False, "1", "2020-02-02"),
        (True, "0", ""),
    ]


@pytest.mark.parametrize(
    ("features", "told"), [("okote.funding", False), ("okote.funding,consultations", True)]
)
def test_limits_are_those_of_what_the_territory_runs(
    environ: dict[str, str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    features: str,
    told: bool,
):
    monkeypatch.setenv("OKOTE_FEATURES", features)
    monkeypatch.setenv("COLUMNS", "200")
    assert cli.main(["limits"]) == 0
    said = capsys.readouterr().out
    assert " pledge " in said
    assert (" idea-support " in said) is told
