"""Refusals that any room may raise; what each says to people stands in okote.web.problems."""

from payments.errors import DomainError


class NotFoundError(DomainError):
    """Also for what exists but is not the asker's to see: a stranger can't tell the two apart."""

    code = "not_found"


class ForbiddenError(DomainError):
    """The asker is known, may see that it exists, and may not do this."""

    code = "forbidden"


class SignInRequiredError(DomainError):
    code = "sign_in_required"


class TooManyRequestsError(DomainError):
    """`minutes`: how long to wait, the last one begun counted whole."""

    code = "too_many_requests"


class StaleError(DomainError):
    """Someone changed it in the meantime."""

    code = "stale"


__all__ = [
    "DomainError",
    "ForbiddenError",
    "NotFoundError",
    "SignInRequiredError",
    "StaleError",
    "TooManyRequestsError",
]
