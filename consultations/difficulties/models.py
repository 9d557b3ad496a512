"""Difficulties, what was done with each, the papers that belong to them, and what a territory promises."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from consultations.difficulties.rules import (
    ADDRESS_MOST,
    DAYS_MOST,
    NAME_MOST,
    TELEPHONE_MOST,
    TITLE_MOST,
    WORDS_MOST,
    AnsweredBy,
    Category,
    DifficultyState,
    Dues,
    Reach,
    StepKind,
    Terms,
    Way,
)
from okote.platform.files.papers import PaperKind
from payments.tables import Json, identifier, one_of


class DifficultyTerms(SQLModel, table=True):
    """What a territory promises; the usual days where it has no row."""

    __tablename__ = "difficulty_terms"
    __table_args__ = (
        CheckConstraint(
            f"least(acknowledge, answer, react, keep) >= 1 AND greatest(acknowledge, answer) <= {DAYS_MOST}",
            name="days",
        ),
    )

    territory_id: UUID = Field(foreign_key="territory.id", primary_key=True)
    acknowledge: int
    answer: int
    react: int
    keep: int
    by_category: dict[str, int] = Field(default_factory=dict, sa_type=Json)
    by_service: dict[str, int] = Field(default_factory=dict, sa_type=Json)

    @property
    def terms(self) -> Terms:
        by_category: Mapping[Category, int] = {Category(one): days for one, days in self.by_category.items()}
        by_service = {UUID(one): days for one, days in self.by_service.items()}
        return Terms(self.acknowledge, self.answer, self.react, self.keep, by_category, by_service)


class Difficulty(SQLModel, table=True):
    """What somebody struggles with. `state`, `service_id` and `since` are those of its latest step.

    What is `emptied` holds nothing of anybody any more and is still counted.
    """

    __tablename__ = "difficulty"
    __table_args__ = (
        CheckConstraint("emptied = (body = '')", name="written"),
        CheckConstraint(
            "NOT emptied OR state = 'closed' "
            "AND num_nonnulls(person_id, entered_by, name, telephone, address) = 0",
            name="emptied",
        ),
        CheckConstraint("emptied OR channel <> 'site' OR person_id IS NOT NULL", name="reach"),
        CheckConstraint("(way = 'site') = (entered_by IS NULL) OR emptied", name="way"),
        CheckConstraint(
            "CASE state WHEN 'told' THEN service_id IS NULL WHEN 'closed' THEN true "
            "ELSE service_id IS NOT NULL END",
            name="service",
        ),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed"),
        CheckConstraint("helped IS NULL OR state = 'closed'", name="helped"),
        CheckConstraint("since >= told_at AND forget_at > told_at", name="since"),
        Index("uq_difficulty_territory_id_number", "territory_id", "number", unique=True),
        Index("ix_difficulty_territory_id_told_at", "territory_id", "told_at"),
        Index("ix_difficulty_service_id_state", "service_id", "state"),
        Index("ix_difficulty_forget_at", "forget_at", postgresql_where=text("NOT emptied")),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    number: int
    """By which people name it."""
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """Nobody's account where an agent typed it."""
    entered_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    way: Way = Field(sa_type=one_of(Way, "way_word"))
    category: Category = Field(sa_type=one_of(Category, "category"))
    body: str = Field(max_length=WORDS_MOST)
    place_id: UUID | None = Field(default=None, foreign_key="place.id", index=True)
    """None is the whole territory."""
    procedure_id: UUID | None = Field(default=None, foreign_key="procedure.id", index=True)
    language: str = Field(max_length=2)
    """Of the mails about it."""
    channel: AnsweredBy = Field(default=AnsweredBy.SITE, sa_type=one_of(AnsweredBy, "channel"))
    name: str | None = Field(default=None, max_length=NAME_MOST)
    telephone: str | None = Field(default=None, max_length=TELEPHONE_MOST)
    address: str | None = Field(default=None, max_length=ADDRESS_MOST)
    told_at: datetime
    state: DifficultyState = Field(default=DifficultyState.TOLD, sa_type=one_of(DifficultyState, "state"))
    since: datetime
    """When something was done with it last."""
    service_id: UUID | None = Field(default=None, foreign_key="service.id")
    acknowledge_by: date
    answer_by: date
    acknowledged_late: bool | None = None
    """Of the first time that a service looked; None until then."""
    answered_late: bool | None = None
    """Of the first answer."""
    asked_on: date | None = None
    """The day of the question that waits for its reply."""
    told_unseen: bool = False
    """Whether whoever is to look was reminded, by this service."""
    told_late: bool = False
    closed_at: datetime | None = None
    helped: bool | None = None
    forget_at: datetime
    """When what was told is deleted."""
    emptied: bool = False

    @property
    def dues(self) -> Dues:
        return Dues(self.acknowledge_by, self.answer_by)

    @property
    def reach(self) -> Reach:
        return Reach(self.channel, self.name, self.telephone, self.address)


class DifficultyStep(SQLModel, table=True):
    """One thing that was done with a difficulty, and what was said with it: kept as long as what was told."""

    __tablename__ = "difficulty_step"
    __table_args__ = (
        CheckConstraint(
            "CASE WHEN kind IN ('passed_on', 'asked', 'replied', 'answered', 'reopened') "
            "THEN words IS NOT NULL ELSE true END AND words <> ''",
            name="words",
        ),
        Index("ix_difficulty_step_difficulty_id_id", "difficulty_id", "id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    difficulty_id: UUID = Field(foreign_key="difficulty.id", ondelete="CASCADE")
    kind: StepKind = Field(sa_type=one_of(StepKind, "kind"))
    state: DifficultyState = Field(sa_type=one_of(DifficultyState, "state"))
    service_id: UUID | None = Field(default=None, foreign_key="service.id", index=True)
    """Which has it from then on."""
    words: str | None = Field(default=None, max_length=WORDS_MOST)
    at: datetime
    by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """Nobody where its time was up."""


class DifficultyDocument(SQLModel, table=True):
    """A paper that explains it, which the same people read."""

    __tablename__ = "difficulty_document"
    __table_args__ = (
        CheckConstraint("title <> ''", name="written"),
        Index("ix_difficulty_document_difficulty_id_id", "difficulty_id", "id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    difficulty_id: UUID = Field(foreign_key="difficulty.id", ondelete="CASCADE")
    title: str = Field(max_length=TITLE_MOST)
    kind: PaperKind = Field(sa_type=one_of(PaperKind, "kind"))
    """The file bears the number of this row."""
    added_at: datetime
    added_by: UUID = Field(foreign_key="person.id", index=True)


EMPTY: Mapping[str, Any] = {
    "emptied": True,
    "body": "",
    "person_id": None,
    "entered_by": None,
    "name": None,
    "telephone": None,
    "address": None,
    "state": DifficultyState.CLOSED,
    "closed_at": text("coalesce(closed_at, okote_now())"),
}
"""What stands instead of what was told, once its time is up."""
