"""Ballots with what is voted on, votes of open ones, and the public log of receipts of sealed ones.

The roll and the urn are tables that no model names: the service reads neither
(c0017_roll.sql, c0017_urn.sql).
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, LargeBinary, UniqueConstraint
from sqlmodel import Field, SQLModel

from consultations.ballots.rules import (
    BODY_MOST,
    PICTURE_SHOWS_MOST,
    REASON_MOST,
    SMALLEST_GROUP,
    TITLE_MOST,
    Input,
    Mode,
    Rule,
)
from payments.tables import Currency, Json, identifier, one_of


class Ballot(SQLModel, table=True):
    """One question to all who may vote; frozen with its options once it is announced."""

    __tablename__ = "ballot"
    __table_args__ = (
        CheckConstraint("title <> '' AND question <> ''", name="written"),
        CheckConstraint("least >= 0 AND most >= greatest(least, 1)", name="choices"),
        CheckConstraint("input <> 'single' OR most = 1", name="single"),
        CheckConstraint("points >= 0 AND points_most BETWEEN 0 AND points", name="points"),
        CheckConstraint("(input = 'points') = (points_most > 0)", name="input_points"),
        CheckConstraint("step_minor > 0", name="step"),
        CheckConstraint("winners > 0", name="winners"),
        CheckConstraint("support_least >= 0", name="support_least"),
        CheckConstraint("smallest_group >= 3", name="smallest_group"),
        CheckConstraint("length(digest) = 32 AND length(key_check) = 32", name="digest_length"),
        CheckConstraint("num_nulls(announced_at, digest, key_check) IN (0, 3)", name="announced"),
        CheckConstraint("closed_at > announced_at", name="closed"),
        CheckConstraint("counted_at >= closed_at", name="counted"),
        CheckConstraint("published_at >= counted_at", name="published"),
        CheckConstraint("emptied_at > published_stamp", name="emptied"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    process_id: UUID = Field(foreign_key="process.id", index=True)
    phase_id: UUID = Field(foreign_key="phase.id", index=True)
    """With which it opens and closes."""
    title: str = Field(max_length=TITLE_MOST)
    question: str = Field(max_length=BODY_MOST)
    mode: Mode = Field(sa_type=one_of(Mode, "mode"))
    input: Input = Field(sa_type=one_of(Input, "input"))
    least: int = 1
    """Options that a vote names at least, unless it is blank."""
    most: int = 1
    points: int = 0
    """To be given in all."""
    points_most: int = 0
    """To one option."""
    rule: Rule = Field(sa_type=one_of(Rule, "rule"))
    utility: str | None = Field(default=None, max_length=20)
    completion: str | None = Field(default=None, max_length=20)
    step_minor: int | None = Field(default=None, sa_type=BigInteger)
    start: str | None = Field(default=None, max_length=20)
    winners: int | None = None
    """How many win where no money is shared out."""
    support_least: int = 0
    """Votes without which an option can't win."""
    currency: str = Field(default="EUR", sa_type=Currency)
    ties: list[str] = Field(default_factory=list, sa_type=Json)
    """In which order ties are resolved."""
    lot_source: str = Field(default="", max_length=REASON_MOST)
    """The public draw, named in advance, that decides the last ties."""
    lot: str | None = Field(default=None, max_length=REASON_MOST)
    """What was drawn there."""
    conditions: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    """Who may vote, as `eligibility` writes it."""
    smallest_group: int = SMALLEST_GROUP
    digest: bytes | None = Field(default=None, sa_type=LargeBinary)
    """SHA-256 of all that was announced, as `ballot_digest` writes it."""
    key_check: bytes | None = Field(default=None, sa_type=LargeBinary)
    """What the service's secret key makes of it: with another key, everyone could vote once more."""
    created_at: datetime
    created_by: UUID = Field(foreign_key="person.id", index=True)
    announced_at: datetime | None = None
    closed_at: datetime | None = None
    closed_stamp: datetime | None = None
    """When that was written, by the server's own clock; set by the database."""
    counted_at: datetime | None = None
    published_at: datetime | None = None
    published_stamp: datetime | None = None
    """The same, set by the database: nobody dates it back to empty roll and urn too early."""
    emptied_at: datetime | None = None
    """When nothing was kept any more of who voted, nor in the urn; of sealed ones alone."""


