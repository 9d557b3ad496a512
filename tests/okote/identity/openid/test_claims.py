"""What is kept of what a provider tells about a person."""

import pytest

from okote.identity.openid.claims import claims_of
from okote.identity.openid.id_token import IDToken
from okote.identity.openid.settings import ClaimNames

TOKEN = IDToken(iss="https://issuer.example", sub="s", aud="okote", exp=2, iat=1, nonce="n")


@pytest.mark.parametrize(
    ("told", "email", "verified"),
    [
        ({"email": "a@courriel.example", "email_verified": True}, "a@courriel.example", True),
        ({"email": "a@courriel.example", "email_verified": "true"}, "a@courriel.example", False),
        ({"email": "a@courriel.example"}, "a@courriel.example", False),
        ({"email_verified": True}, None, False),
        ({"email": " a@courriel.example "}, "a@courriel.example", False),
        ({"email": "", "email_verified": True}, None, False),
        ({"email": None, "email_verified": True}, None, False),
        ({"email": ["a@courriel.example"], "email_verified": True}, None, False),
        ({"email": "a@courriel.example\nBcc: b@courriel.example"}, None, False),
        ({"email": "a" * 255}, None, False),
    ],
)
def test_an_address_is_verified_only_if_the_provider_says_so(told, email, verified):
    claims = claims_of(TOKEN, told, ClaimNames(), id_token="t")
    assert (claims.email, claims.email_verified) == (email, verified)
