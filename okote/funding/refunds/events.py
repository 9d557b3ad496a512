"""What happens to a refund by transfer, for whoever must know."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class BankRefundEvent:
    refund: UUID


@dataclass(frozen=True, slots=True)
class BankRefundAsked(BankRefundEvent):
    """Its donor is to name an account."""


@dataclass(frozen=True, slots=True)
class BankRefundReminded(BankRefundEvent):
    """They have not yet."""


@dataclass(frozen=True, slots=True)
class BankRefundRemindedLast(BankRefundEvent):
    """They still have not; nobody writes again."""


@dataclass(frozen=True, slots=True)
class BankRefundPaid(BankRefundEvent):
    """It has left the operator's bank."""
