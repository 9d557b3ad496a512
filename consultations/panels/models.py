"""Panels, what they ask of volunteers, who volunteers, and the codes of letters."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, LargeBinary, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from consultations.panels.recruiting.words import Source
from consultations.panels.rules import (
    ADULT,
    NAME_MOST,
    QUESTION_MOST,
    SMALLEST_GROUP,
    TEXT_MOST,
    VALUE_MOST,
    PanelKind,
    PanelStanding,
    standing,
)
from payments.money import Money
from payments.tables import Currency, Json, identifier, one_of


class PanelTerms(SQLModel, table=True):
    """A territory that never said anything leaves the smallest group to those who run its panels."""

    __tablename__ = "panel_terms"
    __table_args__ = (CheckConstraint("smallest_group BETWEEN 3 AND 20", name="smallest_group"),)

    territory_id: UUID = Field(foreign_key="territory.id", primary_key=True)
    smallest_group: int
    """No panel tells of fewer people."""


class Panel(SQLModel, table=True):
    """A draft until its call is published; its quotas then stay as volunteers have read them."""

    __tablename__ = "panel"
    __table_args__ = (
        UniqueConstraint("territory_id", "slug"),
        CheckConstraint("name <> '' AND purpose <> '' AND asks <> '' AND gives <> ''", name="written"),
        CheckConstraint("seats > 0", name="seats"),
        CheckConstraint("opens_at < closes_at", name="dates"),
        CheckConstraint("compensation_minor > 0", name="compensation"),
        CheckConstraint("(compensation_minor IS NULL) = (currency IS NULL)", name="currency"),
        CheckConstraint("smallest_group BETWEEN 3 AND 20", name="smallest_group"),
        CheckConstraint("youngest BETWEEN 10 AND 18", name="youngest"),
        CheckConstraint("ended_at IS NULL OR published_at IS NOT NULL", name="ended"),
        CheckConstraint(
            "frozen_at IS NULL OR closes_at <= frozen_at"
            " OR reopened_at IS NOT NULL AND frozen_at <= reopened_at",
            name="frozen",
        ),
        CheckConstraint("reopened_at IS NULL OR frozen_at IS NOT NULL", name="reopened"),
        Index("ix_panel_territory_id_closes_at", "territory_id", "closes_at"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    kind: PanelKind = Field(sa_type=one_of(PanelKind, "kind"))
    slug: str = Field(max_length=80)
    name: str = Field(max_length=NAME_MOST)
    purpose: str = Field(max_length=TEXT_MOST)
    asks: str = Field(max_length=TEXT_MOST)
    """What is asked of people: how often, how long, where."""
    gives: str = Field(max_length=TEXT_MOST)
    """What is given back: what becomes of what they say."""
    service_id: UUID | None = Field(default=None, foreign_key="service.id", index=True)
    """Whose agents are kept out of the draw."""
    seats: int
    compensation_minor: int | None = Field(default=None, sa_type=BigInteger)
    """For a meeting."""
    currency: str | None = Field(default=None, sa_type=Currency)
    travel: str | None = Field(default=None, max_length=NAME_MOST)
    """How the way there is paid; None where it is not."""
    smallest_group: int = SMALLEST_GROUP
    youngest: int = ADULT
    opens_at: datetime
    closes_at: datetime
    """The first instant at which nobody can volunteer any more."""
    created_at: datetime
    published_at: datetime | None = None
    frozen_at: datetime | None = None
    """When its pool was frozen last: from then on nobody comes into it, whatever its dates."""
    reopened_at: datetime | None = None
    """When its call was opened again after a draw, for seats that nobody was left for."""
    ended_at: datetime | None = None

    @property
    def compensation(self) -> Money | None:
        return (
            None if self.compensation_minor is None else Money(self.compensation_minor, self.currency or "")
        )

    def standing(self, at: datetime) -> PanelStanding:
        """Once its pool is frozen its call is over, also for who came at a moment before that."""
        found = standing(
            at,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            published_at=self.published_at,
            ended_at=self.ended_at,
        )
        return PanelStanding.OVER if self.frozen and found is PanelStanding.OPEN else found

    @property
    def frozen(self) -> bool:
        """A call that was opened again takes people until its pool is frozen anew."""
        return self.frozen_at is not None and (self.reopened_at is None or self.reopened_at < self.frozen_at)


class PanelFeature(SQLModel, table=True):
    """What is asked of volunteers, since the draw needs it."""

    __tablename__ = "panel_feature"
    __table_args__ = (
        CheckConstraint("name <> '' AND question <> ''", name="written"),
        UniqueConstraint("panel_id", "name"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    panel_id: UUID = Field(foreign_key="panel.id", ondelete="CASCADE")
    position: int
    name: str = Field(max_length=VALUE_MOST)
    question: str = Field(max_length=QUESTION_MOST)


class PanelQuota(SQLModel, table=True):
    """How many of the panel are to have a value of a feature, bounds included."""

    __tablename__ = "panel_quota"
    __table_args__ = (
        CheckConstraint("value <> ''", name="written"),
        CheckConstraint("0 <= least AND least <= most", name="bounds"),
        UniqueConstraint("feature_id", "value"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    feature_id: UUID = Field(foreign_key="panel_feature.id", ondelete="CASCADE")
    position: int
    value: str = Field(max_length=VALUE_MOST)
    least: int
    most: int


class Volunteer(SQLModel, table=True):
    """Somebody who may be drawn. Who withdraws leaves a row without anything of theirs."""

    __tablename__ = "volunteer"
    __table_args__ = (
        UniqueConstraint("panel_id", "number"),
        CheckConstraint("(withdrawn_at IS NULL) = (name IS NOT NULL)", name="named"),
        CheckConstraint(
            "withdrawn_at IS NULL OR num_nonnulls(person_id, email, telephone, address, guardian, "
            "household, own_service_id) = 0 AND attributes = '{}'",
            name="withdrawn",
        ),
        CheckConstraint(
            "withdrawn_at IS NOT NULL OR num_nonnulls(email, telephone, address) > 0", name="reached"
        ),
        CheckConstraint(
            "withdrawn_at IS NOT NULL OR (source = 'self') = (person_id IS NOT NULL)", name="account"
        ),
        CheckConstraint(
            "num_nonnulls(consented_at, consent_version) = CASE source WHEN 'list' THEN 0 ELSE 2 END",
            name="consent",
        ),
        CheckConstraint("(source IN ('counter', 'list')) = (entered_by IS NOT NULL)", name="entered"),
        Index(
            "uq_volunteer_account",
            "panel_id",
            "person_id",
            unique=True,
            postgresql_where=text("withdrawn_at IS NULL"),
        ),
        Index("ix_volunteer_panel_id_id", "panel_id", "id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    panel_id: UUID = Field(foreign_key="panel.id")
    number: int = Field(sa_type=BigInteger)
    """Private and random: how reports of the draw call them."""
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    name: str | None = Field(default=None, max_length=NAME_MOST)
    email: str | None = Field(default=None, max_length=254)
    telephone: str | None = Field(default=None, max_length=40)
    address: str | None = Field(default=None, max_length=300)
    guardian: str | None = Field(default=None, max_length=200)
    """Who agrees for whoever is not of age, and how they are reached."""
    household: str | None = Field(default=None, max_length=300)
    """The same for all who live together, of whom one is drawn at most."""
    own_service_id: UUID | None = Field(default=None, foreign_key="service.id", index=True)
    """Whose agent they say that they are."""
    attributes: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    """By the name of each feature, the value that they have."""
    source: Source = Field(sa_type=one_of(Source, "source"))
    language: str = Field(max_length=2)
    """Of the mails to them."""
    volunteered_at: datetime
    consented_at: datetime | None = None
    consent_version: str | None = Field(default=None, max_length=64)
    """SHA-256 of the sentence that they agreed to, in hexadecimal."""
    entered_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    withdrawn_at: datetime | None = None


class LetterCode(SQLModel, table=True):
    """What a letter brings with it: once, instead of an account, until the call closes."""

    __tablename__ = "letter_code"

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    panel_id: UUID = Field(foreign_key="panel.id", index=True)
    code_hash: bytes = Field(sa_column=Column(LargeBinary(32), nullable=False, unique=True))
    made_at: datetime
    made_by: UUID = Field(foreign_key="person.id", index=True)
    volunteer_id: UUID | None = Field(
        default=None, foreign_key="volunteer.id", unique=True, ondelete="SET NULL"
    )
