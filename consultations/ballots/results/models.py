"""What a count found: its sums, the result to the byte, and the files that are published."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, LargeBinary
from sqlmodel import Field, SQLModel

from payments.tables import Json, identifier, one_of


class CountOutcome(StrEnum):
    """What became of one run of the count."""

    COUNTED = "counted"
    """It is the one that stands."""
    SAME = "same"
    """Counted again, to the same bytes."""
    DIFFERENT = "different"
    """Counted again, to other bytes: an alarm."""
    LOT_NEEDED = "lot_needed"
    """A tie is left to the lot, which nobody has noted yet."""
    ANNULMENT_WAITS = "annulment_waits"
    """Somebody asked to annul a vote, and no second person has decided."""
    UNEVEN = "uneven"
    """The minutes would not add up: an alarm."""


class BallotTally(SQLModel, table=True):
    """The sums of a count, from which the minutes are drawn up; never changed."""

    __tablename__ = "ballot_tally"
    __table_args__ = (
        CheckConstraint("blank >= 0 AND annulled >= 0 AND valid >= 0", name="sums"),
        CheckConstraint("length(input) = 32", name="input"),
        CheckConstraint("registered >= 0", name="registered"),
    )

    ballot_id: UUID = Field(foreign_key="ballot.id", primary_key=True)
    at: datetime
    version: str = Field(max_length=80)
    """Of the software that counted."""
    roll: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    """How many voted, by channel, as the roll said it when votes were counted."""
    blank: int
    annulled: int
    valid: int
    votes: list[Any] = Field(default_factory=list, sa_type=Json)
    """Of each option its position, its votes, and its points or null; withdrawn ones too."""
    input: bytes = Field(sa_type=LargeBinary)
    """SHA-256 of all that was counted."""
    registered: int | None = None
    """How many could vote; None where no list says it."""


class BallotResult(SQLModel, table=True):
    """The result of one envelope, or of the whole (0), as it is published; never changed."""

    __tablename__ = "ballot_result"
    __table_args__ = (
        CheckConstraint("part >= 0 AND voters >= 0", name="part"),
        CheckConstraint("length(sha256) = 32", name="sha256"),
    )

    ballot_id: UUID = Field(foreign_key="ballot_tally.ballot_id", primary_key=True)
    part: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    """The position of its envelope."""
    voters: int
    text: str
    """What `tally.py` prints, to the byte."""
    sha256: bytes = Field(sa_type=LargeBinary)
    explained: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    """As `keeping` writes it."""


class BallotFile(SQLModel, table=True):
    """A file that everyone may take once the result is published; never changed."""

    __tablename__ = "ballot_file"
    __table_args__ = (CheckConstraint("length(sha256) = 32", name="sha256"),)

    ballot_id: UUID = Field(foreign_key="ballot_tally.ballot_id", primary_key=True)
    name: str = Field(primary_key=True, max_length=60)
    content: bytes = Field(sa_type=LargeBinary)
    sha256: bytes = Field(sa_type=LargeBinary)


class CountRun(SQLModel, table=True):
    """That votes were counted, once or again, and what came of it; never changed."""

    __tablename__ = "ballot_count_run"

    id: UUID = identifier()
    ballot_id: UUID = Field(foreign_key="ballot.id", index=True)
    at: datetime
    outcome: CountOutcome = Field(sa_type=one_of(CountOutcome, "outcome"))
