"""What Stripe answered, in our words: identifiers, amounts and states, nothing of its library's types.

An answer is a picture of the object at one moment. Identifiers are Stripe's; `metadata` is what we
wrote there, by which an object is found again when its idempotency key has been forgotten.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from payments.money import Money


class CheckoutStatus(StrEnum):
    OPEN = "open"
    COMPLETE = "complete"
    EXPIRED = "expired"


class CheckoutPayment(StrEnum):
    """`COMPLETE` and still `UNPAID` is a delayed means of payment: money is counted when `PAID`."""

    PAID = "paid"
    UNPAID = "unpaid"
    NOT_REQUIRED = "no_payment_required"


class IntentStatus(StrEnum):
    REQUIRES_PAYMENT_METHOD = "requires_payment_method"
    REQUIRES_CONFIRMATION = "requires_confirmation"
    REQUIRES_ACTION = "requires_action"
    PROCESSING = "processing"
    REQUIRES_CAPTURE = "requires_capture"
    CANCELED = "canceled"
    SUCCEEDED = "succeeded"


class RefundStatus(StrEnum):
    PENDING = "pending"
    REQUIRES_ACTION = "requires_action"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"


class PayoutStatus(StrEnum):
    """A payout that was `PAID` may still turn `FAILED` within five business days."""

    PENDING = "pending"
    IN_TRANSIT = "in_transit"
    PAID = "paid"
    FAILED = "failed"
    CANCELED = "canceled"


class DisputeStatus(StrEnum):
    """A warning is a bank's inquiry, which takes no money; `PREVENTED` was settled before it was one."""

    WARNING_NEEDS_RESPONSE = "warning_needs_response"
    WARNING_UNDER_REVIEW = "warning_under_review"
    WARNING_CLOSED = "warning_closed"
    NEEDS_RESPONSE = "needs_response"
    UNDER_REVIEW = "under_review"
    WON = "won"
    LOST = "lost"
    PREVENTED = "prevented"


class CapabilityStatus(StrEnum):
    """`UNREQUESTED` is ours: Stripe leaves such a capability out."""

    ACTIVE = "active"
    INACTIVE = "inactive"
    PENDING = "pending"
    UNREQUESTED = "unrequested"


@dataclass(frozen=True, slots=True)
class BalanceTransaction:
    """One line of Stripe's own ledger; `net` is `amount` less `fee`, signed as Stripe's balance moves.

    `intent_id` and `metadata` are those of its source, where that was asked for.
    """

    id: str
    type: str
    amount: Money
    fee: Money
    net: Money
    source: str | None
    created: datetime
    intent_id: str | None = None
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Charge:
    """`created` is when the payer paid, by Stripe's clock. `transaction` is absent until Stripe has computed
    its fee, which may be after the payment succeeded.
    """

    id: str
    created: datetime
    amount: Money
    refunded: Money
    paid: bool
    disputed: bool
    transaction: BalanceTransaction | None


@dataclass(frozen=True, slots=True)
class PaymentIntent:
    """`failure` is Stripe's code for the last refusal, such as `card_declined`."""

    id: str
    status: IntentStatus
    amount: Money
    received: Money
    charge: Charge | None
    failure: str | None
    transfer_group: str | None
    metadata: Mapping[str, str]
    livemode: bool


@dataclass(frozen=True, slots=True)
class CheckoutSession:
    """`url` is there only while the session is open, `intent_id` only once the payer has tried to pay."""

    id: str
    status: CheckoutStatus
    payment: CheckoutPayment
    amount: Money
    url: str | None
    intent_id: str | None
    metadata: Mapping[str, str]
    created: datetime
    expires_at: datetime
    livemode: bool


@dataclass(frozen=True, slots=True)
class Refund:
    """`failure` is Stripe's reason, such as `expired_or_canceled_card`, when the status is `FAILED`.

    `waits_for` is why it is `PENDING`: `insufficient_funds` until we have money at Stripe again.
    """

    id: str
    status: RefundStatus
    amount: Money
    intent_id: str | None
    charge_id: str | None
    failure: str | None
    waits_for: str | None
    metadata: Mapping[str, str]
    created: datetime


@dataclass(frozen=True, slots=True)
class Dispute:
    """`lines` are what Stripe took for it and gave back; `answer_by` is until when evidence counts."""

    id: str
    status: DisputeStatus
    reason: str
    amount: Money
    lines: tuple[BalanceTransaction, ...]
    answer_by: datetime | None
    created: datetime


@dataclass(frozen=True, slots=True)
class FraudWarning:
    """A card's network has heard that a payment was not its holder's; `kind` is Stripe's word for how."""

    id: str
    kind: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Account:
    """A connected account; it can be paid for and paid to when both capabilities are active."""

    id: str
    card_payments: CapabilityStatus
    transfers: CapabilityStatus
    payouts_enabled: bool
    details_submitted: bool
    currently_due: tuple[str, ...]
    disabled_reason: str | None
    metadata: Mapping[str, str]

    @property
    def ready(self) -> bool:
        return CapabilityStatus.ACTIVE == self.card_payments == self.transfers


@dataclass(frozen=True, slots=True)
class AccountLink:
    """A page of Stripe's, for one visit of the account's holder and a few minutes."""

    url: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Transfer:
    id: str
    amount: Money
    destination: str
    transfer_group: str | None
    metadata: Mapping[str, str]
    created: datetime


@dataclass(frozen=True, slots=True)
class TransferReversal:
    id: str
    amount: Money
    metadata: Mapping[str, str]
    created: datetime


@dataclass(frozen=True, slots=True)
class Payout:
    """`failure` is Stripe's code, such as `account_closed`; the money is then back in the balance."""

    id: str
    status: PayoutStatus
    amount: Money
    failure: str | None
    metadata: Mapping[str, str]
    created: datetime


@dataclass(frozen=True, slots=True)
class Balance:
    """What may be moved now, and what will be once its charges have settled."""

    available: Money
    pending: Money


@dataclass(frozen=True, slots=True)
class Event:
    """What a webhook brings: which object changed. `account` is set when a connected account's did.

    `body` is the whole event as JSON, for the inbox to keep.
    """

    id: str
    type: str
    created: datetime
    livemode: bool
    account: str | None
    object_type: str
    object_id: str | None
    body: str
