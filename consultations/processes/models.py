"""Processes with their phases, places, pillars and envelopes, what was changed, and who follows."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, BigInteger, CheckConstraint, Column, Index, String, UniqueConstraint, func, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field, SQLModel, col

from consultations.processes.rules import (
    LEAD_MOST,
    NAME_MOST,
    PLAIN_MOST,
    REASON_MOST,
    SAYS_MOST,
    TEXT_MOST,
    TITLE_MOST,
    Audience,
    PhaseKind,
    Template,
)
from okote.platform.search import words
from payments.money import Money
from payments.tables import Currency, Json, identifier, one_of


def _several(length: int) -> Any:
    return Column(ARRAY(String(length)), nullable=False)


class Process(SQLModel, table=True):
    """A draft until it is published; then what changes of it is told with its reason."""

    __tablename__ = "process"
    __table_args__ = (
        UniqueConstraint("territory_id", "slug"),
        CheckConstraint("title <> '' AND lead <> '' AND body <> ''", name="written"),
        CheckConstraint("cardinality(languages) > 0", name="languages"),
        CheckConstraint("threshold > 0", name="threshold"),
        CheckConstraint("jsonb_typeof(conditions) = 'object'", name="conditions"),
        CheckConstraint("archived_at IS NULL OR published_at <= archived_at", name="archived"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    template: Template = Field(sa_type=one_of(Template, "template"))
    audience: Audience = Field(default=Audience.PUBLIC, sa_type=one_of(Audience, "audience"))
    slug: str = Field(max_length=80)
    title: str = Field(max_length=TITLE_MOST)
    lead: str = Field(max_length=LEAD_MOST)
    """What it is about, where others stand beside it."""
    body: str = Field(max_length=TEXT_MOST)
    body_plain: str = Field(default="", max_length=PLAIN_MOST)
    """The same, easy to read."""
    stakes: str = Field(default="", max_length=TEXT_MOST)
    """What is at stake."""
    stakes_plain: str = Field(default="", max_length=PLAIN_MOST)
    languages: list[str] = Field(sa_column=_several(2))
    """In which one may take part; its texts are written in the first."""
    organisers: list[str] = Field(sa_column=_several(NAME_MOST))
    service_id: UUID = Field(foreign_key="service.id", index=True)
    """Which must answer."""
    conditions: dict[str, Any] = Field(default_factory=dict, sa_type=Json)
    """Who may take part, as `eligibility` writes it."""
    threshold: int | None = None
    """Of supports, from which an idea is answered."""
    version: int = 0
    """How often it was saved."""
    created_at: datetime
    created_by: UUID = Field(foreign_key="person.id", index=True)
    published_at: datetime | None = None
    archived_at: datetime | None = None


WORDS = (
    words(col(Process.title), "A").concat(words(col(Process.lead), "B")).concat(words(col(Process.body), "C"))
)
"""What a process is found by."""

Index("ix_process_words", WORDS, postgresql_using="gin")


class Phase(SQLModel, table=True):
    """A half-open period of a process, and what it permits to whom."""

    __tablename__ = "phase"
    __table_args__ = (
        CheckConstraint("starts_at < ends_at", name="dates"),
        # Two phases of a process never overlap. A range index knows no identifiers, but ranges of numbers.
        ExcludeConstraint(
            (
                text(
                    "int8range(hashtextextended(process_id::text, 0),"
                    " hashtextextended(process_id::text, 0), '[]')"
                ),
                "&&",
            ),
            (func.tstzrange(text("starts_at"), text("ends_at")), "&&"),
            name="ex_phase_process_id_starts_at",
            deferrable=True,
            initially="DEFERRED",
        ),
        Index("ix_phase_process_id_starts_at", "process_id", "starts_at"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    process_id: UUID = Field(foreign_key="process.id", ondelete="CASCADE")
    kind: PhaseKind = Field(sa_type=one_of(PhaseKind, "kind"))
    starts_at: datetime
    ends_at: datetime | None = None
    """The first moment that is no longer in it; None where it stays."""
    permits: list[str] = Field(sa_column=_several(40))
    audience: Audience = Field(default=Audience.PUBLIC, sa_type=one_of(Audience, "audience"))
    """To whom it permits that: those of the process, or fewer."""
    says: str = Field(default="", max_length=SAYS_MOST)
    """What happens in it, in a sentence."""


class ProcessPlace(SQLModel, table=True):
    """Where a process takes place; the whole territory where it has none."""

    __tablename__ = "process_place"

    process_id: UUID = Field(foreign_key="process.id", primary_key=True, ondelete="CASCADE")
    place_id: UUID = Field(foreign_key="place.id", primary_key=True, index=True)


class ProcessTheme(SQLModel, table=True):
    """A pillar that a process serves."""

    __tablename__ = "process_theme"

    process_id: UUID = Field(foreign_key="process.id", primary_key=True, ondelete="CASCADE")
    theme_id: UUID = Field(foreign_key="theme.id", primary_key=True, index=True)


class ProcessEnvelope(SQLModel, table=True):
    """Money at stake in a process: for one of its places, or for the whole."""

    __tablename__ = "process_envelope"
    __table_args__ = (
        CheckConstraint("name <> ''", name="written"),
        CheckConstraint("amount_minor > 0", name="amount"),
        UniqueConstraint("process_id", "name"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    process_id: UUID = Field(foreign_key="process.id", ondelete="CASCADE")
    place_id: UUID | None = Field(default=None, foreign_key="place.id", index=True)
    name: str = Field(max_length=NAME_MOST)
    amount_minor: int = Field(sa_type=BigInteger)
    currency: str = Field(default="EUR", sa_type=Currency)

    @property
    def amount(self) -> Money:
        return Money(self.amount_minor, self.currency)


class ProcessChange(SQLModel, table=True):
    """What was changed after everyone could read it, kept for ever and told on its page."""

    __tablename__ = "process_change"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reason"),
        CheckConstraint("jsonb_typeof(what) = 'array'", name="what"),
        Index("ix_process_change_process_id_id", "process_id", "id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    process_id: UUID = Field(foreign_key="process.id", ondelete="CASCADE")
    what: list[dict[str, Any]] = Field(sa_type=Json)
    """Each thing that was changed, as `changing` tells it."""
    reason: str = Field(max_length=REASON_MOST)
    at: datetime
    by: UUID = Field(foreign_key="person.id", index=True)


class ProcessFollow(SQLModel, table=True):
    """Whether somebody is written to about a process; once it is ended, not even as one who takes part."""

    __tablename__ = "process_follow"
    __table_args__ = (
        CheckConstraint("ended_at >= since", name="ended_at"),
        Index(
            "ix_process_follow_process_id_person_id",
            "process_id",
            "person_id",
            postgresql_where=text("ended_at IS NULL"),
        ),
    )

    person_id: UUID = Field(foreign_key="person.id", primary_key=True)
    process_id: UUID = Field(foreign_key="process.id", primary_key=True, ondelete="CASCADE")
    since: datetime
    ended_at: datetime | None = None
