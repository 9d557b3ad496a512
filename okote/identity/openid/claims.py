"""Who the provider says has come."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from okote.identity.openid.id_token import IDToken
from okote.identity.openid.settings import ClaimNames

LONGEST_EMAIL = 254


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """A person is `(issuer, sub)` and nothing else: an address may change hands, so it never links."""

    issuer: str
    sub: str
    email: str | None = field(repr=False)
    email_verified: bool
    """Said by the provider in so many words; silence is no."""
    id_token: str = field(repr=False)
    """Kept for signing out there too."""


def claims_of(token: IDToken, told: Mapping[str, Any], names: ClaimNames, *, id_token: str) -> Claims:
    """`told` is what the ID token and userinfo say together."""
    email = _text(told.get(names.email))
    return Claims(
        issuer=token.iss,
        sub=token.sub,
        email=email,
        email_verified=email is not None and told.get("email_verified") is True,
        id_token=id_token,
    )


def _text(value: object) -> str | None:
    """A short printable text, or nothing: a sign-in does not fail on an address that we cannot keep."""
    if not isinstance(value, str):
        return None
    text = value.strip()
    return text if text.isprintable() and 0 < len(text) <= LONGEST_EMAIL else None
