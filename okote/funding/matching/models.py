"""What partners promised to campaigns, and what was asked of them at the end."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from payments.money import Money
from payments.tables import Currency, identifier


class SignedCommitment(SQLModel, table=True):
    """A partner's rate and ceiling for one campaign, reserved from an envelope when signed."""

    __tablename__ = "commitment"
    __table_args__ = (
        UniqueConstraint("campaign_id", "partner_id"),
        CheckConstraint("rate_bp BETWEEN 1 AND 100000", name="rate"),
        CheckConstraint("ceiling_minor > 0", name="ceiling"),
        CheckConstraint("ceiling_per_donor_minor > 0", name="ceiling_per_donor"),
        Index("ix_commitment_envelope_id", "envelope_id"),
        Index("ix_commitment_partner_id", "partner_id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    campaign_id: UUID = Field(foreign_key="campaign.id")
    partner_id: UUID = Field(foreign_key="partner.id")
    envelope_id: UUID = Field(foreign_key="envelope.id")
    rate_bp: int
    ceiling_minor: int = Field(sa_type=BigInteger)
    ceiling_per_donor_minor: int | None = Field(default=None, sa_type=BigInteger)
    currency: str = Field(default="EUR", sa_type=Currency)
    signed_at: datetime
    signed_by: UUID = Field(foreign_key="person.id")

    @property
    def ceiling(self) -> Money:
        return Money(self.ceiling_minor, self.currency)

    @property
    def ceiling_per_donor(self) -> Money | None:
        minor = self.ceiling_per_donor_minor
        return None if minor is None else Money(minor, self.currency)


class FundsCall(SQLModel, table=True):
    """What a partner is asked to pay the holder, outside the platform, once a campaign succeeded."""

    __tablename__ = "funds_call"
    __table_args__ = (
        CheckConstraint("amount_minor > 0", name="amount"),
        CheckConstraint("(received_on IS NULL) = (proof IS NULL)", name="proof"),
        Index("ix_funds_call_territory_id_due_on", "territory_id", "due_on"),
    )

    commitment_id: UUID = Field(foreign_key="commitment.id", primary_key=True)
    territory_id: UUID = Field(foreign_key="territory.id")
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(default="EUR", sa_type=Currency)
    called_at: datetime
    due_on: date
    received_on: date | None = None
    proof: str | None = Field(default=None, max_length=300)
    """Reference of the payment: number of the mandate, line of the bank statement."""
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id")

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)