class BallotEnvelope(SQLModel, table=True):
    """Money that a ballot shares out: for a place, or for the whole."""

    __tablename__ = "ballot_envelope"
    __table_args__ = (
        CheckConstraint("name <> ''", name="written"),
        CheckConstraint("position > 0 AND amount_minor > 0", name="amount"),
    )

    ballot_id: UUID = Field(foreign_key="ballot.id", primary_key=True, ondelete="CASCADE")
    position: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    name: str = Field(max_length=TITLE_MOST)
    place_id: UUID | None = Field(default=None, foreign_key="place.id", index=True)
    amount_minor: int = Field(sa_type=BigInteger)


class BallotOption(SQLModel, table=True):
    """What can be chosen, as it stood when it was announced: what it was copied from may go on changing."""

    __tablename__ = "ballot_option"
    __table_args__ = (
        UniqueConstraint("ballot_id", "position"),
        CheckConstraint("title <> ''", name="written"),
        CheckConstraint("position > 0 AND cost_minor >= 0", name="cost"),
        CheckConstraint("picture_shows = '' OR picture IS NOT NULL", name="pictured"),
        CheckConstraint("(withdrawn_at IS NULL) = (withdrawn_because IS NULL)", name="withdrawn"),
    )

    id: UUID = identifier()
    ballot_id: UUID = Field(foreign_key="ballot.id", ondelete="CASCADE")
    position: int
    title: str = Field(max_length=TITLE_MOST)
    body: str = Field(default="", max_length=BODY_MOST)
    cost_minor: int | None = Field(default=None, sa_type=BigInteger)
    envelope: int | None = None
    """The position of the envelope that it draws on."""
    place_id: UUID | None = Field(default=None, foreign_key="place.id", index=True)
    idea_id: UUID | None = Field(default=None, index=True)
    picture: bytes | None = Field(default=None, sa_type=LargeBinary)
    """The SHA-256 by which it is kept."""
    picture_shows: str = Field(default="", max_length=PICTURE_SHOWS_MOST)
    """For who does not see it; nothing where it only decorates."""
    withdrawn_at: datetime | None = None
    withdrawn_because: str | None = Field(default=None, max_length=REASON_MOST)


class OpenVote(SQLModel, table=True):
    """A vote of an open ballot, beside the account of whoever gave it."""

    __tablename__ = "open_vote"

    ballot_id: UUID = Field(foreign_key="ballot.id", primary_key=True)
    person_id: UUID = Field(foreign_key="person.id", primary_key=True, index=True)
    choices: str
    """As `rules.canonical` writes them."""
    at: datetime


class ReceiptLink(SQLModel, table=True):
    """One batch of the public log of receipts, never changed; `hash` is over it and the one before."""

    __tablename__ = "receipt_link"
    __table_args__ = (
        CheckConstraint("number > 0 AND size > 0", name="number"),
        CheckConstraint("length(previous_hash) = 32 AND length(hash) = 32", name="hash"),
    )

    ballot_id: UUID = Field(foreign_key="ballot.id", primary_key=True)
    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    day: date
    size: int
    previous_hash: bytes = Field(sa_type=LargeBinary)
    hash: bytes = Field(sa_type=LargeBinary)


class Receipt(SQLModel, table=True):
    """That a vote lies in the urn, or that its voter replaced it: found by nobody who has not seen it."""

    __tablename__ = "receipt"
    __table_args__ = (CheckConstraint("length(receipt) = 32", name="length"),)

    ballot_id: UUID = Field(foreign_key="ballot.id", primary_key=True)
    receipt: bytes = Field(primary_key=True, sa_type=LargeBinary)
    struck: bool = Field(primary_key=True)
    number: int
    """Of its link."""


class AnnulledVote(SQLModel, table=True):
    """A vote that two people annulled, told to everyone with the reason; never changed."""

    __tablename__ = "annulled_vote"
    __table_args__ = (
        UniqueConstraint("ballot_id", "receipt"),
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("asked_by <> approved_by", name="two"),
    )

    id: UUID = identifier()
    ballot_id: UUID = Field(foreign_key="ballot.id")
    receipt: bytes = Field(sa_type=LargeBinary)
    reason: str = Field(max_length=REASON_MOST)
    asked_by: UUID = Field(foreign_key="person.id", index=True)
    approved_by: UUID = Field(foreign_key="person.id", index=True)
    at: datetime
