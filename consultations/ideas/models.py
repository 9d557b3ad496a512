"""Ideas, who supports them, what was answered, and what was reported."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel, col

from consultations.ideas.rules import IdeaState
from okote.platform.search import words
from payments.tables import identifier, one_of


class Idea(SQLModel, table=True):
    """What somebody proposes. `state` and `service_id` are those of its latest step."""

    __tablename__ = "idea"
    __table_args__ = (
        CheckConstraint("title <> '' AND body <> ''", name="written"),
        CheckConstraint("(state = 'published') = (service_id IS NULL)", name="service"),
        CheckConstraint("num_nonnulls(hidden_at, hidden_by, hidden_because) IN (0, 3)", name="hidden"),
        CheckConstraint("since >= proposed_at", name="since"),
        Index("ix_idea_territory_id_id", "territory_id", "id"),
        Index("ix_idea_territory_id_state_since", "territory_id", "state", "since"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    person_id: UUID = Field(foreign_key="person.id", index=True)
    public_name: str | None = Field(default=None, max_length=80)
    """Chosen anew for each idea; nobody's where its author shows none."""
    place_id: UUID | None = Field(default=None, foreign_key="place.id", index=True)
    """None is the whole territory."""
    title: str = Field(max_length=100)
    body: str = Field(max_length=3000)
    language: str = Field(max_length=2)
    """Of the mails about it."""
    proposed_at: datetime
    state: IdeaState = Field(default=IdeaState.PUBLISHED, sa_type=one_of(IdeaState, "state"))
    since: datetime
    """Since when it is in that state."""
    service_id: UUID | None = Field(default=None, foreign_key="service.id", index=True)
    withdrawn_at: datetime | None = None
    """When its author took it back."""
    hidden_at: datetime | None = None
    hidden_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    hidden_because: str | None = Field(default=None, max_length=1000)
    """As its author reads it."""

    @property
    def shown(self) -> bool:
        """Whether everyone sees it."""
        return self.withdrawn_at is None and self.hidden_at is None


WORDS = words(col(Idea.title), "A").concat(words(col(Idea.body), "C"))
"""What an idea is found by."""

Index("ix_idea_words", WORDS, postgresql_using="gin")


class IdeaStep(SQLModel, table=True):
    """What a service did with an idea, kept for ever: entrusted to it, or its answer."""

    __tablename__ = "idea_step"
    __table_args__ = (
        CheckConstraint("state <> 'published'", name="follows"),
        CheckConstraint("(state = 'studied') = (answer IS NULL) AND answer <> ''", name="answer"),
        Index("ix_idea_step_idea_id_id", "idea_id", "id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    idea_id: UUID = Field(foreign_key="idea.id", ondelete="CASCADE")
    state: IdeaState = Field(sa_type=one_of(IdeaState, "state"))
    service_id: UUID = Field(foreign_key="service.id", index=True)
    answer: str | None = Field(default=None, max_length=3000)
    at: datetime
    by: UUID = Field(foreign_key="person.id", index=True)


class IdeaSupport(SQLModel, table=True):
    """One person's open backing of an idea; it counts as long as the row is there."""

    __tablename__ = "idea_support"

    idea_id: UUID = Field(foreign_key="idea.id", primary_key=True, ondelete="CASCADE")
    person_id: UUID = Field(foreign_key="person.id", primary_key=True, index=True)
    since: datetime


class IdeaReport(SQLModel, table=True):
    """What somebody finds wrong with an idea, until a moderator has looked."""

    __tablename__ = "idea_report"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="written"),
        CheckConstraint("num_nonnulls(handled_at, handled_by, hidden) IN (0, 3)", name="handled"),
        Index(
            "uq_idea_report_open",
            "idea_id",
            "person_id",
            unique=True,
            postgresql_where=text("handled_at IS NULL"),
        ),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    idea_id: UUID = Field(foreign_key="idea.id", ondelete="CASCADE")
    person_id: UUID = Field(foreign_key="person.id", index=True)
    reason: str = Field(max_length=1000)
    language: str = Field(max_length=2)
    """Of the mail that tells what became of it."""
    at: datetime
    handled_at: datetime | None = None
    handled_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    hidden: bool | None = None
    """Whether the idea was taken down."""
