"""Votes of open ballots that were set aside before the count: neither counted nor deleted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, UniqueConstraint
from sqlmodel import Field, SQLModel

from consultations.ballots.review.rules import CONTEST_MOST, WORDS_MOST, Sign, Verdict
from payments.tables import identifier, one_of


class SetAsideVote(SQLModel, table=True):
    """One vote, the sign that it showed, why it was set aside, and what became of it; never deleted."""

    __tablename__ = "set_aside_vote"
    __table_args__ = (
        ForeignKeyConstraint(["ballot_id", "person_id"], ["open_vote.ballot_id", "open_vote.person_id"]),
        UniqueConstraint("ballot_id", "person_id"),
        CheckConstraint("words <> ''", name="words"),
        CheckConstraint("accounts > 0", name="accounts"),
        CheckConstraint("contested_at IS NOT NULL OR contest = ''", name="contest"),
        CheckConstraint("num_nulls(verdict, decided_at, decided_by) IN (0, 3)", name="decided"),
        CheckConstraint("(verdict IS NULL) = (answer = '')", name="answer"),
        CheckConstraint("verdict <> 'upheld' OR contested_at IS NOT NULL", name="upheld"),
        CheckConstraint("contested_at IS NULL OR decided_by <> set_by", name="two"),
        CheckConstraint("person_id <> set_by AND person_id <> decided_by", name="own"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    ballot_id: UUID
    person_id: UUID = Field(foreign_key="person.id", index=True)
    sign: Sign = Field(sa_type=one_of(Sign, "sign"))
    accounts: int
    """How many showed the sign together when it was set aside."""
    words: str = Field(max_length=WORDS_MOST)
    """What its voter reads."""
    set_by: UUID = Field(foreign_key="person.id", index=True)
    at: datetime
    told_at: datetime | None = None
    """When its voter was written to."""
    contest: str = Field(default="", max_length=CONTEST_MOST)
    """In the words of its voter; nothing once their account is closed."""
    contested_at: datetime | None = None
    verdict: Verdict | None = Field(default=None, sa_type=one_of(Verdict, "verdict"))
    answer: str = Field(default="", max_length=WORDS_MOST)
    decided_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    decided_at: datetime | None = None
