"""Test campaigns with their tasks, what each tester answered and wrote, and what the service says to it."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, Index, SmallInteger, UniqueConstraint
from sqlmodel import Field, SQLModel

from consultations.measures.statistics.tasks import Outcome
from consultations.procedures.rules import STEP_TITLE_MOST
from consultations.ratings.rules import Review
from consultations.testing.rules.campaigns import SCENARIO_MOST, TASK_MOST, TITLE_MOST
from consultations.testing.rules.findings import ANSWER_MOST, BODY_MOST, FindingState
from consultations.testing.rules.findings import TITLE_MOST as FINDING_MOST
from consultations.testing.rules.sittings import WORDS_MOST, Manner
from payments.tables import Json, identifier, one_of


class TestCampaign(SQLModel, table=True):
    """A panel tries one version of a procedure. Where it stands is what its dates and counts say."""

    __test__ = False
    __tablename__ = "test_campaign"
    __table_args__ = (
        UniqueConstraint("territory_id", "slug"),
        CheckConstraint("title <> ''", name="written"),
        CheckConstraint("opens_at < closes_at", name="dates"),
        CheckConstraint("smallest_group BETWEEN 3 AND 20", name="smallest_group"),
        CheckConstraint("reading_days BETWEEN 1 AND 30", name="reading_days"),
        CheckConstraint("before_id <> id", name="before"),
        CheckConstraint(
            "(handed_over_at IS NULL OR opened_at <= handed_over_at)"
            " AND (published_at IS NULL OR handed_over_at <= published_at)"
            " AND (handed_over_at IS NULL OR opened_at IS NOT NULL)"
            " AND (published_at IS NULL OR handed_over_at IS NOT NULL)",
            name="order",
        ),
        CheckConstraint(
            "(replied_at IS NULL) = (reply = '') AND (replied_at IS NULL OR handed_over_at IS NOT NULL)",
            name="reply",
        ),
        CheckConstraint("replied_by IS NULL OR replied_at IS NOT NULL", name="replied_by"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id")
    panel_id: UUID = Field(foreign_key="panel.id", index=True)
    version_id: UUID = Field(foreign_key="procedure_version.id", index=True)
    before_id: UUID | None = Field(default=None, foreign_key="test_campaign.id", index=True)
    """The test of an earlier version by the same panel."""
    slug: str = Field(max_length=80)
    title: str = Field(max_length=TITLE_MOST)
    asks_sus: bool = False
    opens_at: datetime
    closes_at: datetime
    """The first instant at which nobody can answer any more."""
    smallest_group: int
    """Of its panel, when it was opened."""
    reading_days: int
    created_at: datetime
    opened_at: datetime | None = None
    """Since when testers know of it; before, it is a draft."""
    reminded_at: datetime | None = None
    """When those were written to who had not sent their answers; None again once there is more time."""
    handed_over_at: datetime | None = None
    """Since when its service reads the results."""
    reply: str = Field(default="", max_length=ANSWER_MOST)
    replied_at: datetime | None = None
    replied_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """Who gave the first reply, for which the days of the service may end sooner."""
    published_at: datetime | None = None


class TestTask(SQLModel, table=True):
    """One thing to try, and the situation that one imagines for it."""

    __test__ = False
    __tablename__ = "test_task"
    __table_args__ = (
        CheckConstraint("position > 0 AND says <> ''", name="written"),
        UniqueConstraint("campaign_id", "position"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    campaign_id: UUID = Field(foreign_key="test_campaign.id", ondelete="CASCADE")
    position: int
    scenario: str = Field(max_length=SCENARIO_MOST)
    """Empty where one still imagines that of the task before."""
    says: str = Field(max_length=TASK_MOST)


class Sitting(SQLModel, table=True):
    """One tester's answers, saved part by part. Results are counted from it and never name it."""

    __tablename__ = "sitting"
    __table_args__ = (
        UniqueConstraint("campaign_id", "seat_id"),
        CheckConstraint("manner NOT IN ('telephone', 'paper') OR typed_by IS NOT NULL", name="typed"),
        CheckConstraint(
            "simplicity BETWEEN 1 AND 5 AND efficiency BETWEEN 1 AND 5 AND clarity BETWEEN 1 AND 5",
            name="levels",
        ),
        CheckConstraint(
            "completed_at IS NULL OR num_nulls(simplicity, efficiency, clarity) = 0", name="complete"
        ),
        CheckConstraint("completed_at >= begun_at", name="order"),
        CheckConstraint(
            "NOT observed OR manner <> 'on_site' OR out_of_sight"
            " OR num_nonnulls(simplicity, efficiency, clarity) = 0",
            name="out_of_sight",
        ),
        CheckConstraint("sus IS NULL OR jsonb_array_length(sus) = 10", name="sus"),
        Index("ix_sitting_campaign_id_completed_at", "campaign_id", "completed_at"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    campaign_id: UUID = Field(foreign_key="test_campaign.id")
    seat_id: UUID | None = Field(default=None, foreign_key="seat.id", index=True, ondelete="SET NULL")
    """None once who sat there is forgotten."""
    person_id: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    """Of a tester with an account, so that they alone find their answers again."""
    tester: UUID = Field(default_factory=uuid4, index=True)
    """The same in all tests of one seat, so that before and after can be compared once it is forgotten."""
    manner: Manner = Field(sa_type=one_of(Manner, "manner"))
    typed_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)
    observed: bool = False
    """Whether an elected member or the service was there."""
    out_of_sight: bool = False
    """Whether the tester said that nobody saw them rate."""
    begun_at: datetime
    completed_at: datetime | None = None
    version: int = 0
    """How often something in it was saved: so two devices learn of one another."""
    simplicity: int | None = Field(default=None, sa_type=SmallInteger)
    efficiency: int | None = Field(default=None, sa_type=SmallInteger)
    clarity: int | None = Field(default=None, sa_type=SmallInteger)
    sought: dict[str, Any] | None = Field(default=None, sa_type=Json)
    """By source, whether help was reached there; None where nothing was said of help."""
    sus: list[Any] | None = Field(default=None, sa_type=Json)
    """Ten answers, in their order, with null for one that is missing."""
    passed: list[Any] = Field(default_factory=list, sa_type=Json)
    """Optional parts that the tester went past."""


class TaskOutcome(SQLModel, table=True):
    """How far one tester got with one task."""

    __tablename__ = "task_outcome"

    sitting_id: UUID = Field(foreign_key="sitting.id", primary_key=True, ondelete="CASCADE")
    task_id: UUID = Field(foreign_key="test_task.id", primary_key=True, index=True)
    outcome: Outcome = Field(sa_type=one_of(Outcome, "outcome"))


class Remark(SQLModel, table=True):
    """What a tester wrote, on a task or on the whole, and what of it others read once it was reviewed.

    Its key is drawn at random: their order would tell who wrote what.
    """

    __tablename__ = "remark"
    __table_args__ = (
        UniqueConstraint("sitting_id", "task_id", postgresql_nulls_not_distinct=True),
        CheckConstraint("(review = 'waiting') = (reviewed_at IS NULL)", name="reviewed"),
        CheckConstraint("num_nonnulls(reviewed_at, reviewed_by) IN (0, 2)", name="by"),
        CheckConstraint("(review IN ('shown', 'redacted')) = (told <> '')", name="told"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    sitting_id: UUID = Field(foreign_key="sitting.id", ondelete="CASCADE")
    task_id: UUID | None = Field(default=None, foreign_key="test_task.id", index=True)
    words: str = Field(max_length=WORDS_MOST)
    """As they were written; empty once they are no longer kept."""
    told: str = Field(default="", max_length=WORDS_MOST)
    review: Review = Field(default=Review.WAITING, sa_type=one_of(Review, "review"))
    reviewed_at: datetime | None = Field(default=None, index=True)
    reviewed_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)


class Finding(SQLModel, table=True):
    """What a tester stumbled on, as they wrote it, and as others read it once it was reviewed.

    Several who met the same are counted with the one whose number everyone reads.
    """

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("campaign_id", "number"),
        CheckConstraint("severity BETWEEN 1 AND 3", name="severity"),
        CheckConstraint("(step IS NULL) = (step_title = '') AND step > 0", name="step"),
        CheckConstraint("(state = 'reported') = (reviewed_at IS NULL)", name="reviewed"),
        CheckConstraint("num_nonnulls(reviewed_at, reviewed_by) IN (0, 2)", name="by"),
        CheckConstraint(
            "state IN ('reported', 'set_aside') OR (told_title <> '' AND number IS NOT NULL)", name="told"
        ),
        CheckConstraint("same_as_id IS NULL OR state = 'set_aside'", name="same"),
    )

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    campaign_id: UUID = Field(foreign_key="test_campaign.id")
    sitting_id: UUID = Field(foreign_key="sitting.id", index=True, ondelete="CASCADE")
    step: int | None = None
    """Of the version that is tested, counted from 1; None where it is about the whole."""
    step_title: str = Field(default="", max_length=STEP_TITLE_MOST)
    severity: int = Field(sa_type=SmallInteger)
    title: str = Field(max_length=FINDING_MOST)
    words: str = Field(max_length=BODY_MOST)
    suggestion: str = Field(max_length=BODY_MOST)
    state: FindingState = Field(default=FindingState.REPORTED, sa_type=one_of(FindingState, "state"))
    number: int | None = None
    told_title: str = Field(default="", max_length=FINDING_MOST)
    told_words: str = Field(default="", max_length=BODY_MOST)
    told_suggestion: str = Field(default="", max_length=BODY_MOST)
    same_as_id: UUID | None = Field(default=None, foreign_key="finding.id", index=True)
    reviewed_at: datetime | None = Field(default=None, index=True)
    reviewed_by: UUID | None = Field(default=None, foreign_key="person.id", index=True)


class FindingPicture(SQLModel, table=True):
    """What a tester saw, decoded and written anew as a JPEG under the number of this row."""

    __tablename__ = "finding_picture"
    __table_args__ = (CheckConstraint("finding_id IS NOT NULL OR NOT shown", name="shown"),)

    id: UUID = Field(default_factory=uuid4, primary_key=True)
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    finding_id: UUID | None = Field(default=None, foreign_key="finding.id", unique=True, ondelete="SET NULL")
    """None once its finding was taken back: row and file go within the hour."""
    shown: bool = False
    """Whether others see it: decided when its finding is reviewed."""
    added_at: datetime


class FindingAnswer(SQLModel, table=True):
    """What the service says to a finding, in its own name; the latest holds, none is ever changed."""

    __tablename__ = "finding_answer"
    __table_args__ = (
        CheckConstraint("answer IN ('accepted', 'refused', 'already_done')", name="answers"),
        CheckConstraint("(answer = 'accepted') = (action_id IS NOT NULL)", name="action"),
        CheckConstraint("answer = 'accepted' OR words <> ''", name="reason"),
    )

    id: UUID = identifier()
    territory_id: UUID = Field(foreign_key="territory.id", index=True)
    finding_id: UUID = Field(foreign_key="finding.id", index=True)
    service_id: UUID = Field(foreign_key="service.id", index=True)
    answer: FindingState = Field(sa_type=one_of(FindingState, "answer"))
    words: str = Field(max_length=ANSWER_MOST)
    action_id: UUID | None = Field(default=None, foreign_key="action.id", index=True)
    at: datetime
    by: UUID = Field(foreign_key="person.id", index=True)
