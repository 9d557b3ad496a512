"""What is known of people in a territory: where they live, their age, their guardian; how long it holds."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, LargeBinary, SmallInteger, text
from sqlmodel import Field, SQLModel

from consultations.eligibility.rules import Proof
from payments.tables import identifier, one_of

IN_FORCE = text("ended_at IS NULL")


class Ended(StrEnum):
    """Why something is no longer taken for known."""

    SUPERSEDED = "superseded"
    """By something newer."""
    TAKEN_BACK = "taken_back"
    """By the person."""
    REVOKED = "revoked"
    """By the administration."""


class EligibilityTerms(SQLModel, table=True):
    """How many days something holds once it was shown, and up to which age a consultation may ask."""

    __tablename__ = "eligibility_terms"
    __table_args__ = (
        CheckConstraint(
            "declared_days BETWEEN 1 AND 3660 AND list_days BETWEEN 1 AND 3660"
            " AND code_days BETWEEN 1 AND 3660",
            name="days",
        ),
        CheckConstraint("oldest_floor BETWEEN 18 AND 99", name="oldest_floor"),
    )

    territory_id: UUID = Field(foreign_key="territory.id", primary_key=True)
    declared_days: int = Field(default=365, sa_type=SmallInteger)
    list_days: int = Field(default=730, sa_type=SmallInteger)
    code_days: int = Field(default=730, sa_type=SmallInteger)
    """Also what was shown at the counter."""
    oldest_floor: int = Field(default=18, sa_type=SmallInteger)
    """Of whoever is as old, no birth date is kept."""


class ResidenceFact(SQLModel, table=True):
    """Where somebody lives, once for a territory: who has a second home chooses one of both.

    Never changed: the next one supersedes it.
    """

    __tablename__ = "residence_fact"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_because IS NULL)", name="ended"),
        CheckConstraint("shown_on < valid_until", name="valid"),
        CheckConstraint("(proof = 'counter') = (paper <> '')", name="paper"),
        Index(
            "uq_residence_fact_in_force",
            *("territory_id", "person_id"),
            unique=True,
            postgresql_where=IN_FORCE,
        ),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    person_id: UUID = Field(foreign_key="person.id", index=True)
    place_id: UUID = Field(foreign_key="place.id", index=True)
    proof: Proof = Field(sa_type=one_of(Proof, "proof"))
    paper: str = Field(default="", max_length=80)
    """At the counter: what kind was seen, never its number."""
    shown_at: datetime
    shown_on: date
    """The same day, where the territory is."""
    valid_until: date
    """The first day on which it holds no more."""
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """Who saw the paper, or decided on a conflict."""
    ended_at: datetime | None = None
    ended_because: Ended | None = Field(default=None, sa_type=one_of(Ended, "ended_because"))


class AgeFact(SQLModel, table=True):
    """At least that many years on that day; the birth date only of whoever was younger than any floor."""

    __tablename__ = "age_fact"
    __table_args__ = (
        CheckConstraint("(ended_at IS NULL) = (ended_because IS NULL)", name="ended"),
        CheckConstraint("at_least BETWEEN 0 AND 120", name="at_least"),
        CheckConstraint("(proof = 'counter') = (paper <> '')", name="paper"),
        Index("uq_age_fact_in_force", *("territory_id", "person_id"), unique=True, postgresql_where=IN_FORCE),
        Index("ix_age_fact_born_on", "born_on", postgresql_where=text("born_on IS NOT NULL")),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    person_id: UUID = Field(foreign_key="person.id", index=True)
    at_least: int = Field(sa_type=SmallInteger)
    on_day: date
    born_on: date | None = None
    """Kept until they are as old as the territory may ask."""
    proof: Proof = Field(sa_type=one_of(Proof, "proof"))
    paper: str = Field(default="", max_length=80)
    shown_at: datetime
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    ended_at: datetime | None = None
    ended_because: Ended | None = Field(default=None, sa_type=one_of(Ended, "ended_because"))


class GuardianConsent(SQLModel, table=True):
    """Who answers for somebody under age: asked by mail, with a link that is good once, or at the counter."""

    __tablename__ = "guardian_consent"
    __table_args__ = (
        CheckConstraint("guardian <> ''", name="written"),
        CheckConstraint("(token_hash IS NULL) = (link_until IS NULL)", name="link"),
        CheckConstraint("given_at IS NULL OR token_hash IS NULL", name="given"),
        Index(
            "uq_guardian_consent_in_force",
            *("territory_id", "person_id"),
            unique=True,
            postgresql_where=IN_FORCE,
        ),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    person_id: UUID = Field(foreign_key="person.id", index=True)
    guardian: str = Field(max_length=120)
    reached_at: str = Field(max_length=254)
    """By which address; empty where they stood at the counter."""
    token_hash: bytes | None = Field(default=None, sa_type=LargeBinary(32), unique=True)
    link_until: datetime | None = None
    asked_at: datetime
    given_at: datetime | None = None
    given_on: date | None = None
    """The same day, where the territory is."""
    recorded_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    ended_at: datetime | None = None
