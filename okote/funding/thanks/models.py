"""Thanks."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from payments.tables import identifier


class Thanks(SQLModel, table=True):
    """One message of each campaign, never altered: it is in many inboxes."""

    __tablename__ = "thanks"
    __table_args__ = (CheckConstraint("body <> ''", name="written"),)

    id: UUID = identifier()
    campaign_id: UUID = Field(foreign_key="campaign.id", unique=True)
    territory_id: UUID = Field(foreign_key="territory.id")
    author_id: UUID = Field(foreign_key="person.id", index=True)
    body: str = Field(max_length=2000)
    sent_at: datetime
