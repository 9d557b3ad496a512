"""Opinions of panels, each with the answer to it."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel, col

from consultations.panels.opinions.rules import (
    ANSWER_MOST,
    CORRECTION_MOST,
    DISSENT_MOST,
    TEXT_MOST,
    TITLE_MOST,
)
from okote.platform.search import words
from payments.tables import identifier


class Opinion(SQLModel, table=True):
    """A draft until it is published with who answers it and until when; then the answer alone is added."""

    __tablename__ = "opinion"
    __table_args__ = (
        CheckConstraint("title <> '' AND text <> ''", name="written"),
        CheckConstraint("against >= 0 AND abstained >= 0 AND in_favour > against", name="adopted"),
        CheckConstraint(
            "num_nonnulls(published_at, published_by, service_id, due_on) IN (0, 4)", name="published"
        ),
        CheckConstraint("num_nonnulls(answered_at, answered_by) IN (0, 2)", name="answered"),
        CheckConstraint("(answered_at IS NOT NULL) = (answer <> '')", name="answer"),
        CheckConstraint("answered_at IS NULL OR published_at IS NOT NULL", name="order"),
        CheckConstraint("told_late_at IS NULL OR due_on IS NOT NULL", name="told_late"),
        Index("ix_opinion_panel_id_id", "panel_id", "id"),
        Index(
            "ix_opinion_due_on",
            "due_on",
            postgresql_where=text("answered_at IS NULL AND told_late_at IS NULL"),
        ),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    panel_id: UUID = Field(foreign_key="panel.id")
    title: str = Field(max_length=TITLE_MOST)
    text: str = Field(max_length=TEXT_MOST)
    adopted_on: date
    in_favour: int
    against: int
    abstained: int
    dissent: str = Field(default="", max_length=DISSENT_MOST)
    """What those who were against it want to have said beside it; nobody is named."""
    written_by: UUID = Field(foreign_key="person.id", index=True)
    written_at: datetime
    published_at: datetime | None = None
    published_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    service_id: UUID | None = Field(default=None, foreign_key="service.id", index=True)
    """Who answers."""
    due_on: date | None = None
    """The last day on which the answer is in time."""
    told_late_at: datetime | None = None
    """When the service was reminded that its day is over."""
    answer: str = Field(default="", max_length=ANSWER_MOST)
    answered_at: datetime | None = None
    answered_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)


WORDS = words(col(Opinion.title), "A").concat(words(col(Opinion.text), "C"))
"""What an opinion is found by."""

Index("ix_opinion_words", WORDS, postgresql_using="gin")


class OpinionCorrection(SQLModel, table=True):
    """A mistake in what everyone has read, told beside it under its day; neither is ever changed."""

    __tablename__ = "opinion_correction"
    __table_args__ = (
        CheckConstraint("body <> ''", name="written"),
        Index("ix_opinion_correction_opinion_id_id", "opinion_id", "id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    opinion_id: UUID = Field(foreign_key="opinion.id")
    body: str = Field(max_length=CORRECTION_MOST)
    at: datetime
    by: UUID = Field(foreign_key="person.id", index=True)
