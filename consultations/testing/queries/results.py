"""What a test found: of all who have sent their answers together, and what of their words may be read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select

from consultations.measures.pictures.answers import Group
from consultations.measures.pictures.crowd import Crowd, Task
from consultations.measures.statistics.axes import FAVOURABLE, Axis, Level
from consultations.measures.statistics.results import Results, Told, results
from consultations.measures.statistics.seeking import Source
from consultations.measures.statistics.shares import Share
from consultations.measures.statistics.suppression import may_tell
from consultations.ratings.rules import PUBLIC
from consultations.testing.models import Remark, Sitting, TaskOutcome, TestCampaign, TestTask
from consultations.testing.queries.sittings import tasks_of
from consultations.testing.queries.standing import Standing
from consultations.testing.rules.sittings import Manner
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Found:
    """What may be told of a test; `results` is None where too few answered, and then nothing is told."""

    results: Results[UUID] | None
    tasks: Sequence[TestTask]

    def crowd(self, axis: Axis) -> Crowd:
        return Crowd(self._told.answers[axis].favourable)

    def groups(self, axis: Axis, everyone: str, names: Mapping[Manner, str]) -> Sequence[Group]:
        """All testers, then each way of trying, with the answers of those that may be told apart."""
        told = self._told
        apart = [
            Group(name, told.sizes[manner], told.apart[manner][axis] if manner in told.apart else None)
            for manner, name in names.items()
            if told.sizes.get(manner)
        ]
        return [Group(everyone, told.number, told.answers[axis]), *(apart if len(apart) > 1 else ())]

    @property
    def drawn_tasks(self) -> Sequence[Task]:
        return [Task(one.says, self._told.tasks[one.id]) for one in self.tasks if one.id in self._told.tasks]

    @property
    def _told(self) -> Results[UUID]:
        if self.results is None:
            raise ValueError("too few answered")
        return self.results


SENT = col(Sitting.completed_at).is_not(None)


async def found_by(db: ReadSession, campaign: TestCampaign) -> Found:
    """Two statements for the answers, whoever reads."""
    sittings = await sent_of(db, campaign.id)
    outcomes = await _outcomes(db, campaign.id)
    told = [
        Told(
            group=one.manner,
            outcomes=outcomes.get(one.id, {}),
            ratings=levels_of(one),
            sought=None if one.sought is None else {Source(key): got for key, got in one.sought.items()},
            sus=one.sus,
        )
        for one in sittings
    ]
    groups = [manner.value for manner in Manner]
    return Found(results(told, groups, campaign.smallest_group), await tasks_of(db, campaign.id))


async def found_simple(db: ReadSession, *tests: Standing) -> Mapping[UUID, Share]:
    """By test, how many testers found it simple: of tests with enough testers for that to be told."""
    told = [one for one in tests if may_tell(one.complete, one.campaign.smallest_group)]
    favourable = func.count().filter(col(Sitting.simplicity).in_(FAVOURABLE))
    statement = select(Sitting.campaign_id, favourable).where(
        col(Sitting.campaign_id).in_([one.campaign.id for one in told]), SENT
    )
    rows = await db.exec(statement.group_by(col(Sitting.campaign_id)).order_by(col(Sitting.campaign_id)))
    counts = dict(rows.all())
    return {one.campaign.id: Share(counts[one.campaign.id], one.complete) for one in told}


@dataclass(frozen=True, slots=True)
class Quoted:
    """What testers wrote of one task, or of the whole, as others read it."""

    task: TestTask | None
    words: Sequence[str]


async def quoted(db: ReadSession, campaign_id: UUID) -> Sequence[Quoted]:
    """Task by task, the whole last; within, in an order that tells nothing of who wrote."""
    statement: Any = (
        select(TestTask, Remark)
        .select_from(Remark)
        .join(Sitting, col(Sitting.id) == Remark.sitting_id)
        .outerjoin(TestTask, col(TestTask.id) == Remark.task_id)
        .where(Sitting.campaign_id == campaign_id, SENT, col(Remark.review).in_(PUBLIC))
        .order_by(col(TestTask.position).nulls_last(), col(Remark.id))
    )
    rows = (await db.exec(statement)).all()
    return [
        Quoted(task, [remark.told for _, remark in together])
        for task, together in groupby(rows, key=lambda row: row[0])
    ]


async def remarks_to_review(db: ReadSession, campaign_id: UUID) -> Sequence[tuple[Remark, TestTask | None]]:
    """Of those who have sent their answers: what waits first; never by whom."""
    statement: Any = (
        select(Remark, TestTask)
        .join(Sitting, col(Sitting.id) == Remark.sitting_id)
        .outerjoin(TestTask, col(TestTask.id) == Remark.task_id)
        .where(Sitting.campaign_id == campaign_id, SENT)
        .order_by(col(Remark.reviewed_at).is_not(None), col(Remark.id))
    )
    return [(remark, task) for remark, task in await db.exec(statement)]


async def sent_of(db: ReadSession, campaign_id: UUID) -> Sequence[Sitting]:
    """In an order that tells nothing of who answered."""
    statement = select(Sitting).where(Sitting.campaign_id == campaign_id, SENT)
    return (await db.exec(statement.order_by(col(Sitting.tester)))).all()


async def _outcomes(db: ReadSession, campaign_id: UUID) -> Mapping[UUID, Mapping[UUID, Any]]:
    statement = (
        select(TaskOutcome)
        .join(Sitting, col(Sitting.id) == TaskOutcome.sitting_id)
        .where(Sitting.campaign_id == campaign_id, SENT)
        .order_by(col(TaskOutcome.sitting_id), col(TaskOutcome.task_id))
    )
    rows = (await db.exec(statement)).all()
    return {
        sitting: {one.task_id: one.outcome for one in together}
        for sitting, together in groupby(rows, key=lambda one: one.sitting_id)
    }


def levels_of(sitting: Sitting) -> Mapping[Axis, Level]:
    """Of one that was sent: each question has its answer."""
    return {axis: Level(getattr(sitting, axis.value)) for axis in Axis}
