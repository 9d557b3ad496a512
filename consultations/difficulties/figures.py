"""What everyone may know of difficulties: how many, and whether what was promised is kept; never of a few.

Whole months alone are counted, so that nobody works out one person from what changed since yesterday.
"""

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlalchemy import Date, or_
from sqlalchemy import cast as as_type
from sqlmodel import and_, col, func, select

from consultations.difficulties.models import Difficulty
from consultations.difficulties.rules import OWED, UNSEEN, Category
from consultations.measures.statistics.suppression import hidden, may_tell
from consultations.panels.terms import smallest_group
from consultations.services.queries import every_service
from okote.territories.days import start_of
from okote.territories.models import Territory
from okote.territories.queries import of_territory, places
from payments.sessions import ReadSession

Group = TypeVar("Group", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Cell:
    """So many difficulties of one sort, told by their days."""

    category: Category
    place: UUID | None
    service: UUID | None
    month: date
    number: int
    looked: int
    """Of which a service has looked, or should have."""
    looked_in_time: int
    answered: int
    """That were answered, or should have been."""
    answered_in_time: int
    overdue: int
    """That should have been looked at or answered by now, and were not."""


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    kept: int
    of: int


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """None where too few would be told of."""

    name: str
    number: int | None
    looked: Share | None
    answered: Share | None
    overdue: int | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Until the end of the month before; `None` for a number stands for a group too small to be told."""

    until: date
    """The first day that is not counted."""
    least: int
    total: int | None
    looked: Share | None
    answered: Share | None
    overdue: int | None
    categories: Sequence[tuple[Category, int | None]]
    places: Sequence[tuple[str | None, int | None]]
    months: Sequence[tuple[date, int | None]]
    services: Sequence[ServiceFigures]

    @property
    def withheld(self) -> int:
        """How many groups are not told."""
        groups = (*self.categories, *self.places, *self.months)
        return sum(number is None for _, number in groups) + sum(one.number is None for one in self.services)


def told(sizes: Mapping[Group, int], least: int) -> Mapping[Group, int | None]:
    """The sizes of groups that make up a whole, but for the small, and those that would tell of them."""
    away = hidden(sizes, least)
    return {group: None if group in away else size for group, size in sizes.items()}


def share(kept: int, of: int, least: int) -> Share | None:
    return Share(kept, of) if may_tell(of, least) else None


def by(
    cells: Sequence[Cell], group: Callable[[Cell], Group], least: int, *, size: str = "number"
) -> Mapping[Group, int | None]:
    sizes: Counter[Group] = Counter()
    for one in cells:
        sizes[group(one)] += getattr(one, size)
    return told(sizes, least)


def of_services(cells: Sequence[Cell], names: Mapping[UUID, str], least: int) -> Sequence[ServiceFigures]:
    """In the order of their names; what no service has is in the totals alone.

    A share is told where it doesn't tell, by what is left of that of all, of a few elsewhere.
    """
    numbers, of_looked, of_answered = (
        by(cells, lambda one: one.service, least, size=size) for size in ("number", "looked", "answered")
    )
    found = []
    for key, name in names.items():
        theirs = [one for one in cells if one.service == key]
        if theirs:
            tells = numbers[key] is not None
            looked, answered = shares(theirs, least)
            found.append(
                ServiceFigures(
                    name,
                    numbers[key],
                    looked if tells and of_looked[key] else None,
                    answered if tells and of_answered[key] else None,
                    sum(one.overdue for one in theirs) if tells else None,
                )
            )
    return found


def shares(cells: Sequence[Cell], least: int) -> tuple[Share | None, Share | None]:
    """Of those that were looked at in time, and answered in time."""
    looked = share(sum(one.looked_in_time for one in cells), sum(one.looked for one in cells), least)
    answered = share(sum(one.answered_in_time for one in cells), sum(one.answered for one in cells), least)
    return looked, answered


async def figures(db: ReadSession, territory: Territory) -> Figures:
    """Of one territory, as everyone reads them."""
    least = await smallest_group(db, territory.id)
    until = territory.day(await db.now()).replace(day=1)
    cells = await _cells(db, territory, until)
    total = sum(one.number for one in cells)
    tells = may_tell(total, least)
    looked, answered = shares(cells, least)
    categories = by(cells, lambda one: one.category, least)
    of_places, of_months = by(cells, lambda one: one.place, least), by(cells, lambda one: one.month, least)
    names = {one.id: one.name for one in await places(db, territory.id)}
    services = {one.id: one.name for one in await every_service(db, territory.id)}
    here: Sequence[UUID | None] = [None, *names]
    return Figures(
        until,
        least,
        total if tells or not total else None,
        looked,
        answered,
        sum(one.overdue for one in cells) if tells else None,
        [(one, categories.get(one, 0)) for one in Category] if cells else [],
        [(names[one] if one else None, of_places[one]) for one in here if one in of_places],
        [(month, of_months[month]) for month in sorted(of_months)],
        of_services(cells, services, least),
    )


async def _cells(db: ReadSession, territory: Territory, until: date) -> Sequence[Cell]:
    """One statement: what was told before that day, sort by sort."""
    today = territory.day(await db.now())
    state = col(Difficulty.state)
    seen, answered = col(Difficulty.acknowledged_late), col(Difficulty.answered_late)
    unseen = and_(state.in_(UNSEEN), col(Difficulty.acknowledge_by) < today)
    late = and_(state.in_(OWED), col(Difficulty.answer_by) < today)
    month = as_type(
        func.date_trunc("month", func.timezone(territory.time_zone, col(Difficulty.told_at))), Date
    )
    sort = (Difficulty.category, Difficulty.place_id, Difficulty.service_id)
    statement: Any = select(
        *sort,
        month.label("month"),
        func.count(),
        func.count().filter(or_(seen.is_not(None), unseen)),
        func.count().filter(seen.is_(False)),
        func.count().filter(or_(answered.is_not(None), late)),
        func.count().filter(answered.is_(False)),
        func.count().filter(or_(unseen, late)),
    )  # type: ignore[call-overload]
    before = statement.where(col(Difficulty.told_at) < start_of(until, territory.zone))
    grouped = of_territory(before, Difficulty.territory_id, territory.id).group_by(*sort, month)
    rows = (await db.exec(grouped.order_by(month, *sort))).all()
    return [Cell(*cast("tuple[Any, ...]", row)) for row in rows]
