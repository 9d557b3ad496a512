"""Ideas that are being written."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from payments.tables import identifier


class IdeaDraft(SQLModel, table=True):
    """What somebody has written so far of an idea; it need not be whole, and nobody else reads it."""

    __tablename__ = "idea_draft"
    __table_args__ = (CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="position"),)

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    person_id: UUID = Field(foreign_key="person.id", index=True)
    process_id: UUID | None = Field(default=None, foreign_key="process.id", index=True)
    title: str = Field(default="", max_length=100)
    body: str = Field(default="", max_length=3000)
    category_id: UUID | None = Field(default=None, foreign_key="theme.id", index=True)
    place_id: UUID | None = Field(default=None, foreign_key="place.id", index=True)
    address: str = Field(default="", max_length=200)
    latitude: float | None = None
    longitude: float | None = None
    public_name: str | None = Field(default=None, max_length=80)
    language: str = Field(max_length=2)
    version: int = 1
    """How often it was kept: what another window had read before is not written over."""
    window: str = Field(default="", max_length=22)
    """In which it was kept last: what one window sends while it still keeps is no quarrel."""
    begun_at: datetime
    kept_at: datetime
