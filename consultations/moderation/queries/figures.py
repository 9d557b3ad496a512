"""The public count of what was decided: of things, and of nobody."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import col, func, select

from consultations.moderation.models import (
    ModerationAppeal,
    ModerationCase,
    ModerationConduct,
    ModerationDecision,
)
from consultations.moderation.rules import CameBy, Ground, Verdict
from okote.territories.queries import of_territory
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Line:
    """First decisions of one year, on contents, that are alike."""

    year: int
    kind: str
    origin: CameBy
    ground: Ground | None
    verdict: Verdict
    number: int
    hours: int
    """The median of the time from the first notice to the decision, in whole hours, rounded up."""


@dataclass(frozen=True, slots=True)
class Figures:
    lines: Sequence[Line]
    waiting: int
    median: timedelta | None
    """From the first notice to the decision, over all; None where there is none."""
    suspended: int
    appeals: Mapping[bool, int]
    """Decided, by whether they were followed."""

    @property
    def decided(self) -> int:
        return sum(one.number for one in self.lines)

    def of(self, verdict: Verdict) -> int:
        return sum(one.number for one in self.lines if one.verdict == verdict)

    @property
    def hours(self) -> int | None:
        """The median in whole hours, rounded up."""
        return None if self.median is None else -(-self.median // timedelta(hours=1))

    @property
    def by_ground(self) -> Mapping[Ground | None, Mapping[Verdict, int]]:
        found: dict[Ground | None, dict[Verdict, int]] = {}
        for one in self.lines:
            each = found.setdefault(one.ground, {})
            each[one.verdict] = each.get(one.verdict, 0) + one.number
        return dict(sorted(found.items(), key=lambda item: -sum(item[1].values())))


LASTED: Any = col(ModerationCase.decided_at) - col(ModerationCase.opened_at)
SECONDS = func.extract("epoch", LASTED)
MEDIAN = func.percentile_cont(0.5).within_group(SECONDS.asc())


async def lines(db: ReadSession, territory_id: UUID, time_zone: str) -> Sequence[Line]:
    """The latest year first; an appeal changes none of them."""
    year = func.extract("year", func.timezone(time_zone, ModerationDecision.at))
    by = (
        year,
        col(ModerationCase.kind),
        col(ModerationCase.origin),
        col(ModerationDecision.ground),
        col(ModerationDecision.verdict),
    )
    statement: Any = (
        select(*by, func.count(), func.ceil(MEDIAN / 3600))  # type: ignore[call-overload]
        .select_from(ModerationDecision)
        .join(ModerationCase, col(ModerationCase.id) == ModerationDecision.case_id)
        .where(col(ModerationDecision.after_id).is_(None))
        .group_by(*by)
        .order_by(year.desc(), *by[1:])
    )
    rows = await db.exec(of_territory(statement, ModerationDecision.territory_id, territory_id))
    return [
        Line(int(year), kind, origin, ground, verdict, number, int(hours))
        for year, kind, origin, ground, verdict, number, hours in rows
    ]


async def figures(db: ReadSession, territory_id: UUID, time_zone: str) -> Figures:
    cases = of_territory(select(func.count()), ModerationCase.territory_id, territory_id)
    waiting = (await db.exec(cases.where(col(ModerationCase.decided_at).is_(None)))).one()
    half: Any = select(MEDIAN)
    half = of_territory(half, ModerationCase.territory_id, territory_id)
    median = (await db.exec(half.where(col(ModerationCase.decided_at).is_not(None)))).one()
    suspended = of_territory(select(func.count()), ModerationDecision.territory_id, territory_id)
    suspended = suspended.where(ModerationDecision.verdict == Verdict.SUSPENDED)
    return Figures(
        await lines(db, territory_id, time_zone),
        waiting,
        None if median is None else timedelta(seconds=float(median)),
        (await db.exec(suspended.where(col(ModerationDecision.after_id).is_(None)))).one(),
        await _appeals(db, territory_id),
    )


async def _appeals(db: ReadSession, territory_id: UUID) -> Mapping[bool, int]:
    """An appeal was followed where the decision after it says something else."""
    first, outcome = aliased(ModerationDecision), aliased(ModerationDecision)
    followed = col(first.verdict) != outcome.verdict
    statement: Any = (
        select(followed, func.count())
        .select_from(ModerationAppeal)
        .join(first, col(first.id) == ModerationAppeal.decision_id)
        .join(outcome, col(outcome.after_id) == first.id)
        .group_by(followed)
    )
    rows = await db.exec(of_territory(statement, ModerationAppeal.territory_id, territory_id))
    return {bool(yes): number for yes, number in rows}


async def conduct(db: ReadSession, territory_id: UUID) -> str:
    """A territory's own rules; "" where it has those that every site has."""
    statement = of_territory(select(ModerationConduct.text), ModerationConduct.territory_id, territory_id)
    return (await db.exec(statement)).first() or ""
