"""The doctor and mail: its server is really asked, its domain's records are spelt out."""

import socket

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from okote.serving.doctor.findings import Level
from okote.serving.doctor.mail import carrier, mail, sender, server
from okote.settings import MailSettings
from tests.okote.serving.doctor.said import said

HERE = "127.0.0.1"


def settings(**changes):
    written = {"host": HERE, "sender": "Okoté <okote@trois-rives.example>", "start_tls": False}
    return MailSettings(**{**written, **changes})


@pytest.fixture
def port():
    """Of a mail server that knows one password, and offers no encryption."""
    with socket.socket() as tried:
        tried.bind((HERE, 0))
        port = int(tried.getsockname()[1])
    controller = Controller(
        object(),
        hostname=HERE,
        port=port,
        auth_require_tls=False,
        authenticator=lambda *given: AuthResult(success=given[-1].password == b"right", handled=False),
    )
    controller.start()
    yield port
    controller.stop()


@pytest.mark.parametrize("password", [None, "right"])
async def test_a_server_that_takes_us_in(port, password):
    username = password and "okote"
    found = await mail(settings(port=port, username=username, password=password))
    assert said(found, Level.OK, "mail")[-1] == f"{HERE}:{port} takes us in."
    assert not said(found, Level.FAIL, "mail")


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"username": "okote", "password": "wrong"}, "SMTPAuthenticationError"),
        ({"start_tls": True}, "SMTPException"),
    ],
)
async def test_a_server_that_does_not(port, changes, error):
    finding = await server(settings(port=port, **changes))
    assert (finding.level, f"({error})" in finding.says) == (Level.FAIL, True)


async def test_a_server_that_is_not_there():
    assert (await server(settings(port=9))).level is Level.FAIL


@pytest.mark.parametrize("written", ["Okoté", "okote@localhost", "Okoté <>"])
def test_a_sender_without_an_address(written):
    assert "holds no address" in str(said(sender(settings(sender=written)), Level.FAIL, "mail"))


def test_the_records_are_spelt_out_until_somebody_says_that_they_are_published():
    found = list(sender(settings(host="smtp.relay.example")))
    assert said(found, Level.OK, "mail") == ["sent by okote@trois-rives.example."]
    records = " ".join(said(found, Level.WARN, "dns"))
    for record in (
        'trois-rives.example "v=spf1 a:smtp.relay.example -all"',
        '<selector>._domainkey.trois-rives.example "v=DKIM1; k=rsa;',
        '_dmarc.trois-rives.example "v=DMARC1; p=quarantine; rua=mailto:postmaster@trois-rives.example"',
        "nothing is looked up here",
    ):
        assert record in records
    assert "ip4:" in str(said(sender(settings()), Level.WARN, "dns"))
    confirmed = list(sender(settings(dns_confirmed=True)))
    assert [one.level for one in confirmed] == [Level.OK, Level.OK]


@pytest.mark.parametrize(
    ("changes", "warnings"),
    [
        ({}, []),
        ({"host": "smtp.relay.example", "relay": "Relay", "start_tls": True}, []),
        ({"host": "smtp.relay.example", "start_tls": True}, ["relay is not set"]),
        ({"host": "smtp.relay.example", "relay": "Relay"}, ["unencrypted"]),
    ],
)
def test_who_carries_mails_is_known_and_they_are_encrypted(changes, warnings):
    found = [one.says for one in carrier(settings(**changes))]
    assert len(found) == len(warnings)
    assert all(words in sentence for words, sentence in zip(warnings, found, strict=True))
