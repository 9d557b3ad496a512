"""Payments, the accounts that money goes to, and each thing that we ask of Stripe about them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, String, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from payments.gateway.results import DisputeStatus
from payments.money import Money
from payments.operations.rules import OperationKind, OperationStatus, PaymentStatus
from payments.tables import Currency, Json, Moment, identifier, one_of

NAME = 200
STRIPE_ID = 255

LIVE = "status IN ('created', 'open', 'processing', 'paid')"
ENDED = "status IN ('paid', 'failed', 'expired', 'quarantined')"
FLAGGED = "status = 'quarantined' OR (status = 'paid' AND code IS NOT NULL)"
FINISHED = "status IN ('succeeded', 'failed')"
REVOCABLE = "status = 'succeeded' AND kind IN ('refund', 'pay_out')"
MOVED = "status = 'succeeded' AND kind IN ('refund', 'transfer', 'reverse_transfer')"
CLOSED = "status IN ('won', 'lost', 'warning_closed', 'prevented')"


class Payment(SQLModel, table=True):
    """One sum to be paid once, through a Checkout session; `subject` is what the caller wants it for.

    `expires_at` is when Stripe closes the session; `url` is where it is paid while it is open.
    `received_minor` is what came of a payment in quarantine, as far as we know.
    """

    __tablename__ = "payment"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency"),
        CheckConstraint("fee_minor >= 0", name="fee"),
        CheckConstraint(
            "status <> 'paid' OR num_nulls(session_id, intent_id, charge_id, fee_minor, paid_at) = 0",
            name="paid",
        ),
        CheckConstraint("status = 'paid' OR num_nonnulls(fee_minor, paid_at) = 0", name="unpaid"),
        CheckConstraint(
            "received_minor IS NULL"
            " OR (received_minor > 0 AND status = 'quarantined' AND intent_id IS NOT NULL)",
            name="received",
        ),
        CheckConstraint(f"({ENDED}) = (ended_at IS NOT NULL)", name="ended"),
        CheckConstraint(f"({ENDED}) = (next_check_at IS NULL)", name="checked"),
        Index("uq_payment_purpose_subject", "purpose", "subject", unique=True, postgresql_where=text(LIVE)),
        Index(
            "ix_payment_next_check_at", "next_check_at", postgresql_where=text("next_check_at IS NOT NULL")
        ),
        Index(None, "book", "created_at"),
        Index("ix_payment_flagged", "book", "id", postgresql_where=text(FLAGGED)),
        Index("ix_payment_paid_at", "paid_at", "id", postgresql_where=text("paid_at IS NOT NULL")),
    )

    id: UUID = identifier()
    book: UUID
    purpose: str = Field(sa_type=String(NAME))
    subject: UUID
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(sa_type=Currency)
    status: PaymentStatus = Field(sa_type=one_of(PaymentStatus, "status"))
    session_id: str | None = Field(default=None, sa_type=String(STRIPE_ID), unique=True)
    intent_id: str | None = Field(default=None, sa_type=String(STRIPE_ID), unique=True)
    charge_id: str | None = Field(default=None, sa_type=String(STRIPE_ID), unique=True)
    fee_minor: int | None = Field(default=None, sa_type=BigInteger)
    received_minor: int | None = Field(default=None, sa_type=BigInteger)
    code: str | None = Field(default=None, sa_type=String(NAME))
    url: str | None = Field(default=None, sa_type=Text)
    created_at: datetime = Field(sa_type=Moment)
    expires_at: datetime = Field(sa_type=Moment)
    paid_at: datetime | None = Field(default=None, sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    next_check_at: datetime | None = Field(default=None, sa_type=Moment)

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def received(self) -> Money:
        """What the payer gave and may have back; of quarantine's money that we can't name, nothing."""
        minor = self.amount_minor if self.status is PaymentStatus.PAID else self.received_minor
        return Money(minor or 0, self.currency)

    @property
    def fee(self) -> Money | None:
        """What Stripe took, known once it is paid."""
        return None if self.fee_minor is None else Money(self.fee_minor, self.currency)


class ConnectedAccount(SQLModel, table=True):
    """Someone's account at Stripe, as Stripe last described it; `stripe_id` once Stripe has made it."""

    __tablename__ = "connected_account"
    __table_args__ = (
        UniqueConstraint("purpose", "subject"),
        Index(None, "next_check_at"),
    )

    id: UUID = identifier()
    book: UUID
    purpose: str = Field(sa_type=String(NAME))
    subject: UUID
    stripe_id: str | None = Field(default=None, sa_type=String(STRIPE_ID), unique=True)
    ready: bool = False
    payouts_enabled: bool = False
    details_submitted: bool = False
    due: list[str] = Field(default_factory=list, sa_type=Json)
    code: str | None = Field(default=None, sa_type=String(NAME))
    created_at: datetime = Field(sa_type=Moment)
    changed_at: datetime = Field(sa_type=Moment)
    next_check_at: datetime | None = Field(default=None, sa_type=Moment)


