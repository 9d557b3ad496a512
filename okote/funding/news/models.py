"""Pieces of news."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from payments.tables import identifier


class News(SQLModel, table=True):
    """One piece. What is hidden stays for whoever wrote it, with the step of the campaign that says why."""

    __tablename__ = "news"
    __table_args__ = (
        CheckConstraint("corrected_at >= published_at", name="corrected_at"),
        CheckConstraint("title <> '' AND body <> ''", name="written"),
        Index("ix_news_campaign_id_published_at", "campaign_id", "published_at"),
        Index("ix_news_untold", "published_at", postgresql_where=text("told_at IS NULL")),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    campaign_id: UUID = Field(foreign_key="campaign.id")
    author_id: UUID = Field(foreign_key="person.id", index=True)
    title: str = Field(max_length=120)
    body: str
    """Markdown."""
    published_at: datetime
    corrected_at: datetime | None = None
    told_at: datetime | None = None
    """When its letters were ordered, or it was found that none shall be."""
    hiding_id: UUID | None = Field(default=None, foreign_key="campaign_step.id", unique=True)
    """Who hid it, when and why, in the campaign's history."""

    @property
    def hidden(self) -> bool:
        return self.hiding_id is not None
