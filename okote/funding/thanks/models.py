"""Thanks, to all and to one."""

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


class DonorThanks(SQLModel, table=True):
    """One message to whoever gave one contribution, never altered; it goes with their account."""

    __tablename__ = "donor_thanks"
    __table_args__ = (CheckConstraint("body <> ''", name="written"),)

    id: UUID = identifier()
    pledge_id: UUID = Field(foreign_key="pledge.id", unique=True)
    campaign_id: UUID = Field(foreign_key="campaign.id", index=True)
    territory_id: UUID = Field(foreign_key="territory.id")
    person_id: UUID = Field(foreign_key="person.id", index=True)
    """Who is thanked: known here, and told to no one."""
    language: str = Field(max_length=2)
    """Of the mail."""
    author_id: UUID = Field(foreign_key="person.id", index=True)
    body: str = Field(max_length=1000)
    sent_at: datetime
