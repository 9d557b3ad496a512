"""What a tester answers, saved part by part: what is sent twice is the same, and two devices learn of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlmodel import col, select

from consultations.measures.statistics.axes import Axis, Level
from consultations.measures.statistics.seeking import Sought
from consultations.measures.statistics.tasks import Outcome
from consultations.testing.models import Remark, Sitting, TaskOutcome
from consultations.testing.queries.sittings import remarks_of, tasks_of
from consultations.testing.rules.sittings import (
    Part,
    SavedElsewhereError,
    check_obstacle,
    check_rating,
)
from consultations.testing.service.sittings import check_answerable, own_sitting
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from payments.sessions import WriteSession


@dataclass(frozen=True, slots=True)
class TasksSaid:
    """What is not in it stays as it was said before; an empty obstacle takes it back."""

    outcomes: Mapping[UUID, Outcome] = field(default_factory=dict)
    obstacles: Mapping[UUID, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class QuestionsSaid:
    levels: Mapping[Axis, Level]
    out_of_sight: bool = False


@dataclass(frozen=True, slots=True)
class HelpSaid:
    """None where somebody goes past it."""

    sought: Sought | None


@dataclass(frozen=True, slots=True)
class SusSaid:
    """None where somebody goes past it."""

    items: Sequence[int | None] | None


@dataclass(frozen=True, slots=True)
class WordsSaid:
    words: str


Said = TasksSaid | QuestionsSaid | HelpSaid | SusSaid | WordsSaid


async def save(db: WriteSession, sitting_id: UUID, said: Said, *, version: int, by: Visitor) -> Sitting:
    """What was answered in one part, over what was answered there before; sent twice, it is the same.

    SavedElsewhereError where something else was saved since `version` was read; SittingOverError,
    ObstacleUntriedError, SeenRatingError.
    """
    sitting = await own_sitting(db, sitting_id, by)
    await check_answerable(db, sitting, by)
    if await _write(db, sitting, said):
        if version != sitting.version:
            raise SavedElsewhereError
        sitting.version += 1
    return sitting


async def _write(db: WriteSession, sitting: Sitting, said: Said) -> bool:
    """Whether that changes anything."""
    match said:
        case TasksSaid():
            return await _write_tasks(db, sitting, said)
        case QuestionsSaid():
            return _write_questions(sitting, said)
        case HelpSaid(sought):
            told = None if sought is None else {source.value: found for source, found in sought.items()}
            return _write_optional(sitting, Part.HELP, "sought", told)
        case SusSaid(items):
            return _write_optional(sitting, Part.SUS, "sus", None if items is None else list(items))
        case WordsSaid(words):
            passed = _pass(sitting, Part.WORDS)
            return await _remark(db, sitting, None, words) or passed


async def _write_tasks(db: WriteSession, sitting: Sitting, said: TasksSaid) -> bool:
    statement = select(TaskOutcome).where(TaskOutcome.sitting_id == sitting.id)
    outcomes = (await db.exec(statement.order_by(col(TaskOutcome.task_id)))).all()
    known = {one.task_id: one for one in outcomes}
    tasks = {one.id for one in await tasks_of(db, sitting.campaign_id)}
    changed = False
    for task_id, outcome in said.outcomes.items():
        if task_id not in tasks:
            raise NotFoundError
        if said.obstacles.get(task_id):
            check_obstacle(outcome)
        if task_id not in known:
            db.add(TaskOutcome(sitting_id=sitting.id, task_id=task_id, outcome=outcome))
        elif known[task_id].outcome is not outcome:
            known[task_id].outcome = outcome
        else:
            continue
        changed = True
    for task_id, words in said.obstacles.items():
        changed = await _remark(db, sitting, task_id, words) or changed
    await db.flush()
    return changed


def _write_questions(sitting: Sitting, said: QuestionsSaid) -> bool:
    seen = said.out_of_sight or sitting.out_of_sight
    check_rating(sitting.manner, observed=sitting.observed, out_of_sight=seen)
    given = {axis.value: int(level) for axis, level in said.levels.items()} | {"out_of_sight": seen}
    changed = [name for name, value in given.items() if getattr(sitting, name) != value]
    for name in changed:
        setattr(sitting, name, given[name])
    return bool(changed)


def _write_optional(sitting: Sitting, part: Part, column: str, value: object) -> bool:
    """Going past a part takes nothing back of what was answered there."""
    passed = _pass(sitting, part)
    if value is None or getattr(sitting, column) == value:
        return passed
    setattr(sitting, column, value)
    return True


def _pass(sitting: Sitting, part: Part) -> bool:
    if part in sitting.passed:
        return False
    sitting.passed = [*sitting.passed, part.value]
    return True


async def _remark(db: WriteSession, sitting: Sitting, task_id: UUID | None, words: str) -> bool:
    known = {one.task_id: one for one in await remarks_of(db, sitting.id)}.get(task_id)
    if (known.words if known else "") == words:
        return False
    if known is None:
        db.add(Remark(territory_id=sitting.territory_id, sitting_id=sitting.id, task_id=task_id, words=words))
    elif words:
        known.words = words
    else:
        await db.delete(known)
    await db.flush()
    return True
