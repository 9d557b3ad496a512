"""`okote doctor`, as whoever runs the service types it."""

import json

import pytest
from rich.console import Console

from okote import cli
from okote.serving.doctor.doctor import report
from okote.serving.doctor.findings import fail, ok, warn
from tests.okote.test_settings import SOUND


@pytest.fixture
def environ(monkeypatch, database_url):
    """A demo's sound settings, on a database of the test's own, with nobody around it."""
    stripe = {"api_key": "sk_test_1", "webhook_secrets": ["whsec_a"], "connect_webhook_secrets": ["whsec_b"]}
    given = {
        **SOUND,
        "OKOTE_ENVIRONMENT": "demo",
        "OKOTE_STRIPE": json.dumps(stripe),
        "OKOTE_MAIL": '{"host": "127.0.0.1", "port": 9, "sender": "Okoté <okote@trois-rives.example>"}',
        "OKOTE_ADDRESSES": '{"trois-rives": ["http://127.0.0.1:9"]}',
        "OKOTE_DATABASE_URL": database_url,
    }
    for name, value in given.items():
        monkeypatch.setenv(name, value)


def test_one_line_for_each_thing_and_a_status_for_the_shell(environ, capsys):
    assert cli.main(["doctor"]) == cli.WRONG
    lines = capsys.readouterr().out.splitlines()
    for line in (
        "warn settings     the environment is demo: no money moves, and its clock may be moved.",
        "ok   schema       up to date.",
        "fail trois-rives  has an address, but was never founded: run `okote init`.",
        "warn stripe       has never told us anything: point its webhooks here, and send a test event.",
        "fail mail         127.0.0.1:9 does not take us in (SMTPConnectError): no mail would leave.",
        "ok   sign-in      codes by mail are taken.",
    ):
        assert line in lines
    assert any(line.startswith("fail address      http://127.0.0.1:9 is not reached") for line in lines)


def test_settings_that_will_not_do_are_all_that_is_said(environ, monkeypatch, capsys):
    monkeypatch.setenv("OKOTE_SECRET_KEY", "short")
    assert cli.main(["doctor"]) == cli.WRONG
    said = capsys.readouterr().out
    assert said.startswith("fail settings     OKOTE_SECRET_KEY must have 32 characters at least")
    assert said.endswith("0 ok, 0 warn, 1 fail\n")


def test_a_database_that_is_away_hides_nothing_else(environ, monkeypatch, capsys):
    monkeypatch.setenv("OKOTE_DATABASE_URL", "postgresql://127.0.0.1:9/nowhere")
    assert cli.main(["doctor"]) == cli.WRONG
    said = capsys.readouterr().out
    assert "fail database     does not answer" in said
    assert "sign-in" in said


@pytest.mark.parametrize(
    ("found", "well"),
    [([], True), ([ok("a", "b")], True), ([warn("a", "b")], True), ([ok("a", "b"), fail("c", "d")], False)],
)
def test_a_warning_lets_pass_and_a_failure_does_not(found, well):
    assert report(Console(quiet=True), found) is well
