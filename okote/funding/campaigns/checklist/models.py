"""A territory's list, and what was ticked of it for a campaign."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from payments.tables import Json, identifier


class CheckItem(SQLModel, table=True):
    """One thing to check of every campaign; retired rather than deleted, since it was ticked."""

    __tablename__ = "check_item"
    __table_args__ = (CheckConstraint("jsonb_typeof(names) = 'object' AND names <> '{}'", name="names"),)

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    names: dict[str, str] = Field(sa_type=Json)
    """By language."""
    compulsory: bool = False
    """Nothing is approved before it is ticked."""
    of_authorities: bool = False
    """Asked only where the holder is a public authority."""
    created_at: datetime
    retired_at: datetime | None = None

    def name(self, language: str) -> str:
        return self.names.get(language) or self.names[min(self.names)]


class CampaignCheck(SQLModel, table=True):
    """Somebody saw to it; taking that back writes when, and keeps the row."""

    __tablename__ = "campaign_check"
    __table_args__ = (
        Index(
            "uq_campaign_check_in_force",
            "campaign_id",
            "item_id",
            unique=True,
            postgresql_where=text("undone_at IS NULL"),
        ),
        CheckConstraint("(undone_at IS NULL) = (undone_by IS NULL)", name="undone"),
    )

    id: UUID = identifier()
    campaign_id: UUID = Field(foreign_key="campaign.id")
    item_id: UUID = Field(foreign_key="check_item.id", index=True)
    checked_by: UUID = Field(foreign_key="person.id")
    checked_at: datetime
    expires_on: date | None = None
    """The last day on which it still says something: of a paper that is only good until then."""
    note: str = Field(default="", max_length=300)
    """For those who check, never for the holder."""
    undone_at: datetime | None = None
    undone_by: UUID | None = Field(default=None, foreign_key="person.id")
