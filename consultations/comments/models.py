"""Comments, what they said before, and who agrees with them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, SmallInteger, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from consultations.comments.rules import BODY_MOST, NOTE_MOST, Stance
from payments.tables import identifier, one_of

SHOWN = "held_at IS NULL AND hidden_at IS NULL AND withdrawn_at IS NULL"
"""What of comments is seen and counted."""


class Comment(SQLModel, table=True):
    """On a subject by its kind and number, or below another comment on it."""

    __tablename__ = "comment"
    __table_args__ = (
        CheckConstraint("body <> '' OR withdrawn_at IS NOT NULL", name="written"),
        CheckConstraint("(parent_id IS NULL) = (stance IS NOT NULL)", name="answer"),
        CheckConstraint("(note IS NULL) = (noted_at IS NULL) AND note <> ''", name="note"),
        CheckConstraint("version >= 1 AND (version = 1) = (edited_at IS NULL)", name="version"),
        Index("ix_comment_subject", "kind", "subject_id", "id", postgresql_where=text("parent_id IS NULL")),
        Index("ix_comment_counted", "kind", "subject_id", postgresql_where=text(SHOWN)),
        Index("ix_comment_parent_id_id", "parent_id", "id"),
        Index("ix_comment_territory_id_id", "territory_id", "id"),
        Index("ix_comment_person_id_id", "person_id", "id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    kind: str = Field(max_length=40)
    subject_id: UUID
    parent_id: UUID | None = Field(default=None, foreign_key="comment.id")
    """The comment that it answers, on the subject itself."""
    person_id: UUID = Field(foreign_key="person.id")
    public_name: str | None = Field(default=None, max_length=80)
    """Chosen anew for each; nobody's where its author shows none."""
    author_left: bool = False
    """Whether its author closed their account since."""
    stance: Stance | None = Field(default=None, sa_type=one_of(Stance, "stance"))
    body: str = Field(max_length=BODY_MOST)
    language: str = Field(max_length=2)
    """Of the mails about it."""
    written_at: datetime
    version: int = Field(default=1, sa_type=SmallInteger)
    edited_at: datetime | None = None
    note: str | None = Field(default=None, max_length=NOTE_MOST)
    """A correction, told below it once others may have answered."""
    noted_at: datetime | None = None
    withdrawn_at: datetime | None = None
    """When its author took it back."""
    held_at: datetime | None = None
    """Since when it waits for somebody to look, before anyone sees it."""
    hidden_at: datetime | None = None
    """When a moderator took it down."""

    @property
    def shown(self) -> bool:
        """Whether everyone sees it."""
        return self.withdrawn_at is None and self.held_at is None and self.hidden_at is None


class CommentVersion(SQLModel, table=True):
    """What a comment said before it was changed."""

    __tablename__ = "comment_version"
    __table_args__ = (UniqueConstraint("comment_id", "number"),)

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    comment_id: UUID = Field(foreign_key="comment.id", ondelete="CASCADE")
    number: int = Field(sa_type=SmallInteger)
    body: str = Field(max_length=BODY_MOST)
    sha256: bytes = Field(sa_type=LargeBinary(32))
    """Of the words in UTF-8: what moderators were shown can be told apart from what stood there later."""
    at: datetime
    """Since when it stood there."""


class CommentAgreement(SQLModel, table=True):
    """One person agrees with a comment; it counts as long as the row is there."""

    __tablename__ = "comment_agreement"

    comment_id: UUID = Field(foreign_key="comment.id", primary_key=True, ondelete="CASCADE")
    person_id: UUID = Field(foreign_key="person.id", primary_key=True, index=True)
    since: datetime
