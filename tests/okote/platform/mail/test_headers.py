"""Subjects as they go out and come in."""

from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default

import pytest

from okote.platform.mail.headers import POLICY


@pytest.mark.parametrize(
    "subject",
    [
        "Merci",
        "Le projet «\u00a0Le festival des péniches\u00a0» n’est pas financé\u00a0: vous ne devez rien",
        "Ihr Beitrag für „Gemüse für alle, die es nötig haben, im ganzen Tal“ wird zurückgezahlt",
        "é" * 250,
    ],
)
def test_a_subject_arrives_as_it_was_written(subject):
    message = EmailMessage(policy=POLICY)
    message["Subject"] = subject
    sent = message.as_bytes(policy=SMTP)
    assert max(map(len, sent.split(b"\r\n"))) <= 78
    assert message_from_bytes(sent, policy=default)["Subject"] == subject


def test_the_address_that_ends_letters_stays_whole():
    """Longer than a line as it is: programs read it only as it was written."""
    address = f"<https://trois-rives.example/fr/unsubscribe/{'0123456789abcdef' * 8}>"
    message = EmailMessage(policy=POLICY)
    message["List-Unsubscribe"] = address
    assert f"List-Unsubscribe: {address}\r\n".encode() in message.as_bytes(policy=SMTP)
