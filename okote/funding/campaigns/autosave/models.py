"""What was typed in the form of an offer and not saved yet."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from payments.tables import Json


class KeptOffer(SQLModel, table=True):
    """The form as one person left it; nobody else reads it, and saving or throwing it away deletes it."""

    __tablename__ = "kept_offer"
    __table_args__ = (CheckConstraint("jsonb_typeof(typed) = 'object'", name="typed"),)

    campaign_id: UUID = Field(foreign_key="campaign.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True, index=True)
    version: int
    """Of the text that they were changing: if someone saves meanwhile, saving this is refused as ever."""
    typed: dict[str, str] = Field(sa_type=Json)
    """By the names of the fields, as typed: it need not be right."""
    kept_at: datetime
