"""What became of a payment, a refund, a transfer: told once, in the transaction that records it.

`book`, `purpose` and `subject` are the caller's own, as given with the intent.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from payments.money import Money
from payments.sessions import WriteSession


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`at` is the moment of the transaction that records it."""

    book: UUID
    purpose: str
    subject: UUID
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentOutcome(Outcome):
    payment_id: UUID
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentProcessing(PaymentOutcome):
    """The payer is done; whether money comes, or what Stripe took for it, is not known yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentPaid(PaymentOutcome):
    """Stripe holds the amount less `fee`, which it has taken.

    `charged_at` is when the payer paid, by Stripe's clock in whole seconds: we may learn of it much later,
    so whether a payment came in time is judged by this moment and not by `at`.
    """

    fee: Money
    charged_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFailed(PaymentOutcome):
    """No money came, and none will; `code` is Stripe's."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentExpired(PaymentOutcome):
    """Nobody paid in time, and nobody can any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentQuarantined(PaymentOutcome):
    """Money came that is not what was asked, or too late: never credited, a person looks. `code` says why."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeOutcome(Outcome):
    """`amount` is the part of the payment that is disputed."""

    payment_id: UUID
    dispute_id: UUID
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentDisputed(DisputeOutcome):
    """The payer's bank wants it back, and has it until it is decided whose it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeMoved(DisputeOutcome):
    """A line of Stripe's ledger: `moved` and `fee` have left its balance; negative, come back."""

    line_id: str
    moved: Money
    fee: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeWon(DisputeOutcome):
    """The payment stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DisputeLost(DisputeOutcome):
    """The payer has the amount back from their bank, for good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OperationOutcome(Outcome):
    """`stripe_id` is absent where Stripe made nothing."""

    operation_id: UUID
    stripe_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundSucceeded(OperationOutcome):
    payment_id: UUID
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class RefundFailed(OperationOutcome):
    """The payer has not got it back. `revoked`: it had succeeded, and the bank sent it back."""

    payment_id: UUID
    amount: Money
    code: str
    revoked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferSucceeded(OperationOutcome):
    account_id: UUID
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferFailed(OperationOutcome):
    account_id: UUID
    amount: Money
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferReversed(OperationOutcome):
    """Of the transfer that operation `reverses` made, this amount came back."""

    account_id: UUID
    reverses: UUID
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferReversalFailed(OperationOutcome):
    account_id: UUID
    reverses: UUID
    amount: Money
    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutPaid(OperationOutcome):
    account_id: UUID
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class PayoutFailed(OperationOutcome):
    """The amount is in the account's balance. `revoked`: it had been paid, and the bank sent it back."""

    account_id: UUID
    amount: Money
    code: str
    revoked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountUpdated(Outcome):
    """`ready`: it can be paid for by card, and transferred to. `due` is what Stripe still wants to know;
    `code` is why it is restricted, or was never made.
    """

    account_id: UUID
    ready: bool
    payouts_enabled: bool
    due: tuple[str, ...]
    code: str | None


Subscriber = Callable[[WriteSession, Outcome], Awaitable[None]]
"""Runs in the transaction that records the outcome; where it raises, the outcome is told again later."""
