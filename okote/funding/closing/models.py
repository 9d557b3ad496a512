"""The decision of the rule, with every figure that it was taken on."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index
from sqlmodel import Field, SQLModel

from okote.funding.closing.rules import Decision
from payments.money import Money
from payments.tables import Currency, one_of


class Closing(SQLModel, table=True):
    """Taken once per campaign, by nobody: the primary key is the campaign."""

    __tablename__ = "closing"
    __table_args__ = (
        CheckConstraint("vat_minor BETWEEN 0 AND commission_minor", name="vat"),
        CheckConstraint("cheques_minor BETWEEN 0 AND pledged_minor", name="cheques"),
    )

    campaign_id: UUID = Field(foreign_key="campaign.id", primary_key=True)
    territory_id: UUID = Field(foreign_key="territory.id")
    decided_at: datetime
    decision: Decision = Field(sa_type=one_of(Decision, "decision"))
    currency: str = Field(default="EUR", sa_type=Currency)
    pledged_minor: int = Field(sa_type=BigInteger)
    cheques_minor: int = Field(default=0, sa_type=BigInteger)
    """What of it was given by cheque, and never was at Stripe."""
    public_minor: int = Field(sa_type=BigInteger)
    private_minor: int = Field(sa_type=BigInteger)
    threshold_minor: int = Field(sa_type=BigInteger)
    commission_minor: int = Field(sa_type=BigInteger)
    vat_minor: int = Field(sa_type=BigInteger)
    transfer_minor: int = Field(sa_type=BigInteger)
    """What goes to the holder through Stripe: the pledges there less the commission."""
    owed_minor: int = Field(sa_type=BigInteger)
    """The part of the commission that the pledges don't cover: the holder owes it."""
    transfer_operation: UUID | None = None
    """What was asked of Stripe, so that it is asked once."""
    transferred_at: datetime | None = None
    payout_operation: UUID | None = None
    paid_out_at: datetime | None = None
    failure: str | None = Field(default=None, max_length=200)
    """Stripe's code where a transfer or a payout failed: nothing more is asked until a person says so."""

    def money(self, minor: int) -> Money:
        return Money(minor, self.currency)


class Recovery(SQLModel, table=True):
    """What a donor has back of a pledge that its campaign had passed on: the holder owes it.

    From their bank, or from the office; that gives it back once the holder has, or ahead of it.
    """

    __tablename__ = "recovery"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint(
            "recovered_at IS NULL OR (operation IS NOT NULL AND failure IS NULL)", name="recovered"
        ),
        CheckConstraint("refund_asked_at IS NULL OR dispute_id IS NULL", name="refund_asked"),
        Index(None, "campaign_id"),
        Index(None, "pledge_id"),
        Index(None, "territory_id", "owed_at"),
    )

    id: UUID = Field(primary_key=True)
    """The dispute's that took it, or the pledge's that the office gives back."""
    pledge_id: UUID = Field(foreign_key="pledge.id")
    campaign_id: UUID = Field(foreign_key="campaign.id")
    territory_id: UUID = Field(foreign_key="territory.id")
    dispute_id: UUID | None = Field(default=None, unique=True)
    """The dispute in `payments.operations`, by its identifier alone; None where the office gives it back."""
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(default="EUR", sa_type=Currency)
    owed_at: datetime
    operation: UUID | None = Field(default=None, unique=True)
    """The reversal of the transfer to the holder that was asked of Stripe."""
    recovered_at: datetime | None = None
    failure: str | None = Field(default=None, max_length=200)
    """Why it could not be taken back from the holder's account at Stripe: a person sees to it."""

    refund_asked_at: datetime | None = None
    """Since when it is on its way to its donor, where the office gives it back."""

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)
