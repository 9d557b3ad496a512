"""Refunds that are done by transfer, and the files with which banks are told to."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, LargeBinary, text
from sqlmodel import Field, SQLModel

from okote.funding.refunds.rules import BankRefundState
from payments.money import Money
from payments.tables import Currency, identifier, one_of

OPEN = "state IN ('asked', 'ready', 'ordered')"


class BankRefund(SQLModel, table=True):
    """What is owed of one pledge since its refund failed, at most one at a time."""

    __tablename__ = "bank_refund"
    __table_args__ = (
        CheckConstraint("amount_minor > 0 AND fee_minor >= 0", name="amount"),
        CheckConstraint(
            "(state NOT IN ('ready', 'ordered') OR num_nulls(details, masked, named_at) = 0)"
            " AND (state NOT IN ('asked', 'withdrawn') OR num_nonnulls(details, masked, named_at) = 0)",
            name="details",
        ),
        CheckConstraint(
            "(state NOT IN ('asked', 'ready', 'withdrawn') OR order_id IS NULL)"
            " AND (state <> 'ordered' OR order_id IS NOT NULL)",
            name="ordered",
        ),
        CheckConstraint(
            "num_nonnulls(paid_on, reference, recorded_at, recorded_by) IN (0, 4)"
            " AND (state <> 'paid' OR paid_on IS NOT NULL)"
            " AND (state NOT IN ('asked', 'ready', 'ordered', 'withdrawn') OR paid_on IS NULL)",
            name="paid",
        ),
        CheckConstraint(f"({OPEN}) = (ended_at IS NULL)", name="ended"),
        CheckConstraint("reminders BETWEEN 0 AND 2", name="reminders"),
        Index("ix_bank_refund_open", "pledge_id", unique=True, postgresql_where=text(OPEN)),
        Index("ix_bank_refund_territory_id_state", "territory_id", "state"),
        Index("ix_bank_refund_pledge_id", "pledge_id"),
        Index("ix_bank_refund_person_id", "person_id"),
        Index("ix_bank_refund_order_id", "order_id"),
        Index("ix_bank_refund_campaign_id", "campaign_id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    campaign_id: UUID = Field(foreign_key="campaign.id")
    pledge_id: UUID = Field(foreign_key="pledge.id")
    person_id: UUID = Field(foreign_key="person.id")
    """Whose it is."""
    language: str = Field(max_length=2)
    """Of the mails about it."""
    state: BankRefundState = Field(default=BankRefundState.ASKED, sa_type=one_of(BankRefundState, "state"))
    amount_minor: int = Field(sa_type=BigInteger)
    fee_minor: int = Field(sa_type=BigInteger)
    """Stripe's fee that is lost with it: the operator bears it."""
    currency: str = Field(default="EUR", sa_type=Currency)
    code: str = Field(max_length=200)
    """Why the refund before it failed."""
    owed_at: datetime
    details: bytes | None = Field(default=None, sa_type=LargeBinary)
    """Whose account, encrypted (`okote.platform.safe`); forgotten some time after it was paid."""
    masked: str | None = Field(default=None, max_length=20)
    """The account as its donor knows it again."""
    named_at: datetime | None = None
    reminders: int = 0
    order_id: UUID | None = Field(default=None, foreign_key="bank_order.id")
    paid_on: date | None = None
    """By the bank's statement, as is `reference`."""
    reference: str | None = Field(default=None, max_length=140)
    recorded_at: datetime | None = None
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id")
    ended_at: datetime | None = None

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)

    @property
    def fee(self) -> Money:
        return Money(self.fee_minor, self.currency)

    def forget(self) -> None:
        self.details = self.masked = self.named_at = None


class BankOrder(SQLModel, table=True):
    """One file of transfers for the operator's bank; it may be fetched once a second person has approved it,
    where the territory's sum asks for one.
    """

    __tablename__ = "bank_order"
    __table_args__ = (
        CheckConstraint("amount_minor > 0 AND number > 0", name="amount"),
        CheckConstraint("dropped_at >= approved_at", name="dropped"),
        Index("ix_bank_order_territory_id_created_at", "territory_id", "created_at"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    debtor: str = Field(max_length=70)
    """Whose bank it is for, as that bank knows them; `account` is theirs."""
    account: str = Field(max_length=34)
    execute_on: date
    number: int
    """Transfers in it."""
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(default="EUR", sa_type=Currency)
    created_at: datetime
    created_by: UUID = Field(foreign_key="person.id")
    approved_at: datetime | None = None
    dropped_at: datetime | None = None

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)
