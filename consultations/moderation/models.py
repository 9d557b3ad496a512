"""Notices, cases, decisions with their statements, appeals, suspensions, and a site's rules of conduct."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Index, SmallInteger, UniqueConstraint, text
from sqlmodel import Field, SQLModel

from consultations.moderation.rules import (
    CONDUCT_MOST,
    EXPLANATION_MOST,
    FACTS_MOST,
    NAME_MOST,
    RULE_MOST,
    WORDS_MOST,
    Bar,
    CameBy,
    Ground,
    Side,
    Verdict,
)
from payments.tables import identifier, one_of


class ModerationCase(SQLModel, table=True):
    """All that is said of one content until somebody has decided: many notices are one case."""

    __tablename__ = "moderation_case"
    __table_args__ = (
        CheckConstraint("severity BETWEEN 1 AND 4", name="severity"),
        CheckConstraint("decided_at >= opened_at", name="decided"),
        Index(
            "uq_moderation_case_open",
            *("territory_id", "kind", "subject_id"),
            unique=True,
            postgresql_where=text("decided_at IS NULL"),
        ),
        Index(
            "ix_moderation_case_queue",
            *("territory_id", text("severity DESC"), "id"),
            postgresql_where=text("decided_at IS NULL"),
        ),
        Index("ix_moderation_case_subject", "kind", "subject_id"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    kind: str = Field(max_length=40)
    subject_id: UUID
    author_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """Nobody where it was entered for somebody without an account."""
    title: str = Field(max_length=200)
    """What it was called when the case was opened: it may be forgotten before the decision is."""
    origin: CameBy = Field(sa_type=one_of(CameBy, "origin"))
    severity: int = Field(sa_type=SmallInteger)
    opened_at: datetime
    decided_at: datetime | None = None


class ModerationNotice(SQLModel, table=True):
    """What somebody reports (article 16)."""

    __tablename__ = "moderation_notice"
    __table_args__ = (
        CheckConstraint("good_faith", name="good_faith"),
        CheckConstraint("url <> '' AND (explanation <> '' OR forgotten_at IS NOT NULL)", name="written"),
        CheckConstraint(
            "person_id IS NOT NULL OR forgotten_at IS NOT NULL OR ground = 'child_abuse'"
            " OR (name <> '' AND email <> '')",
            name="who",
        ),
        Index(
            "uq_moderation_notice_person",
            *("case_id", "person_id"),
            unique=True,
            postgresql_where=text("person_id IS NOT NULL"),
        ),
        Index(
            "uq_moderation_notice_email",
            *("case_id", "email"),
            unique=True,
            postgresql_where=text("email <> ''"),
        ),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    case_id: UUID = Field(foreign_key="moderation_case.id")
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    name: str = Field(default="", max_length=NAME_MOST)
    email: str = Field(default="", max_length=254)
    """Both of somebody who has not signed in."""
    ground: Ground = Field(sa_type=one_of(Ground, "ground"))
    explanation: str = Field(max_length=EXPLANATION_MOST)
    url: str = Field(max_length=500)
    """The exact address of what is reported."""
    good_faith: bool
    new_account: bool = False
    """Whether it came from an account that was new, or from none."""
    language: str = Field(max_length=2)
    at: datetime
    forgotten_at: datetime | None = Field(default=None, index=True)
    """Since when nothing tells who sent it."""


class ModerationSuspension(SQLModel, table=True):
    """For a time, somebody may not report or not write (article 23)."""

    __tablename__ = "moderation_suspension"
    __table_args__ = (
        CheckConstraint("num_nonnulls(person_id, email) = 1 OR forgotten_at IS NOT NULL", name="who"),
        CheckConstraint("until > since AND lifted_at >= since", name="time"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    email: str | None = Field(default=None, max_length=254, index=True)
    """Of somebody who reports without an account."""
    language: str = Field(max_length=2)
    bars: Bar = Field(sa_type=one_of(Bar, "bars"))
    since: datetime
    until: datetime
    lifted_at: datetime | None = None
    forgotten_at: datetime | None = None


class ModerationDecision(SQLModel, table=True):
    """What was decided, with its reasons (article 17), kept for ever; a person decides, never a program."""

    __tablename__ = "moderation_decision"
    __table_args__ = (
        CheckConstraint("num_nonnulls(case_id, suspension_id) = 1", name="about"),
        CheckConstraint("(verdict IN ('kept', 'hidden')) = (case_id IS NOT NULL)", name="matter"),
        CheckConstraint("facts <> ''", name="facts"),
        CheckConstraint(
            "verdict NOT IN ('hidden', 'suspended') OR (rule <> '' AND ground IS NOT NULL)", name="reasons"
        ),
        Index(
            "uq_moderation_decision_first",
            "case_id",
            unique=True,
            postgresql_where=text("after_id IS NULL"),
        ),
        UniqueConstraint("after_id"),
        Index("ix_moderation_decision_territory_id_at", "territory_id", "at"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    case_id: UUID | None = Field(default=None, foreign_key="moderation_case.id", index=True)
    suspension_id: UUID | None = Field(default=None, foreign_key="moderation_suspension.id", index=True)
    after_id: UUID | None = Field(default=None, foreign_key="moderation_decision.id")
    """The decision that was appealed; None of a first one."""
    verdict: Verdict = Field(sa_type=one_of(Verdict, "verdict"))
    ground: Ground | None = Field(default=None, sa_type=one_of(Ground, "ground"))
    facts: str = Field(max_length=FACTS_MOST)
    rule: str = Field(default="", max_length=RULE_MOST)
    """The article of law, or the rule of conduct."""
    batch_id: UUID | None = Field(default=None, index=True)
    """Of all that one account wrote, decided at once."""
    at: datetime
    by: UUID = Field(foreign_key="person.id", index=True)


class ModerationAppeal(SQLModel, table=True):
    """A complaint about a decision, free of charge (article 20): one for each decision."""

    __tablename__ = "moderation_appeal"
    __table_args__ = (
        CheckConstraint("words <> '' OR forgotten_at IS NOT NULL", name="written"),
        CheckConstraint("decided_at >= at", name="decided"),
        Index("ix_moderation_appeal_open", "territory_id", "id", postgresql_where=text("decided_at IS NULL")),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    decision_id: UUID = Field(foreign_key="moderation_decision.id", unique=True)
    side: Side = Field(sa_type=one_of(Side, "side"))
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    notice_id: UUID | None = Field(default=None, foreign_key="moderation_notice.id", index=True)
    """Of somebody who reported without an account."""
    words: str = Field(max_length=WORDS_MOST)
    at: datetime
    decided_at: datetime | None = None
    forgotten_at: datetime | None = None


class ModerationConduct(SQLModel, table=True):
    """A territory's own rules of conduct; without a row, those that every site has."""

    __tablename__ = "moderation_conduct"

    territory_id: UUID = Field(foreign_key="territory.id", primary_key=True)
    text: str = Field(max_length=CONDUCT_MOST)
    changed_at: datetime
    changed_by: UUID = Field(foreign_key="person.id", index=True)
