"""Stripe's own ledger as we read it, each comparison with it, and what differed."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, String, Text, text
from sqlmodel import Field, SQLModel

from payments.money import Money
from payments.operations.models import NAME, STRIPE_ID
from payments.reconciliation.rules import Kind, Movement
from payments.tables import Currency, Moment, identifier, one_of


class StripeLine(SQLModel, table=True):
    """A balance transaction of Stripe's, kept as it was told: it never changes there either.

    `key` is what tells its movement apart: the object that it is about, or the line itself. `marked` is the
    identifier that we wrote on that object: of an operation, or else of a payment.
    """

    __tablename__ = "stripe_line"
    __table_args__ = (Index(None, "key"), Index(None, "intent_id"), Index(None, "created_at", "id"))

    id: str = Field(sa_type=String(STRIPE_ID), primary_key=True)
    type: str = Field(sa_type=String(NAME))
    movement: Movement = Field(sa_type=one_of(Movement, "movement"))
    key: str = Field(sa_type=String(STRIPE_ID))
    intent_id: str | None = Field(default=None, sa_type=String(STRIPE_ID))
    marked: UUID | None = None
    amount_minor: int = Field(sa_type=BigInteger)
    fee_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(sa_type=Currency)
    created_at: datetime = Field(sa_type=Moment)

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def fee(self) -> Money:
        return Money(self.fee_minor, self.currency)

    @property
    def net(self) -> Money:
        return self.amount - self.fee


class Reconciliation(SQLModel, table=True):
    """One comparison, of what Stripe has told for `[since, until)`; without `since`, from its beginning.

    `continuous`: with those before it, it has read every line from the beginning on. `found` counts what
    differed for the first time, `mended` what no longer did at its end, `open` what is left of all. Of all
    time: what Stripe holds, what the ledger says it does, and what of their difference `open` and what is
    under way do not explain; none of these where money did not stop moving meanwhile. `code` is why it did
    not come to its end.
    """

    __tablename__ = "reconciliation"
    __table_args__ = (
        CheckConstraint("since < until", name="period"),
        Index("ix_reconciliation_until", "until", postgresql_where=text("continuous AND code IS NULL")),
    )

    id: UUID = identifier()
    since: datetime | None = Field(default=None, sa_type=Moment)
    until: datetime = Field(sa_type=Moment)
    continuous: bool
    begun_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    code: str | None = Field(default=None, sa_type=String(NAME))
    compared: int = 0
    moved_minor: int = Field(default=0, sa_type=BigInteger)
    found: int = 0
    mended: int = 0
    open: int = 0
    stripe_minor: int | None = Field(default=None, sa_type=BigInteger)
    ledger_minor: int | None = Field(default=None, sa_type=BigInteger)
    unexplained_minor: int | None = Field(default=None, sa_type=BigInteger)
    currency: str = Field(default="EUR", sa_type=Currency)

    @property
    def is_sound(self) -> bool:
        """Whether it came to its end and nothing is left that differs."""
        return self.ended_at is not None and self.code is None and not (self.open or self.unexplained_minor)

    def money(self, minor: int) -> Money:
        return Money(minor, self.currency)


class Difference(SQLModel, table=True):
    """What Stripe tells and what we hold of one movement, where they are not the same.

    `key` is the movement's; there is one open difference of it at most. `book` is None where nobody's rows
    know it. It ends by itself once both sides agree, or by a person with a `reason`.
    """

    __tablename__ = "difference"
    __table_args__ = (
        CheckConstraint("reason IS NULL OR (ended_at IS NOT NULL AND reason <> '')", name="reason"),
        Index("uq_difference_key", "key", unique=True, postgresql_where=text("ended_at IS NULL")),
        Index("ix_difference_key_reason", "key", postgresql_where=text("reason IS NOT NULL")),
        Index(None, "book", "id"),
        Index(None, "payment_id"),
        Index(None, "operation_id"),
    )

    id: UUID = identifier()
    reconciliation_id: UUID = Field(foreign_key="reconciliation.id")
    kind: Kind = Field(sa_type=one_of(Kind, "kind"))
    movement: Movement | None = Field(default=None, sa_type=one_of(Movement, "movement"))
    key: str = Field(sa_type=String(STRIPE_ID))
    type: str | None = Field(default=None, sa_type=String(NAME))
    book: UUID | None = None
    payment_id: UUID | None = Field(default=None, foreign_key="payment.id")
    operation_id: UUID | None = Field(default=None, foreign_key="operation.id")
    entry_id: UUID | None = None
    theirs_minor: int | None = Field(default=None, sa_type=BigInteger)
    theirs_fee_minor: int | None = Field(default=None, sa_type=BigInteger)
    ours_minor: int | None = Field(default=None, sa_type=BigInteger)
    ours_fee_minor: int | None = Field(default=None, sa_type=BigInteger)
    currency: str = Field(sa_type=Currency)
    stands: str | None = Field(default=None, sa_type=String(NAME))
    moved_at: datetime | None = Field(default=None, sa_type=Moment)
    found_at: datetime = Field(sa_type=Moment)
    ended_at: datetime | None = Field(default=None, sa_type=Moment)
    reason: str | None = Field(default=None, sa_type=Text)

    def money(self, minor: int | None) -> Money | None:
        return None if minor is None else Money(minor, self.currency)

    @property
    def figures(self) -> tuple[object, ...]:
        """By which it is known again once a person has closed it."""
        return (self.kind, self.theirs_minor, self.theirs_fee_minor, self.ours_minor, self.ours_fee_minor)
