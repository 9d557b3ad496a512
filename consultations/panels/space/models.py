"""Messages and documents of a panel, which its members and whoever runs it read."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from consultations.panels.space.rules import MESSAGE_MOST, TITLE_MOST
from okote.platform.files.papers import PaperKind
from payments.tables import identifier, one_of


class PanelMessage(SQLModel, table=True):
    """Of a member, or of whoever runs the panel; nothing stays of the words of one that is removed."""

    __tablename__ = "panel_message"
    __table_args__ = (
        CheckConstraint("num_nonnulls(seat_id, written_by) = 1", name="author"),
        CheckConstraint("(removed_at IS NULL) = (body <> '')", name="body"),
        CheckConstraint("(removed_at IS NULL) = (removed_by IS NULL)", name="removed"),
        Index("ix_panel_message_panel_id_id", "panel_id", "id"),
        Index("ix_panel_message_untold", "at", postgresql_where=text("told_at IS NULL")),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    panel_id: UUID = Field(foreign_key="panel.id")
    seat_id: UUID | None = Field(default=None, foreign_key="seat.id", index=True, ondelete="CASCADE")
    written_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """Whoever runs the panel."""
    body: str = Field(max_length=MESSAGE_MOST)
    at: datetime
    told_at: datetime | None = None
    """When the others were written to that there is something new."""
    removed_at: datetime | None = None
    removed_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)


class PanelDocument(SQLModel, table=True):
    """A paper that members may take."""

    __tablename__ = "panel_document"
    __table_args__ = (
        CheckConstraint("title <> ''", name="written"),
        Index("ix_panel_document_panel_id_id", "panel_id", "id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    panel_id: UUID = Field(foreign_key="panel.id")
    title: str = Field(max_length=TITLE_MOST)
    kind: PaperKind = Field(sa_type=one_of(PaperKind, "kind"))
    """The file bears the number of this row."""
    added_at: datetime
    added_by: UUID = Field(foreign_key="person.id", index=True)
    removed_at: datetime | None = None
    """Since when nobody sees it."""
