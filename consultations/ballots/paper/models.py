"""Booths, batches of papers with who typed them, and codes by letter.

What papers say is typed into the urn, which the service can't read (c0024_urn.sql); whether a code was used
is known to the roll alone.
"""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, SmallInteger, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from consultations.ballots.paper.rules import DEVICE_MOST, NAME_MOST, PLACE_MOST, Marking
from consultations.ballots.rules import REASON_MOST
from consultations.eligibility.codes.rules import MARK
from payments.tables import identifier, one_of


class Booth(SQLModel, table=True):
    """Where people are given a paper; its box is opened once, or counted together with another one."""

    __tablename__ = "booth"
    __table_args__ = (
        UniqueConstraint("ballot_id", "name"),
        CheckConstraint("name <> ''", name="written"),
        CheckConstraint("papers >= 0 AND marks >= 0", name="papers"),
        CheckConstraint("num_nulls(opened_at, papers, marks) IN (0, 3)", name="opened"),
        CheckConstraint("papers = marks OR difference <> ''", name="difference"),
        CheckConstraint("joined_id <> id AND (joined_id IS NULL OR opened_at IS NULL)", name="joined"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    ballot_id: UUID = Field(foreign_key="ballot.id")
    name: str = Field(max_length=NAME_MOST)
    place: str = Field(default="", max_length=PLACE_MOST)
    joined_id: UUID | None = Field(default=None, foreign_key="booth.id", index=True)
    """With whose box its own is emptied, so that no pile is small."""
    papers: int | None = None
    """In the box, as counted by hand when it was opened."""
    marks: int | None = None
    """People who were given one, as the roll said then."""
    difference: str = Field(default="", max_length=REASON_MOST)
    """Why they are not as many."""
    created_at: datetime
    created_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    opened_at: datetime | None = None
    opened_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)


class BoothUpload(SQLModel, table=True):
    """What became of a mark that a device made while it was cut off: by its number, and of nobody."""

    __tablename__ = "booth_upload"
    __table_args__ = (CheckConstraint("number > 0 AND device <> ''", name="number"),)

    booth_id: UUID = Field(foreign_key="booth.id", primary_key=True)
    device: str = Field(max_length=DEVICE_MOST, primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    outcome: Marking = Field(sa_type=one_of(Marking, "outcome"))
    at: datetime
    uploaded_at: datetime


class PaperBatch(SQLModel, table=True):
    """Papers of one box that are typed together; in the urn whole, or not at all."""

    __tablename__ = "paper_batch"
    __table_args__ = (
        UniqueConstraint("booth_id", "number"),
        CheckConstraint("papers > 0 AND number > 0", name="papers"),
        CheckConstraint(
            "num_nulls(accepted_at, valid, blank, spoiled, overvoted) IN (0, 5)", name="accepted"
        ),
        CheckConstraint("valid + blank + spoiled + overvoted = papers", name="total"),
        CheckConstraint(
            "num_nulls(removed_at, removed_because, asked_by, approved_by) IN (0, 4)", name="removed"
        ),
        CheckConstraint("asked_by <> approved_by", name="two"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    ballot_id: UUID = Field(foreign_key="ballot.id", index=True)
    booth_id: UUID = Field(foreign_key="booth.id")
    number: int
    papers: int
    """The control total, said before anybody types."""
    made_at: datetime
    made_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    accepted_at: datetime | None = None
    accepted_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    valid: int | None = None
    blank: int | None = None
    spoiled: int | None = None
    overvoted: int | None = None
    removed_at: datetime | None = None
    removed_because: str | None = Field(default=None, max_length=REASON_MOST)
    asked_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    approved_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)


class PaperEntry(SQLModel, table=True):
    """Who typed a batch: the first, the second, and whoever settled where they differ."""

    __tablename__ = "paper_entry"
    __table_args__ = (
        CheckConstraint("turn BETWEEN 1 AND 3", name="turn"),
        CheckConstraint("agreed_by <> person_id AND (agreed_by IS NULL OR turn = 3)", name="agreed"),
        Index(
            "uq_paper_entry_two", *("batch_id", "person_id"), unique=True, postgresql_where=text("turn < 3")
        ),
    )

    batch_id: UUID = Field(foreign_key="paper_batch.id", primary_key=True)
    turn: int = Field(primary_key=True, sa_type=SmallInteger, sa_column_kwargs={"autoincrement": False})
    person_id: UUID = Field(foreign_key="person.id", index=True)
    agreed_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """Where one of both settled it, the other."""
    at: datetime


class BallotCode(SQLModel, table=True):
    """A code with which somebody votes without an account; never changed when it is used."""

    __tablename__ = "ballot_code"
    __table_args__ = (
        CheckConstraint("num_nonnulls(mark, salt, code_hash) IN (0, 3)", name="code"),
        Index("ix_ballot_code_ballot_id_mark", "ballot_id", "mark"),
        Index(
            "uq_ballot_code_in_force",
            *("ballot_id", "voter_id"),
            unique=True,
            postgresql_where=text("revoked_at IS NULL"),
        ),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    ballot_id: UUID = Field(foreign_key="ballot.id")
    package_id: UUID | None = Field(default=None, foreign_key="letter_package.id", index=True)
    entry_id: UUID | None = Field(
        default=None, foreign_key="census_entry.id", ondelete="SET NULL", index=True
    )
    voter_id: UUID
    """Of which the roll makes its key: the line of the list, or the code itself where it is nobody's."""
    mark: str | None = Field(default=None, max_length=MARK)
    salt: bytes | None = Field(default=None, sa_type=LargeBinary(16))
    code_hash: bytes | None = Field(default=None, sa_type=LargeBinary(32))
    tries: int = Field(default=0, sa_type=SmallInteger)
    revoked_at: datetime | None = None
