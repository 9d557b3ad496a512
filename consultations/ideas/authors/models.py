"""Who was invited to write an idea together with its author."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from payments.tables import identifier


class IdeaAuthor(SQLModel, table=True):
    """One co-author, from the invitation on; the mail's address goes once they have answered."""

    __tablename__ = "idea_author"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) = (accepted_at IS NULL)", name="accepted"),
        CheckConstraint("(email IS NULL) = (accepted_at IS NOT NULL OR left_at IS NOT NULL)", name="invited"),
        CheckConstraint("secret_hash IS NULL OR email IS NOT NULL", name="secret"),
        Index(
            "uq_idea_author_invited",
            "idea_id",
            text("lower(email)"),
            unique=True,
            postgresql_where=text("email IS NOT NULL"),
        ),
        Index(
            "uq_idea_author_person",
            "idea_id",
            "person_id",
            unique=True,
            postgresql_where=text("left_at IS NULL AND person_id IS NOT NULL"),
        ),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    idea_id: UUID = Field(foreign_key="idea.id", ondelete="CASCADE")
    email: str | None = Field(default=None, max_length=254)
    secret_hash: bytes | None = Field(default=None, unique=True)
    """Of what the mail's link holds, once it is written."""
    language: str = Field(max_length=2)
    """Of the mail."""
    invited_by: UUID = Field(foreign_key="person.id", index=True)
    invited_at: datetime
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    public_name: str | None = Field(default=None, max_length=80)
    """Shown beside the author's, where they wish it."""
    accepted_at: datetime | None = None
    left_at: datetime | None = None
    """When they left, said no, or were taken off the list."""
