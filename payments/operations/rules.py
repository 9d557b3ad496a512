"""How a payment and an operation may move on, when to ask again, and under which key."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from payments.errors import DomainError
from payments.gateway.errors import GatewayError, Refusal, RefusedError, TemporaryError
from payments.gateway.results import (
    Account,
    CapabilityStatus,
    CheckoutSession,
    CheckoutStatus,
    DisputeStatus,
    IntentStatus,
    PaymentIntent,
)
from payments.money import Money, total


class PaymentStatus(StrEnum):
    """`PROCESSING`: the payer is done and Stripe not, or not yet with its fee."""

    CREATED = "created"
    OPEN = "open"
    PROCESSING = "processing"
    PAID = "paid"
    FAILED = "failed"
    EXPIRED = "expired"
    QUARANTINED = "quarantined"


class OperationKind(StrEnum):
    OPEN_CHECKOUT = "open_checkout"
    EXPIRE_CHECKOUT = "expire_checkout"
    REFUND = "refund"
    CREATE_ACCOUNT = "create_account"
    ONBOARDING_LINK = "onboarding_link"
    TRANSFER = "transfer"
    REVERSE_TRANSFER = "reverse_transfer"
    PAY_OUT = "pay_out"


class OperationStatus(StrEnum):
    """`WAITING` for Stripe to take it, `PENDING` while Stripe has taken it and not finished."""

    WAITING = "waiting"
    PENDING = "pending"
    SUCCEEDED = "succeeded"
    FAILED = "failed"


class Step(StrEnum):
    """What to ask next: to make the object, whether an earlier call made it, or how it stands."""

    MAKE = "make"
    FIND = "find"
    READ = "read"


ENDED = frozenset(
    {PaymentStatus.PAID, PaymentStatus.FAILED, PaymentStatus.EXPIRED, PaymentStatus.QUARANTINED}
)
UNPAID = frozenset({PaymentStatus.FAILED, PaymentStatus.EXPIRED})
"""Ends without money: the subject may be paid for anew."""
MADE = frozenset({PaymentStatus.PAID, PaymentStatus.QUARANTINED})
"""Ends with money at Stripe, of which some may go back."""

INQUIRIES = frozenset({DisputeStatus.WARNING_NEEDS_RESPONSE, DisputeStatus.WARNING_UNDER_REVIEW})
"""The bank only asks."""
DISPUTED = frozenset({DisputeStatus.NEEDS_RESPONSE, DisputeStatus.UNDER_REVIEW})
"""The bank has the money, and has not decided whose it is."""
CLOSED = frozenset(DisputeStatus) - INQUIRIES - DISPUTED
GIVEN_BACK = frozenset({DisputeStatus.LOST, DisputeStatus.PREVENTED})
"""The payer has the money; what was prevented, Stripe gave back at once by an agreement with the network."""

FINISHED = frozenset({OperationStatus.SUCCEEDED, OperationStatus.FAILED})

REVOCABLE = {OperationKind.REFUND: timedelta(days=30), OperationKind.PAY_OUT: timedelta(days=14)}
"""A bank may send these back after Stripe said that they had succeeded; how long we read them again.

A payout within five business days (docs.stripe.com/payouts), for a refund Stripe says "up to 30 days"
(docs.stripe.com/refunds): the message that it failed may be lost, and the payer still be owed the money.
"""
REREAD = timedelta(days=1)

WAITS_FOR_MONEY = frozenset({OperationKind.REFUND, OperationKind.TRANSFER, OperationKind.PAY_OUT})
INSUFFICIENT = "balance_insufficient"
WITHDRAWN = "withdrawn"
"""Why an operation failed that we no longer wanted, before Stripe had done it."""

KEY_HOLDS = timedelta(hours=23)
"""Stripe may forget an idempotency key after 24 hours (docs.stripe.com/api/idempotent_requests)."""
QUIET = timedelta(minutes=5)
"""Longer than any call takes with its retries: none of before is still on its way."""

LEAST_WAIT, MOST_WAIT = timedelta(seconds=5), timedelta(hours=1)
LEAST_CHECK, MOST_CHECK = timedelta(seconds=15), timedelta(minutes=15)
READY_CHECK = timedelta(days=1)


class PaymentConflictError(DomainError):
    """Another amount is being paid for the subject, or was; or one in quarantine awaits a person."""

    code = "payment_conflict"


class NotRefundableError(DomainError):
    """`left` is what may still be refunded of the payment."""

    code = "not_refundable"


class NotReversibleError(DomainError):
    """`left` is what may still be reversed of the transfer."""

    code = "not_reversible"


class NotPaidError(DomainError):
    """Nothing can be drawn on a payment that was not made."""

    code = "not_paid"


class StripeUnavailableError(DomainError):
    """Stripe could not be asked just now; nothing was lost."""

    code = "stripe_unavailable"


@dataclass(frozen=True, slots=True)
class Seen:
    """How a payment stands at Stripe; `fee`, identifiers and moments as far as Stripe knows them.

    `received` is what the payer's card was charged, where that is not what was asked or not in time.
    `returned`: some of the money went back, or a bank wants it back, before we had even seen it come.
    """

    status: PaymentStatus
    intent_id: str | None = None
    charge_id: str | None = None
    fee: Money | None = None
    code: str | None = None
    charged_at: datetime | None = None
    returned: bool = False
    received: Money | None = None


def seen(expected: Money, session: CheckoutSession, intent: PaymentIntent | None) -> Seen:
    """What Stripe's two objects say together; money counts as paid only once its fee is known."""
    if session.status is CheckoutStatus.OPEN:
        return Seen(PaymentStatus.OPEN, session.intent_id)
    if session.status is CheckoutStatus.EXPIRED:
        return Seen(PaymentStatus.EXPIRED, session.intent_id)
    if intent is None:
        return Seen(PaymentStatus.QUARANTINED, code="no_payment_intent")
    if intent.status in {IntentStatus.REQUIRES_PAYMENT_METHOD, IntentStatus.CANCELED}:
        return Seen(PaymentStatus.FAILED, intent.id, code=intent.failure or intent.status)
    if intent.status is not IntentStatus.SUCCEEDED:
        return Seen(PaymentStatus.PROCESSING, intent.id)
    return _succeeded(expected, session, intent)


