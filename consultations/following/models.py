"""Follows, what is new of what is followed, and how far each person was told of it."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from payments.tables import identifier


class SubjectFollow(SQLModel, table=True):
    """What somebody decided about the mails of one subject: to have them or, once it is ended, none."""

    __tablename__ = "subject_follow"
    __table_args__ = (
        CheckConstraint("ended_at >= since", name="ended_at"),
        Index(
            "ix_subject_follow_subject",
            *("kind", "subject_id", "person_id"),
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    kind: str = Field(max_length=40, primary_key=True)
    subject_id: UUID = Field(primary_key=True)
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    since: datetime
    ended_at: datetime | None = None


class SubjectNews(SQLModel, table=True):
    """Something new of a subject: for all who follow it or, where somebody is named, for them alone."""

    __tablename__ = "subject_news"
    __table_args__ = (
        Index("ix_subject_news_subject", "kind", "subject_id", "id"),
        Index("ix_subject_news_territory_id_id", "territory_id", "id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    kind: str = Field(max_length=40)
    subject_id: UUID
    sort: str = Field(max_length=40)
    """What it is, as the room that tells of it calls it."""
    item_id: UUID
    """Which one: whoever is written to still sees it then, or is not told."""
    by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """Who did it, and needs not be told."""
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    at: datetime = Field(index=True)


class Digest(SQLModel, table=True):
    """How far somebody was told of what is new in one territory."""

    __tablename__ = "digest"

    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    territory_id: UUID = Field(foreign_key="territory.id", primary_key=True, index=True)
    told: UUID
    """The last news that was looked at for them, whether or not there was anything to tell."""
    looked_at: datetime
    sent_at: datetime | None = None
