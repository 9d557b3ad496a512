"""Every mail of the demo arrives in one folder, whoever it is for."""

import socket
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import aiosmtplib
import pytest

from okote.demo.mailbox import HOST, Mailbox, serving


@pytest.fixture
def port() -> int:
    with socket.socket() as tried:
        tried.bind((HOST, 0))
        return int(tried.getsockname()[1])


@pytest.fixture
def mailbox(tmp_path: Path, port: int) -> Iterator[Mailbox]:
    server = serving(tmp_path / "mails", port)
    server.start()
    yield Mailbox(tmp_path / "mails")
    server.stop()


async def send(port: int, subject: str) -> None:
    message = EmailMessage()
    message["From"], message["To"] = "Okoté <a@okote.example>", "camille.aubry@courriel.example"
    message["Subject"] = subject
    message.set_content("Votre don est confirmé.")
    message.add_alternative("<p>Votre don est confirmé.</p>", subtype="html")
    await aiosmtplib.send(message, hostname=HOST, port=port, start_tls=False)


async def test_mails_are_read_as_they_were_written_the_latest_first(mailbox: Mailbox, port: int):
    await send(port, "Merci à vous")
    await send(port, "Votre reçu")
    latest, first = mailbox.mails(10)
    assert [first.subject, latest.subject] == ["Merci à vous", "Votre reçu"]
    assert first.recipient == "camille.aubry@courriel.example"
    assert first.text.strip() == "Votre don est confirmé."
    assert first.html.strip() == "<p>Votre don est confirmé.</p>"
    assert first.received_at <= latest.received_at
    assert [mail.name for mail in mailbox.mails(1)] == [latest.name]
    found = mailbox.mail(first.name)
    assert found is not None
    assert found.subject == first.subject


@pytest.mark.parametrize("name", ["", "0", "../secrets", "1.eml", "²"])
def test_no_name_leads_anywhere_else(mailbox: Mailbox, name: str):
    (mailbox.folder.parent / "secrets.eml").write_text("Subject: secret\n\n")
    assert mailbox.mail(name) is None
