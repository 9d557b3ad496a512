"""Who the second person may be, and until when."""

from datetime import datetime, timedelta
from uuid import UUID

from okote.platform.errors import DomainError
from payments.money import Money

OPEN_FOR = timedelta(days=14)
"""Then it has to be asked anew: what was true when it was asked may no longer be."""


class OwnRequestError(DomainError):
    """Whoever asked can't be the second person."""

    code = "approval_own"


class ApprovalOverError(DomainError):
    """Decided already, or asked too long ago."""

    code = "approval_over"


def needs_second(amount: Money, above: Money | None) -> bool:
    """A territory that never set a sum trusts each alone; at the sum itself one person is enough."""
    return above is not None and amount > above


def check_decidable(*, decided: bool, expires_at: datetime, asked_by: UUID, by: UUID, at: datetime) -> None:
    """OwnRequestError, ApprovalOverError."""
    if asked_by == by:
        raise OwnRequestError
    if decided or at >= expires_at:
        raise ApprovalOverError
