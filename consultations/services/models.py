"""A territory's services."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from payments.tables import identifier


class Service(SQLModel, table=True):
    """A part of the administration; retired rather than deleted, since its answers still name it.

    Who answers for it are the people who have that role for it.
    """

    __tablename__ = "service"
    __table_args__ = (
        CheckConstraint("name <> '' AND email <> ''", name="written"),
        Index("uq_service_territory_id_name", "territory_id", text("lower(name)"), unique=True),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    name: str = Field(max_length=120)
    email: str = Field(max_length=254)
    """Of the service, not of one person in it: told of each idea that it is to answer."""
    created_at: datetime
    retired_at: datetime | None = None
