"""Ideas, who supports them, and what was answered."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, UniqueConstraint
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
        CheckConstraint("due_at IS NULL OR state = 'studied' AND due_at > since", name="due"),
        CheckConstraint("number > 0 AND reconsent BETWEEN 1 AND version", name="counted"),
        CheckConstraint("num_nonnulls(person_id, entered_by) > 0", name="author"),
        CheckConstraint("claim_hash IS NULL OR person_id IS NULL", name="claim"),
        CheckConstraint("(latitude IS NULL) = (longitude IS NULL)", name="position"),
        CheckConstraint("abs(latitude) <= 90 AND abs(longitude) <= 180", name="on_earth"),
        UniqueConstraint("territory_id", "number"),
        Index("ix_idea_territory_id_id", "territory_id", "id"),
        Index("ix_idea_territory_id_state_since", "territory_id", "state", "since"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    number: int
    """By which people name it, counted in each territory."""
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """Its author; nobody where an agent entered it for somebody who has no account, until they claim it."""
    entered_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """Who typed it at the counter."""
    claim_hash: bytes | None = None
    """Of the code on the paper that its author took home."""
    process_id: UUID | None = Field(default=None, foreign_key="process.id", index=True)
    """Whose phases say what may be done with it; None is the box of ideas, which stays."""
    public_name: str | None = Field(default=None, max_length=80)
    """Chosen anew for each idea; nobody's where its author shows none."""
    category_id: UUID | None = Field(default=None, foreign_key="theme.id", index=True)
    place_id: UUID | None = Field(default=None, foreign_key="place.id", index=True)
    """None is the whole territory."""
    address: str = Field(default="", max_length=200)
    """As its author says where it is."""
    latitude: float | None = None
    longitude: float | None = None
    """In degrees (WGS 84), where its author put it on the map; else it stands where its place does."""
    title: str = Field(max_length=100)
    body: str = Field(max_length=3000)
    language: str = Field(max_length=2)
    """In which it is written, and of the mails about it."""
    version: int = 1
    """Of its text, as `idea_version` counts."""
    reconsent: int = 1
    """The version that last changed so much that whoever supported an earlier one is asked again."""
    draft_id: UUID | None = Field(default=None, unique=True)
    """The draft that it was: published twice, it is the same idea."""
    proposed_at: datetime
    state: IdeaState = Field(default=IdeaState.PUBLISHED, sa_type=one_of(IdeaState, "state"))
    since: datetime
    """Since when it is in that state."""
    service_id: UUID | None = Field(default=None, foreign_key="service.id", index=True)
    due_at: datetime | None = None
    """When its answer begins to be late; None where nobody owes one, or only the usual time was given."""
    withdrawn_at: datetime | None = None
    """When its author took it back."""
    replaced_at: datetime | None = None
    """Since when others stand in its place (`idea_replacement` says which): everyone still reads it, lists
    and maps leave it out, and its text and its supports stay as they are.
    """
    hidden_at: datetime | None = None
    hidden_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    hidden_because: str | None = Field(default=None, max_length=1000)
    """As its author reads it."""

    @property
    def last_moment(self) -> datetime | None:
        """Of the last day on which its answer is in time."""
        return None if self.due_at is None else self.due_at - timedelta(seconds=1)

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
    version: int = Field(default=1, sa_column_kwargs={"server_default": "1"})
    """Of the text that they read and support."""


class IdeaReplacement(SQLModel, table=True):
    """That `to_id` stands in the place of `idea_id`: they were merged, or it was split."""

    __tablename__ = "idea_replacement"
    __table_args__ = (CheckConstraint("idea_id <> to_id", name="another"),)

    idea_id: UUID = Field(foreign_key="idea.id", primary_key=True, ondelete="CASCADE")
    to_id: UUID = Field(foreign_key="idea.id", primary_key=True, index=True, ondelete="CASCADE")


class IdeaTrigram(SQLModel, table=True):
    """Three letters in a row of a word of an idea's title, by which typing errors are forgiven.

    Kept in step by the database itself, whoever writes an idea.
    """

    __tablename__ = "idea_trigram"

    territory_id: UUID = Field(foreign_key="territory.id", primary_key=True)
    trigram: str = Field(max_length=3, primary_key=True)
    idea_id: UUID = Field(foreign_key="idea.id", primary_key=True, index=True, ondelete="CASCADE")
    size: int = Field(sa_type=SmallInteger)
    """How many the whole title has."""
