"""Actions with their steps and evidence, what they are sorted by, and editions of past years."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, CheckConstraint, Index, Numeric, UniqueConstraint, text
from sqlmodel import Field, SQLModel, col

from consultations.actions.contents import Contents
from consultations.actions.rules import ActionState, Origin, ThemeKind
from okote.platform.files.papers import PaperKind
from okote.platform.search import words
from payments.money import Money
from payments.tables import Currency, Json, identifier, one_of


class Theme(SQLModel, table=True):
    """By what a territory sorts its actions; retired rather than deleted, since actions are still of it."""

    __tablename__ = "theme"
    __table_args__ = (
        CheckConstraint("name <> ''", name="written"),
        Index("uq_theme_territory_id_kind_name", "territory_id", "kind", text("lower(name)"), unique=True),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    kind: ThemeKind = Field(sa_type=one_of(ThemeKind, "kind"))
    name: str = Field(max_length=120)
    position: int
    """In the list of its kind, from 1 on; the name decides between two of the same."""
    created_at: datetime
    retired_at: datetime | None = None


class Action(SQLModel, table=True):
    """One thing promised. State, service and deadline are those of its latest step."""

    __tablename__ = "action"
    __table_args__ = (
        UniqueConstraint("territory_id", "number"),
        CheckConstraint("number > 0 AND title <> '' AND why <> ''", name="written"),
        CheckConstraint("state IN ('proposed', 'abandoned') OR deadline IS NOT NULL", name="deadline"),
        CheckConstraint("budget_minor > 0", name="budget"),
        CheckConstraint(
            "(before_value IS NULL) = (before_on IS NULL) AND (after_value IS NULL) = (after_on IS NULL)"
            " AND (indicator = '') = (unit = '')"
            " AND (indicator <> '' OR num_nonnulls(before_value, after_value) = 0)",
            name="indicator",
        ),
        CheckConstraint(
            "(origin_kind = 'own') = (origin_title IS NULL)"
            " AND (origin_kind <> 'own' OR num_nonnulls(origin_id, origin_path) = 0)",
            name="origin",
        ),
        Index("ix_action_territory_id_state", "territory_id", "state"),
        Index("ix_action_territory_id_origin_kind_origin_id", "territory_id", "origin_kind", "origin_id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    number: int
    """By which people name it, counted in each territory."""
    title: str = Field(max_length=150)
    why: str = Field(max_length=3000)
    service_id: UUID = Field(foreign_key="service.id", index=True)
    owner_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """Who answers for it within the administration: shown to those who work on it alone."""
    workstream_id: UUID | None = Field(default=None, foreign_key="theme.id", index=True)
    deadline: date | None = None
    """The last day that still counts as in time."""
    budget_minor: int | None = Field(default=None, sa_type=BigInteger)
    currency: str = Field(default="EUR", sa_type=Currency)
    state: ActionState = Field(default=ActionState.PROPOSED, sa_type=one_of(ActionState, "state"))
    since: date
    """The day on which it came to that state."""
    indicator: str = Field(default="", max_length=200)
    """What is measured."""
    unit: str = Field(default="", max_length=40)
    before_value: Decimal | None = Field(default=None, sa_type=Numeric(14, 2))
    before_on: date | None = None
    after_value: Decimal | None = Field(default=None, sa_type=Numeric(14, 2))
    after_on: date | None = None
    origin_kind: Origin = Field(default=Origin.OWN, sa_type=one_of(Origin, "origin_kind"))
    origin_id: UUID | None = None
    origin_path: str | None = Field(default=None, max_length=500)
    """Where everyone reads of what it came from, without a language."""
    origin_title: str | None = Field(default=None, max_length=200)
    """As it was called then."""
    version: int = 0
    """How often what is said of it was changed."""
    created_at: datetime
    published_at: datetime | None = None
    """Before, those alone read it who work on it."""
    told_late: date | None = None
    """The deadline of which its service was told that it is over."""

    @property
    def budget(self) -> Money | None:
        return None if self.budget_minor is None else Money(self.budget_minor, self.currency)


WORDS = words(col(Action.title), "A").concat(words(col(Action.why), "C"))
"""What an action is found by."""

Index("ix_action_words", WORDS, postgresql_using="gin")


class ActionTheme(SQLModel, table=True):
    """An aim or a pillar that an action serves."""

    __tablename__ = "action_theme"

    action_id: UUID = Field(foreign_key="action.id", primary_key=True, ondelete="CASCADE")
    theme_id: UUID = Field(foreign_key="theme.id", primary_key=True, index=True)


class ActionPlace(SQLModel, table=True):
    """Where an action is; the whole territory where it has none."""

    __tablename__ = "action_place"

    action_id: UUID = Field(foreign_key="action.id", primary_key=True, ondelete="CASCADE")
    place_id: UUID = Field(foreign_key="place.id", primary_key=True, index=True)


class ActionStep(SQLModel, table=True):
    """How an action stood from one day on, kept for ever: its state, who answers for it, until when."""

    __tablename__ = "action_step"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'abandoned') OR deadline IS NOT NULL", name="deadline"),
        CheckConstraint("state <> 'abandoned' OR note <> ''", name="reason"),
        CheckConstraint("since <= happened_on", name="since"),
        Index("ix_action_step_action_id_id", "action_id", "id"),
        Index("ix_action_step_territory_id_happened_on", "territory_id", "happened_on"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    action_id: UUID = Field(foreign_key="action.id", ondelete="CASCADE")
    state: ActionState = Field(sa_type=one_of(ActionState, "state"))
    service_id: UUID = Field(foreign_key="service.id", index=True)
    deadline: date | None = None
    happened_on: date
    since: date
    """The day on which it came to that state, perhaps by an earlier step."""
    note: str = Field(default="", max_length=3000)
    at: datetime
    """When it was written down."""
    by: UUID = Field(foreign_key="person.id", index=True)


class Evidence(SQLModel, table=True):
    """What shows that something was done: an address, or a file that everyone may take."""

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("title <> ''", name="written"),
        CheckConstraint("num_nonnulls(url, kind) = 1", name="one"),
        Index("ix_evidence_action_id_id", "action_id", "id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    action_id: UUID = Field(foreign_key="action.id", ondelete="CASCADE")
    title: str = Field(max_length=150)
    url: str | None = Field(default=None, max_length=500)
    kind: PaperKind | None = Field(default=None, sa_type=one_of(PaperKind, "kind"))
    """Of a file, which bears the number of this row."""
    added_at: datetime
    added_by: UUID = Field(foreign_key="person.id", index=True)
    removed_at: datetime | None = None
    """Since when nobody sees it."""


class Edition(SQLModel, table=True):
    """How the actions of a year stood at its end; the database refuses to change or forget it."""

    __tablename__ = "edition"
    __table_args__ = (
        UniqueConstraint("territory_id", "year"),
        CheckConstraint("jsonb_typeof(contents) = 'object'", name="contents"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    year: int
    contents: dict[str, Any] = Field(sa_type=Json)
    """Every figure and every word of it, so that it can be printed again for ever."""
    frozen_at: datetime
    frozen_by: UUID = Field(foreign_key="person.id", index=True)

    @property
    def told(self) -> Contents:
        return msgspec.convert(self.contents, Contents)


class Erratum(SQLModel, table=True):
    """A mistake in an edition, told beside it; it stays as the edition does."""

    __tablename__ = "erratum"
    __table_args__ = (
        CheckConstraint("body <> ''", name="written"),
        Index("ix_erratum_edition_id_id", "edition_id", "id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    edition_id: UUID = Field(foreign_key="edition.id")
    body: str = Field(max_length=3000)
    at: datetime
    by: UUID = Field(foreign_key="person.id", index=True)
