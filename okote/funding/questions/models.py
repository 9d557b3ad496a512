"""Questions and their answers."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from payments.tables import identifier


class Question(SQLModel, table=True):
    """Open until somebody answers it, which makes both public, or sets it aside for a reason."""

    __tablename__ = "question"
    __table_args__ = (
        CheckConstraint("num_nonnulls(answer, refusal) = num_nonnulls(handled_at)", name="outcome"),
        CheckConstraint("num_nonnulls(handled_at) = num_nonnulls(handled_by)", name="handled"),
        CheckConstraint("body <> '' AND answer <> '' AND refusal <> ''", name="written"),
        Index("ix_question_answered", "campaign_id", "id", postgresql_where=text("answer IS NOT NULL")),
        Index("ix_question_open", "territory_id", "asked_at", postgresql_where=text("handled_at IS NULL")),
        Index("ix_question_campaign_id", "campaign_id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    campaign_id: UUID = Field(foreign_key="campaign.id")
    person_id: UUID = Field(foreign_key="person.id", index=True)
    public_name: str | None = Field(default=None, max_length=80)
    """Chosen anew for each question; nobody's where the asker shows none."""
    body: str = Field(max_length=1000)
    language: str = Field(max_length=2)
    """Of the mail with the answer."""
    asked_at: datetime
    answer: str | None = Field(default=None, max_length=3000)
    refusal: str | None = Field(default=None, max_length=1000)
    """Why it was set aside, as its asker reads it."""
    handled_at: datetime | None = None
    handled_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)

    @property
    def handled(self) -> bool:
        return self.handled_at is not None