def _succeeded(expected: Money, session: CheckoutSession, intent: PaymentIntent) -> Seen:
    charge = intent.charge
    line = charge.transaction if charge else None
    if charge is None or line is None:
        amounts = [session.amount, intent.received]
        status, fee = PaymentStatus.PROCESSING, None
    else:
        amounts = [session.amount, intent.received, charge.amount, line.amount]
        status, fee = PaymentStatus.PAID, line.fee
    seen = Seen(status, intent.id, fee=fee)
    if charge is not None:
        seen = replace(
            seen,
            charge_id=charge.id,
            charged_at=charge.created,
            received=charge.amount,
            returned=charge.disputed or bool(charge.refunded),
        )
    if any(amount != expected for amount in amounts):
        return replace(seen, status=PaymentStatus.QUARANTINED, fee=None, code="amount_differs")
    return seen


def withdrawn(account_id: str, code: str) -> Account:
    """An account that Stripe no longer shows us: its holder left, so nobody can be paid there."""
    return Account(
        id=account_id,
        card_payments=CapabilityStatus.INACTIVE,
        transfers=CapabilityStatus.INACTIVE,
        payouts_enabled=False,
        details_submitted=False,
        currently_due=(),
        disabled_reason=code,
        metadata={},
    )


ORDER = (PaymentStatus.CREATED, PaymentStatus.OPEN, PaymentStatus.PROCESSING)


def advanced(current: PaymentStatus, told: PaymentStatus) -> PaymentStatus:
    """Where a payment goes when Stripe tells this; never backwards, and an end is an end.

    Only money that comes after all to what had failed or expired is put aside for a person to see.
    """
    if current in UNPAID and told in ENDED - UNPAID:
        return PaymentStatus.QUARANTINED
    if current in ENDED:
        return current
    if told in ENDED:
        return told
    return max(current, told, key=ORDER.index)


def is_settled(kind: OperationKind, status: OperationStatus) -> bool:
    """Whether there is nothing more to ask about it."""
    return status is OperationStatus.FAILED or (status is OperationStatus.SUCCEEDED and kind not in REVOCABLE)


def moved_on(kind: OperationKind, current: OperationStatus, told: OperationStatus) -> OperationStatus:
    """Where an operation goes when Stripe tells this; what a bank may revoke can fail after success."""
    if current is OperationStatus.FAILED:
        return current
    if current is OperationStatus.SUCCEEDED:
        return told if told is OperationStatus.FAILED and kind in REVOCABLE else current
    return current if told is OperationStatus.WAITING else told


def key(kind: OperationKind, operation_id: UUID, number: int) -> str:
    """The idempotency key: the same for as long as asking again must be the same request."""
    return f"{kind}:{operation_id}:{number}"


def next_step(
    *,
    made: bool,
    doubtful: bool,
    key_since: datetime | None,
    called_at: datetime | None,
    at: datetime,
) -> Step | None:
    """What may be asked without doing twice; None while an earlier call may still be on its way.

    A key that Stripe may have forgotten no longer protects, and one under which it remembers a failure
    (`doubtful`) leads nowhere: in both cases we first look whether the object exists.
    """
    if made:
        return Step.READ
    if key_since is None:
        return Step.MAKE
    if doubtful:
        return Step.FIND
    if at - key_since < KEY_HOLDS:
        return Step.MAKE
    return Step.FIND if called_at is None or at - called_at >= QUIET else None


