"""A form that came too late."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from payments.tables import Json


class TypedForm(SQLModel, table=True):
    """The last one of each person on each host name."""

    __tablename__ = "typed_form"
    __table_args__ = (Index("ix_typed_form_at", "at"),)

    person_id: UUID = Field(foreign_key="person.id", primary_key=True, ondelete="CASCADE")
    """Whose session it was: nobody else is ever shown it."""
    host: str = Field(max_length=255, primary_key=True)
    path: str
    """Where it was sent, without a language."""
    fields: list[list[str]] = Field(sa_type=Json)
    """Names and texts, in their order."""
    at: datetime
