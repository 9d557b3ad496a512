"""Proposals to merge ideas, what their authors say to it, which supports were carried, and what was split."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, text
from sqlmodel import Field, SQLModel

from consultations.ideas.rules import BODY_MOST, TITLE_MOST
from consultations.merging.rules import REASON_MOST, Answer, Standing
from payments.tables import identifier, one_of


class IdeaMerge(SQLModel, table=True):
    """That ideas become one, as a moderator proposes it; with what was decided and done about it."""

    __tablename__ = "idea_merge"
    __table_args__ = (
        CheckConstraint("title <> '' AND body <> '' AND because <> ''", name="written"),
        CheckConstraint("objections_until > proposed_at", name="asking"),
        CheckConstraint(
            "num_nulls(decided_at, decided_by, goes_on, decided_because) IN (0, 4)", name="decided"
        ),
        CheckConstraint("decided_because <> '' AND undone_because <> ''", name="reasons"),
        CheckConstraint("num_nulls(merged_at, merged_by) IN (0, 2)", name="merged"),
        CheckConstraint("idea_id IS NULL OR merged_at IS NOT NULL", name="idea"),
        CheckConstraint("merged_at IS NULL OR goes_on IS NOT FALSE", name="dropped"),
        CheckConstraint("num_nulls(undone_at, undone_by, undone_because) IN (0, 3)", name="undone"),
        CheckConstraint("undone_at IS NULL OR undone_at >= merged_at", name="undone_after"),
        Index("ix_idea_merge_territory_id_id", "territory_id", "id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    title: str = Field(max_length=TITLE_MOST)
    body: str = Field(max_length=BODY_MOST)
    language: str = Field(max_length=2)
    """Of the title and the text."""
    because: str = Field(max_length=REASON_MOST)
    """As everyone reads it."""
    proposed_at: datetime
    proposed_by: UUID = Field(foreign_key="person.id", index=True)
    objections_until: datetime
    """Exclusive."""
    decided_at: datetime | None = None
    decided_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    goes_on: bool | None = None
    decided_because: str | None = Field(default=None, max_length=REASON_MOST)
    idea_id: UUID | None = Field(default=None, foreign_key="idea.id", unique=True, ondelete="SET NULL")
    """What became of them."""
    merged_at: datetime | None = None
    merged_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    undone_at: datetime | None = None
    undone_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    undone_because: str | None = Field(default=None, max_length=REASON_MOST)

    @property
    def standing(self) -> Standing:
        return Standing(self.objections_until, self.decided_at, self.goes_on, self.merged_at, self.undone_at)


class IdeaMergeSource(SQLModel, table=True):
    """One of the ideas of a proposal; no idea is in two of those that are open or stand."""

    __tablename__ = "idea_merge_source"
    __table_args__ = (
        Index(
            "uq_idea_merge_source_standing",
            "idea_id",
            unique=True,
            postgresql_where=text("standing"),
        ),
    )

    merge_id: UUID = Field(foreign_key="idea_merge.id", primary_key=True, ondelete="CASCADE")
    idea_id: UUID = Field(foreign_key="idea.id", primary_key=True, index=True, ondelete="CASCADE")
    standing: bool = True
    """Until the proposal is dropped, or the merging undone."""


class IdeaMergeAuthor(SQLModel, table=True):
    """Somebody who wrote one of the ideas, and is asked."""

    __tablename__ = "idea_merge_author"
    __table_args__ = (
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered"),
        CheckConstraint("reason <> '' AND (reason IS NULL OR answer = 'objects')", name="reason"),
    )

    merge_id: UUID = Field(foreign_key="idea_merge.id", primary_key=True, ondelete="CASCADE")
    person_id: UUID = Field(foreign_key="person.id", primary_key=True, index=True)
    answer: Answer | None = Field(default=None, sa_type=one_of(Answer, "answer"))
    reason: str | None = Field(default=None, max_length=REASON_MOST)
    answered_at: datetime | None = None


class CarriedSupport(SQLModel, table=True):
    """A support of a merged idea that was given to one of its sources: the mark goes with the support."""

    __tablename__ = "carried_support"
    __table_args__ = (
        ForeignKeyConstraint(
            ["idea_id", "person_id"],
            ["idea_support.idea_id", "idea_support.person_id"],
            name="fk_carried_support_idea_id_idea_support",
            ondelete="CASCADE",
        ),
    )

    idea_id: UUID = Field(primary_key=True)
    person_id: UUID = Field(primary_key=True, foreign_key="person.id", index=True)
    merge_id: UUID = Field(foreign_key="idea_merge.id", index=True, ondelete="CASCADE")


class IdeaSplit(SQLModel, table=True):
    """That an idea said several things, which are ideas of their own now (`idea_replacement`)."""

    __tablename__ = "idea_split"
    __table_args__ = (CheckConstraint("because <> ''", name="written"),)

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    idea_id: UUID = Field(foreign_key="idea.id", unique=True, ondelete="CASCADE")
    because: str = Field(max_length=REASON_MOST)
    at: datetime
    by: UUID = Field(foreign_key="person.id", index=True)
