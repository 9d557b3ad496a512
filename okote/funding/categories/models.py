"""A territory's categories."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from payments.tables import Json, identifier


class Category(SQLModel, table=True):
    """What projects are about; retired rather than deleted, since campaigns of the past still say it."""

    __tablename__ = "category"
    __table_args__ = (CheckConstraint("jsonb_typeof(names) = 'object' AND names <> '{}'", name="names"),)

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    names: dict[str, str] = Field(sa_type=Json)
    """By language: the territory writes each of its own."""
    created_at: datetime
    retired_at: datetime | None = None

    def name(self, language: str) -> str:
        """In a language that the territory has begun to speak since: in one that it is written in."""
        return self.names.get(language) or self.names[min(self.names)]
