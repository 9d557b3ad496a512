"""What a token looks like, what it may be for, and how long it may last."""

import re
import secrets
import string
from datetime import timedelta
from enum import StrEnum

from payments.errors import DomainError

PREFIX = "okote_pat_"
"""By which those who look for secrets in published code know ours."""

_SIGNS = string.ascii_letters + string.digits
_LENGTH = 43
"""62 ** 43 is more than 256 bits; letters and figures alone, so that a double click takes it whole."""

_WELL_FORMED = re.compile(rf"{PREFIX}[0-9A-Za-z]{{{_LENGTH}}}")

LONGEST_NAME = 80
MOST = 20
"""At once, of one person in one territory: beyond it nobody knows any more which is which."""

LASTING = (30, 90, 180, 365)
"""Days that may be chosen; none lasts for ever."""

EXPIRED_KEPT = timedelta(days=30)
"""How long its owner still sees that one has expired."""


class Scope(StrEnum):
    """What a token may be used for; never for more than its owner may at that moment.

    None is for giving money, for approving anything, or for the account itself: that takes a person, signed
    in, at a page.
    """

    READ_ME = "read:me"
    READ_WORK = "read:work"
    WRITE = "write"


class TooManyTokensError(DomainError):
    """Parameter: `most`."""

    code = "token_too_many"


class ScopesMissingError(DomainError):
    code = "token_scopes_missing"


def new_secret() -> str:
    return PREFIX + "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH))


def beginning(secret: str) -> str:
    """What may be shown of it later."""
    return secret[: len(PREFIX) + 4]


def brought(authorization: str) -> str | None:
    """The token of such a header (RFC 6750, 2.1); None where it holds none that could be ours."""
    scheme, _, secret = authorization.partition(" ")
    secret = secret.strip()
    return secret if scheme.lower() == "bearer" and _WELL_FORMED.fullmatch(secret) else None
