"""Who studies an idea until when, what they make of it, what they note among themselves."""

from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Index, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from consultations.studying.rules import (
    NOTE_MOST,
    QUESTION_MOST,
    REASONS_MOST,
    Basis,
    Feasible,
    StudyEnd,
)
from payments.money import Money
from payments.tables import Currency, identifier, one_of

OPEN = text("ended_at IS NULL")


class Study(SQLModel, table=True):
    """That a service has an idea to study: to answer it, or to give its view to the one that does."""

    __tablename__ = "idea_study"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended IS NULL)", name="ended_so"),
        CheckConstraint("due_at > asked_at AND ended_at >= asked_at", name="days"),
        Index(
            "uq_idea_study_idea_id_service_id", "idea_id", "service_id", unique=True, postgresql_where=OPEN
        ),
        Index(
            "uq_idea_study_idea_id_answers",
            "idea_id",
            unique=True,
            postgresql_where=text("answers AND ended_at IS NULL"),
        ),
        Index("ix_idea_study_territory_id_due_at", "territory_id", "due_at", postgresql_where=OPEN),
        Index("ix_idea_study_idea_id_id", "idea_id", "id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    idea_id: UUID = Field(foreign_key="idea.id", ondelete="CASCADE")
    service_id: UUID = Field(foreign_key="service.id", index=True)
    answers: bool
    """Whether it is the service that answers."""
    question: str = Field(default="", max_length=QUESTION_MOST)
    """What it is asked; services and agents alone read it."""
    asked_at: datetime
    asked_by: UUID = Field(foreign_key="person.id", index=True)
    due_at: datetime
    """When it begins to be late."""
    viewed_at: datetime | None = None
    """When it first said what it makes of it."""
    ended_at: datetime | None = None
    ended: StudyEnd | None = Field(default=None, sa_type=one_of(StudyEnd, "ended"))
    told_soon: bool = False
    told_late: bool = False

    @property
    def last_moment(self) -> datetime:
        """Of the last day on which it is in time."""
        return self.due_at - timedelta(seconds=1)


class StudyView(SQLModel, table=True):
    """What a service makes of an idea; a later one of the same service replaces it, and both are kept."""

    __tablename__ = "study_view"
    __table_args__ = (
        CheckConstraint("number > 0 AND idea_version > 0", name="counted"),
        CheckConstraint("reasons <> '' OR admissible AND feasible = 'yes'", name="reasons"),
        CheckConstraint("num_nonnulls(cost_minor, basis, cost_on) IN (0, 3)", name="cost"),
        CheckConstraint("least(cost_minor, running_minor) >= 0", name="amounts"),
        UniqueConstraint("idea_id", "service_id", "number"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    idea_id: UUID = Field(foreign_key="idea.id", ondelete="CASCADE")
    service_id: UUID = Field(foreign_key="service.id", index=True)
    number: int
    """Of the views of this service on this idea, from 1 on."""
    idea_version: int
    """Of the text that was studied."""
    admissible: bool
    feasible: Feasible = Field(sa_type=one_of(Feasible, "feasible"))
    reasons: str = Field(default="", max_length=REASONS_MOST)
    cost_minor: int | None = Field(default=None, sa_type=BigInteger)
    running_minor: int | None = Field(default=None, sa_type=BigInteger)
    """Each year, once it is there."""
    currency: str = Field(default="EUR", sa_type=Currency)
    basis: Basis | None = Field(default=None, sa_type=one_of(Basis, "basis"))
    cost_on: date | None = None
    """The day on which the cost was worked out."""
    at: datetime
    by: UUID = Field(foreign_key="person.id", index=True)

    @property
    def cost(self) -> Money | None:
        return None if self.cost_minor is None else Money(self.cost_minor, self.currency)

    @property
    def running(self) -> Money | None:
        return None if self.running_minor is None else Money(self.running_minor, self.currency)


class StudyNote(SQLModel, table=True):
    """What services and agents write to each other about an idea; nobody else ever reads it."""

    __tablename__ = "study_note"
    __table_args__ = (
        CheckConstraint("body <> ''", name="written"),
        Index("ix_study_note_idea_id_id", "idea_id", "id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    idea_id: UUID = Field(foreign_key="idea.id", ondelete="CASCADE")
    service_id: UUID | None = Field(default=None, foreign_key="service.id", index=True)
    """For which it was written; None is an agent's."""
    body: str = Field(max_length=NOTE_MOST)
    at: datetime
    by: UUID = Field(foreign_key="person.id", index=True)


class StudyTerm(SQLModel, table=True):
    """How many days a service has, in one consultation or in the whole territory; else the usual time."""

    __tablename__ = "study_term"
    __table_args__ = (
        CheckConstraint("days BETWEEN 1 AND 365", name="days"),
        UniqueConstraint("territory_id", "process_id", postgresql_nulls_not_distinct=True),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    process_id: UUID | None = Field(default=None, foreign_key="process.id", index=True)
    days: int