class Operation(SQLModel, table=True):
    """One thing that we ask of Stripe: written before the call, settled after it.

    `details` are the call's remaining parameters, fixed with the intent, so that asking again asks for
    the same. `key_number` and `key_since` make the idempotency key; `doubtful` means that an earlier
    call may have acted under a key that no longer serves. `failures` counts those in a row.
    `next_attempt_at` outlasts the success of what a bank may send back: it is when to read it again.
    """

    __tablename__ = "operation"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency"),
        CheckConstraint("(amount_minor IS NULL) = (currency IS NULL)", name="money"),
        CheckConstraint(
            "kind NOT IN ('refund', 'transfer', 'reverse_transfer', 'pay_out') OR amount_minor IS NOT NULL",
            name="moves",
        ),
        CheckConstraint(
            "kind NOT IN ('open_checkout', 'expire_checkout', 'refund') OR payment_id IS NOT NULL",
            name="payment",
        ),
        CheckConstraint(
            "kind NOT IN ('open_checkout', 'create_account', 'onboarding_link', 'transfer',"
            " 'reverse_transfer', 'pay_out') OR account_id IS NOT NULL",
            name="account",
        ),
        CheckConstraint("(kind = 'reverse_transfer') = (reverses IS NOT NULL)", name="reverses"),
        CheckConstraint(f"({FINISHED}) = (ended_at IS NOT NULL)", name="ended"),
        CheckConstraint(f"({FINISHED}) OR next_attempt_at IS NOT NULL", name="attempted"),
        CheckConstraint(f"NOT ({FINISHED}) OR ({REVOCABLE}) OR next_attempt_at IS NULL", name="settled"),
        CheckConstraint("status <> 'pending' OR stripe_id IS NOT NULL", name="pending"),
        CheckConstraint("status <> 'failed' OR code IS NOT NULL", name="failed"),
        Index(
            "ix_operation_next_attempt_at",
            "next_attempt_at",
            postgresql_where=text("next_attempt_at IS NOT NULL"),
        ),
        Index(None, "payment_id"),
        Index(None, "account_id"),
        Index(None, "reverses"),
        Index(None, "purpose", "subject"),
        Index(None, "book", "status", "created_at"),
        Index("ix_operation_moved", "ended_at", "id", postgresql_where=text(MOVED)),
    )

    id: UUID = identifier()
    book: UUID
    purpose: str = Field(sa_type=String(NAME))
    subject: UUID
    kind: OperationKind = Field(sa_type=one_of(OperationKind, "kind"))
    status: OperationStatus = Field(sa_type=one_of(OperationStatus, "status"))
    payment_id: UUID | None = Field(default=None, foreign_key="payment.id")
    account_id: UUID | None = Field(default=None, foreign_key="connected_account.id")
    reverses: UUID | None = Field(default=None, foreign_key="operation.id")
    amount_minor: int | None = Field(default=None, sa_type=BigInteger)
    currency: str | None = Field(default=None, sa_type=Currency)
    details: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    stripe_id: str | None = Field(default=None, sa_type=String(STRIPE_ID), unique=True)
    code: str | None = Field(default=None, sa_type=String(NAME))
    key_number: int = 0
    key_since: datetime | None = Field(default=None, sa_type=Moment)
    doubtful: bool = False
    called_at: datetime | None = Field(default=None, sa_type=Moment)
    failures: int = 0
    created_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    next_attempt_at: datetime | None = Field(default=None, sa_type=Moment)

    @property
    def amount(self) -> Money:
        """What it moves; of what moves nothing, this raises."""
        if self.amount_minor is None or self.currency is None:
            raise ValueError(f"{self.kind} moves no money")
        return Money(self.amount_minor, self.currency)


class Dispute(SQLModel, table=True):
    """What a payer's bank does about a payment, as Stripe last described it; an inquiry takes no money.

    `reason` is Stripe's word for the bank's; `answer_by` is until when the bank hears what we say.
    """

    __tablename__ = "dispute"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("currency ~ '^[A-Z]{3}$'", name="currency"),
        CheckConstraint(f"({CLOSED}) = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint(f"({CLOSED}) = (next_check_at IS NULL)", name="checked"),
        Index(None, "payment_id"),
        Index(None, "book", "id"),
        Index(
            "ix_dispute_next_check_at", "next_check_at", postgresql_where=text("next_check_at IS NOT NULL")
        ),
    )

    id: UUID = identifier()
    book: UUID
    payment_id: UUID = Field(foreign_key="payment.id")
    stripe_id: str = Field(sa_type=String(STRIPE_ID), unique=True)
    status: DisputeStatus = Field(sa_type=one_of(DisputeStatus, "status"))
    reason: str = Field(sa_type=String(NAME))
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(sa_type=Currency)
    answer_by: datetime | None = Field(default=None, sa_type=Moment)
    opened_at: datetime = Field(sa_type=Moment)
    closed_at: datetime | None = Field(default=None, sa_type=Moment)
    next_check_at: datetime | None = Field(default=None, sa_type=Moment)

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class DisputeLine(SQLModel, table=True):
    """A line of Stripe's ledger that a dispute brought about, signed as its balance moves; `fee` apart."""

    __tablename__ = "dispute_line"
    __table_args__ = (
        CheckConstraint("amount_minor <> 0 OR fee_minor <> 0", name="moves"),
        Index(None, "dispute_id"),
        Index(None, "at"),
    )

    stripe_id: str = Field(sa_type=String(STRIPE_ID), primary_key=True)
    dispute_id: UUID = Field(foreign_key="dispute.id")
    amount_minor: int = Field(sa_type=BigInteger)
    fee_minor: int = Field(sa_type=BigInteger)
    at: datetime = Field(sa_type=Moment)


class FraudWarning(SQLModel, table=True):
    """A card's network has heard that a payment was not its holder's: given back now, it is not disputed."""

    __tablename__ = "fraud_warning"
    __table_args__ = (Index(None, "payment_id"), Index(None, "book", "id"))

    id: UUID = identifier()
    book: UUID
    payment_id: UUID = Field(foreign_key="payment.id")
    stripe_id: str = Field(sa_type=String(STRIPE_ID), unique=True)
    kind: str = Field(sa_type=String(NAME))
    warned_at: datetime = Field(sa_type=Moment)
