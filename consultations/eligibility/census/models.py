"""Lists of residents, each line of them, and what a person has to decide about who somebody is."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, text
from sqlmodel import Field, SQLModel

from consultations.eligibility.census.rules import ADDRESS_MOST, NAME_MOST, NUMBER_MOST, Line, Reason, Verdict
from payments.tables import Json, identifier, one_of


class CensusList(SQLModel, table=True):
    """Read, then put in force, then replaced or thrown away: one is in force in a territory."""

    __tablename__ = "census_list"
    __table_args__ = (
        CheckConstraint("name <> ''", name="written"),
        CheckConstraint("replaced_at IS NULL OR in_force_at IS NOT NULL", name="order"),
        Index(
            "uq_census_list_in_force",
            "territory_id",
            unique=True,
            postgresql_where=text("in_force_at IS NOT NULL AND replaced_at IS NULL"),
        ),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    name: str = Field(max_length=120)
    lines: int
    refused: list[list[Any]] = Field(default_factory=list, sa_type=Json)
    """Which lines could not be read and why: their numbers and codes, nothing of what stood there."""
    brought_at: datetime
    brought_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    kept_until: date
    """The first day on which it is no longer kept."""
    in_force_at: datetime | None = None
    replaced_at: datetime | None = None


class CensusEntry(SQLModel, table=True):
    """Somebody on a list or, without one, somebody who came to the counter; it shows one person only."""

    __tablename__ = "census_entry"
    __table_args__ = (
        CheckConstraint("address <> '' OR number <> ''", name="written"),
        CheckConstraint("(person_id IS NULL) = (claimed_at IS NULL)", name="claimed"),
        Index("ix_census_entry_territory_id_born_on", "territory_id", "born_on"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    list_id: UUID | None = Field(default=None, foreign_key="census_list.id", ondelete="CASCADE", index=True)
    name: str = Field(max_length=NAME_MOST)
    names: list[str] = Field(default_factory=list, sa_type=Json)
    """The same as it is sought."""
    born_on: date
    address: str = Field(default="", max_length=ADDRESS_MOST)
    sought: list[str] = Field(default_factory=list, sa_type=Json)
    """The address as it is sought."""
    number: str = Field(default="", max_length=NUMBER_MOST)
    place_id: UUID = Field(foreign_key="place.id", index=True)
    added_at: datetime
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """Who has shown that they are it."""
    claimed_at: datetime | None = None
    formerly: list[str] = Field(default_factory=list, sa_type=Json)
    """Accounts that had it before somebody decided that it is another's."""

    @property
    def line(self) -> Line:
        return Line(self.id, frozenset(self.names), self.born_on, tuple(self.sought), self.number)


class CensusClaim(SQLModel, table=True):
    """Somebody says that they are on the list, and a person has to look whether and which."""

    __tablename__ = "census_claim"
    __table_args__ = (
        CheckConstraint("(verdict = 'waiting') = (decided_at IS NULL)", name="decided"),
        Index(
            "uq_census_claim_waiting",
            *("territory_id", "person_id"),
            unique=True,
            postgresql_where=text("verdict = 'waiting'"),
        ),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    person_id: UUID = Field(foreign_key="person.id", index=True)
    reason: Reason = Field(sa_type=one_of(Reason, "reason"))
    entries: list[str] = Field(default_factory=list, sa_type=Json)
    """The lines that it may be."""
    given: str = Field(default="", max_length=NAME_MOST)
    family: str = Field(default="", max_length=NAME_MOST)
    born_on: date | None = None
    address: str = Field(default="", max_length=ADDRESS_MOST)
    number: str = Field(default="", max_length=NUMBER_MOST)
    at: datetime
    verdict: Verdict = Field(default=Verdict.WAITING, sa_type=one_of(Verdict, "verdict"))
    told: str = Field(default="", max_length=500)
    """What the person is told of a no."""
    decided_at: datetime | None = Field(default=None, index=True)
    decided_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
