"""Projects that were chosen elsewhere, as they were called then."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint
from sqlmodel import Field, SQLModel

from payments.money import Money
from payments.tables import Currency


class ChosenProject(SQLModel, table=True):
    """Waits for a holder, then has its campaign; or was left, where no campaign is wanted."""

    __tablename__ = "chosen_project"
    __table_args__ = (
        CheckConstraint("title <> ''", name="written"),
        CheckConstraint("cost_minor > 0", name="cost"),
        CheckConstraint("num_nonnulls(campaign_id, left_at) < 2", name="once"),
    )

    id: UUID = Field(primary_key=True)
    """By which the other feature knows it: told twice, it is one."""
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    title: str = Field(max_length=200)
    text: str = Field(default="", max_length=6_000)
    cost_minor: int | None = Field(default=None, sa_type=BigInteger)
    currency: str = Field(default="EUR", sa_type=Currency)
    place_id: UUID | None = Field(default=None, foreign_key="place.id", index=True)
    path: str = Field(max_length=500)
    """Where everyone reads of it, without a language."""
    named: str = Field(default="", max_length=200)
    """Who was named to carry it out, in the words that were typed."""
    campaign_id: UUID | None = Field(default=None, foreign_key="campaign.id", unique=True)
    chosen_at: datetime
    left_at: datetime | None = None
    """When somebody decided that no campaign comes of it."""

    @property
    def cost(self) -> Money | None:
        return None if self.cost_minor is None else Money(self.cost_minor, self.currency)
