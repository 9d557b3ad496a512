"""What is kept of a person whom a provider tells of."""

from email.message import EmailMessage
from email.utils import formataddr

import pytest

from okote.identity.openid.claims import Claims
from okote.identity.service import identified


def told(email: str | None, *, verified: bool = True) -> Claims:
    return Claims(
        issuer="https://identite.example",
        sub="1",
        email=email,
        email_verified=verified,
        id_token="",
    )


@pytest.mark.parametrize(
    "email",
    [
        "müller@courriel.example",
        "camille@courriél.example",
        "a@b.example, c@d.example",
        "a,c@d.example",
        "Camille <a@b.example>",
        "camille",
        None,
    ],
)
def test_an_address_that_we_could_not_write_to_is_none(email):
    """The mail would never leave, or leave for somebody else."""
    assert identified("demo", told(email)).email is None


def test_a_proven_address_is_kept_as_mails_are_sent_to_it():
    email = identified("demo", told("Camille.Aubry+don@Courriel.example")).email
    assert email == "camille.aubry+don@courriel.example"
    message = EmailMessage()
    message["To"] = formataddr(("", email))
    assert [one.addr_spec for one in message["To"].addresses] == [email]


def test_an_address_that_was_not_proven_is_none():
    assert identified("demo", told("camille@courriel.example", verified=False)).email is None