def is_idle(
    status: OperationStatus,
    *,
    key_since: datetime | None,
    doubtful: bool,
    called_at: datetime | None,
    at: datetime,
) -> bool:
    """Whether nothing came of it so far, and no call is on its way that something may come of."""
    quiet = called_at is None or at - called_at >= QUIET
    return status is OperationStatus.WAITING and key_since is None and not doubtful and quiet


class Verdict(StrEnum):
    """What a call that brought no answer means for the operation."""

    REFUSED = "refused"
    AGAIN = "again"
    DOUBTFUL = "doubtful"
    SHORT_OF_MONEY = "short_of_money"


def waits_for_money(kind: OperationKind, *, drawn_on_payment: bool) -> bool:
    """Charges settle within days, so a balance may do tomorrow; what a payment has not got, it never will."""
    return kind in WAITS_FOR_MONEY and not (kind is OperationKind.TRANSFER and drawn_on_payment)


def verdict(step: Step, error: GatewayError, *, waits: bool) -> Verdict:
    """Only the refusal to make something ends an operation: one to show or find it says nothing.

    Doubtful is a key that Stripe has taken for another form of the request, which may have acted, and
    one under which it repeats a failure. That our key to Stripe may not do it is for a person to mend,
    and says nothing about what is asked either: nobody is told that money did not go for that.
    """
    if isinstance(error, RefusedError) and step is Step.MAKE and error.refusal is not Refusal.PERMISSION:
        if error.refusal is Refusal.IDEMPOTENCY:
            return Verdict.DOUBTFUL
        if error.code == INSUFFICIENT and waits:
            return Verdict.SHORT_OF_MONEY
        return Verdict.REFUSED
    replayed = isinstance(error, TemporaryError) and error.replayed
    return Verdict.DOUBTFUL if replayed else Verdict.AGAIN


def wait(because: Verdict, failures: int) -> timedelta:
    """Twice as long after each failure in a row, from five seconds to an hour; for money, an hour."""
    if because is Verdict.SHORT_OF_MONEY:
        return MOST_WAIT
    return min(MOST_WAIT, LEAST_WAIT * (1 << min(failures - 1, 20)))


def next_check(since: datetime, at: datetime) -> datetime:
    """When to look again, should no webhook tell: after as much time as has passed, within bounds."""
    return at + min(MOST_CHECK, max(LEAST_CHECK, at - since))


def next_attempt(
    kind: OperationKind, status: OperationStatus, at: datetime, *, asked_at: datetime, ended_at: datetime
) -> datetime | None:
    """When to ask about an operation again: as a payment while it is under way, and daily what has
    succeeded as long as a bank may send it back.
    """
    if status not in FINISHED:
        return next_check(asked_at, at)
    revocable = status is OperationStatus.SUCCEEDED and kind in REVOCABLE
    return at + REREAD if revocable and at < ended_at + REVOCABLE[kind] else None


def next_account_check(since: datetime, at: datetime, *, ready: bool) -> datetime:
    """Daily once it can be paid; while its holder is busy with Stripe's questions, as a payment."""
    return at + READY_CHECK if ready else next_check(since, at)


def refundable(received: Money, refunds: Iterable[Money], asked: Money | None) -> Money:
    """What of the money that came may be given back: what is asked, or else all that is left.

    `refunds` are those that have not failed, and what banks have taken back. Raises `not_refundable`.
    """
    left = received - total(list(refunds), received.currency)
    amount = left if asked is None else asked
    if not Money.zero(received.currency) < amount <= left:
        raise NotRefundableError(amount=amount, left=left)
    return amount


DISPUTE_ORDER = (
    DisputeStatus.WARNING_NEEDS_RESPONSE,
    DisputeStatus.WARNING_UNDER_REVIEW,
    DisputeStatus.NEEDS_RESPONSE,
    DisputeStatus.UNDER_REVIEW,
)


def takes_money(status: DisputeStatus | None) -> bool:
    """Whether the bank took the payment back, if only until it was decided; an inquiry never does."""
    return status in DISPUTED | GIVEN_BACK | {DisputeStatus.WON}


def dispute_moved_on(current: DisputeStatus, told: DisputeStatus) -> DisputeStatus:
    """Where a dispute goes when Stripe tells this: forward only, and what is closed stays so.

    An inquiry that ended is old news of what has become a dispute since.
    """
    if current in CLOSED or (told is DisputeStatus.WARNING_CLOSED and takes_money(current)):
        return current
    return told if told in CLOSED else max(current, told, key=DISPUTE_ORDER.index)


def reversible(
    status: OperationStatus, transferred: Money, reversals: Iterable[Money], asked: Money | None
) -> Money:
    """What of a transfer may be taken back: what is asked, or else all that is left."""
    none = Money.zero(transferred.currency)
    done = status is OperationStatus.SUCCEEDED
    left = transferred - total(list(reversals), transferred.currency) if done else none
    amount = left if asked is None else asked
    if not none < amount <= left:
        raise NotReversibleError(amount=amount, left=left)
    return amount
