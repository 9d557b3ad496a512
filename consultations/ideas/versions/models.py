"""What an idea said, version by version."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from payments.tables import Json, identifier


class IdeaVersion(SQLModel, table=True):
    """Kept for ever; where names had to be taken out, what it said goes and its SHA-256 stays."""

    __tablename__ = "idea_version"
    __table_args__ = (
        UniqueConstraint("idea_id", "number"),
        CheckConstraint("number > 0 AND length(sha256) = 64", name="counted"),
        CheckConstraint("(content IS NULL) = (redacted_at IS NOT NULL)", name="redacted"),
        CheckConstraint("number > 1 OR substantial", name="first"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    idea_id: UUID = Field(foreign_key="idea.id", ondelete="CASCADE")
    number: int
    content: dict[str, Any] | None = Field(default=None, sa_type=Json)
    """As `content.Content` says it."""
    sha256: str = Field(max_length=64)
    substantial: bool
    """Whether whoever supported an earlier one is asked again; so is the first."""
    reason: str | None = Field(default=None, max_length=1000)
    """Why a moderator wrote it, where it was one."""
    at: datetime
    by: UUID = Field(foreign_key="person.id", index=True)
    redacted_at: datetime | None = None
