"""What was told of a campaign on its way."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from okote.funding.milestones.rules import Milestone
from payments.money import Money
from payments.tables import Currency, identifier, one_of


class CampaignMilestone(SQLModel, table=True):
    """Once per campaign and milestone, with the figures of that moment: every letter says the same."""

    __tablename__ = "campaign_milestone"
    __table_args__ = (
        UniqueConstraint("campaign_id", "milestone"),
        CheckConstraint("raised_minor >= 0 AND pledges >= 0", name="figures"),
    )

    id: UUID = identifier()
    campaign_id: UUID = Field(foreign_key="campaign.id")
    milestone: Milestone = Field(sa_type=one_of(Milestone, "milestone"))
    at: datetime
    raised_minor: int = Field(sa_type=BigInteger)
    """By residents and all partners."""
    currency: str = Field(default="EUR", sa_type=Currency)
    pledges: int
    reached: bool
    """Whether the threshold was, by whatever it bears on."""

    @property
    def raised(self) -> Money:
        return Money(self.raised_minor, self.currency)
