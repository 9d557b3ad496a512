"""Pictures and documents that came with drafts and ideas."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, SQLModel

from payments.tables import identifier, one_of


class FileKind(StrEnum):
    """A picture is shown on the page; a document is only ever handed out as a download, by its ending."""

    PICTURE = "picture"
    PDF = "pdf"
    JPEG = "jpg"


class IdeaFile(SQLModel, table=True):
    """Of a draft, then of the idea that it becomes; of neither once these are gone, and then forgotten."""

    __tablename__ = "idea_file"
    __table_args__ = (
        CheckConstraint("num_nonnulls(draft_id, idea_id) < 2", name="owner"),
        CheckConstraint("kind = 'picture' OR title <> ''", name="titled"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    draft_id: UUID | None = Field(default=None, foreign_key="idea_draft.id", index=True, ondelete="SET NULL")
    idea_id: UUID | None = Field(default=None, foreign_key="idea.id", index=True, ondelete="SET NULL")
    kind: FileKind = Field(sa_type=one_of(FileKind, "kind"))
    title: str = Field(max_length=200)
    """What a document is called; what a picture shows, nothing where it only decorates."""
    position: int
    """Of the pictures, and of the documents, from 1 on."""
    sha256: str = Field(max_length=64)
    """Of the file as it is kept."""
    added_at: datetime
    removed_at: datetime | None = None
