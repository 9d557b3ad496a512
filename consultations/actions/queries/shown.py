"""Actions as people see them: the board, a list, one with all that belongs to it."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, cast
from uuid import UUID

from sqlalchemy import case
from sqlmodel import col, func, select
from sqlmodel.sql.expression import Select

from consultations.actions.finding import Wanted
from consultations.actions.models import Action, ActionPlace, ActionStep, ActionTheme, Evidence, Theme
from consultations.actions.rules import ActionState, Origin, ThemeKind, is_late
from consultations.services.models import Service
from okote.platform.errors import NotFoundError
from okote.territories.models import Place, Territory
from okote.territories.queries import of_territory
from okote.web.pagination import Paged
from payments.sessions import ReadSession

PER_PAGE = 20
PER_COLUMN = 6
"""Of the board: the others stand in the list of that column."""
EVERYTHING = Wanted()


class Lane(StrEnum):
    """The columns of the board; what was given up stands in none."""

    COMING = "coming"
    UNDER_WAY = "under_way"
    FINALISING = "finalising"
    DONE = "done"


LANES: Mapping[Lane, Sequence[ActionState]] = {
    Lane.COMING: (ActionState.PROPOSED, ActionState.DECIDED),
    Lane.UNDER_WAY: (ActionState.IN_PROGRESS, ActionState.CARRIED_OVER),
    Lane.FINALISING: (ActionState.FINALISING,),
    Lane.DONE: (ActionState.DONE,),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """An action with whose it is, on a day."""

    action: Action
    service: str
    workstream: str | None
    today: date

    @property
    def late(self) -> bool:
        return is_late(self.action.state, self.action.deadline, self.today)


@dataclass(frozen=True, slots=True)
class Column:
    """`total` counts all of it, `few` are those that its first lines show."""

    lane: Lane
    total: int
    few: Sequence[Shown]

    @property
    def state(self) -> str:
        """As the address of the list asks for all of it."""
        return ",".join(LANES[self.lane])


Columns = Select[Action, str, str | None]


def actions_in(territory_id: UUID) -> Columns:
    statement = (
        select(Action, Service.name, Theme.name)
        .join(Service, col(Service.id) == Action.service_id)
        .outerjoin(Theme, col(Theme.id) == Action.workstream_id)
    )
    return of_territory(cast("Columns", statement), Action.territory_id, territory_id)


def public(territory_id: UUID) -> Columns:
    """Those that everyone sees."""
    return actions_in(territory_id).where(col(Action.published_at).is_not(None))


async def shown(db: ReadSession, statement: Columns, today: date) -> list[Shown]:
    return [Shown(*row, today=today) for row in await db.exec(statement)]


async def board(db: ReadSession, territory: Territory, wanted: Wanted = EVERYTHING) -> Sequence[Column]:
    """The first of each column: what is due first or, once it is done, what was done last."""
    today = territory.day(await db.now())
    lane = case({one: lane for lane, states in LANES.items() for one in states}, value=Action.state)
    settled = case((col(Action.state) == ActionState.DONE, col(Action.since)))
    order = (settled.desc().nulls_last(), col(Action.deadline).nulls_last(), col(Action.number))
    which: Any = select(
        Action.id,
        func.row_number().over(partition_by=lane, order_by=order).label("place"),
        func.count().over(partition_by=lane).label("total"),
    ).where(col(Action.published_at).is_not(None), lane.is_not(None), *wanted.conditions(today))
    ranked = of_territory(which, Action.territory_id, territory.id).subquery()
    statement: Any = public(territory.id).add_columns(ranked.c.total)
    statement = statement.join(ranked, ranked.c.id == Action.id).where(ranked.c.place <= PER_COLUMN)
    rows = (await db.exec(statement.order_by(ranked.c.place))).all()
    few, totals = defaultdict(list), dict.fromkeys(Lane, 0)
    of = {state: lane for lane, states in LANES.items() for state in states}
    for action, service, workstream, total in rows:
        few[of[action.state]].append(Shown(action, service, workstream, today))
        totals[of[action.state]] = total
    return [Column(one, totals[one], few[one]) for one in Lane]


async def listed(db: ReadSession, territory: Territory, wanted: Wanted) -> Paged[Shown]:
    """The latest first; each page begins after the last row of the one before."""
    rows = await latest_of(db, territory, wanted, PER_PAGE + 1)
    return Paged(
        rows[:PER_PAGE],
        first={"after": None} if wanted.after else None,
        next={"after": rows[PER_PAGE - 1].action.id} if len(rows) > PER_PAGE else None,
    )


async def latest_of(db: ReadSession, territory: Territory, wanted: Wanted, most: int) -> list[Shown]:
    """At most so many, from the one after which `wanted` asks."""
    today = territory.day(await db.now())
    statement = public(territory.id).where(*wanted.conditions(today))
    return await shown(db, statement.order_by(col(Action.id).desc()).limit(most), today)


async def each(db: ReadSession, territory: Territory) -> Sequence[Shown]:
    """All that everyone sees, by their numbers."""
    today = territory.day(await db.now())
    return await shown(db, public(territory.id).order_by(col(Action.number)), today)


async def action(db: ReadSession, territory: Territory, number: int) -> Shown:
    """One that everyone sees, by its number; NotFoundError for any other."""
    today = territory.day(await db.now())
    found = await shown(db, public(territory.id).where(Action.number == number), today)
    if not found:
        raise NotFoundError
    return found[0]


async def any_action(db: ReadSession, territory: Territory, action_id: UUID) -> Shown:
    """One of this territory's, shown to everyone or not; NotFoundError for any other."""
    today = territory.day(await db.now())
    found = await shown(db, actions_in(territory.id).where(Action.id == action_id), today)
    if not found:
        raise NotFoundError
    return found[0]


async def came_from(db: ReadSession, territory: Territory, kind: Origin, origin_id: UUID) -> Sequence[Shown]:
    """What everyone sees of what something led to, from the first on."""
    today = territory.day(await db.now())
    statement = public(territory.id).where(Action.origin_kind == kind, Action.origin_id == origin_id)
    return await shown(db, statement.order_by(col(Action.number)), today)


async def steps(db: ReadSession, action_id: UUID) -> Sequence[tuple[ActionStep, str]]:
    """How it stood and who answered for it, from the first step to the last."""
    statement = select(ActionStep, Service.name).join(Service, col(Service.id) == ActionStep.service_id)
    statement = statement.where(ActionStep.action_id == action_id)
    return (await db.exec(statement.order_by(col(ActionStep.id)))).all()


async def evidence(db: ReadSession, action_id: UUID) -> Sequence[Evidence]:
    statement = select(Evidence).where(Evidence.action_id == action_id, col(Evidence.removed_at).is_(None))
    return (await db.exec(statement.order_by(col(Evidence.id)))).all()


Names = Mapping[UUID, Sequence[str]]


async def theme_names(db: ReadSession, actions: Collection[UUID], kind: ThemeKind) -> Names:
    """By action, the aims or the pillars that it serves, in the order of their list."""
    statement = (
        select(ActionTheme.action_id, Theme.name)
        .join(Theme, col(Theme.id) == ActionTheme.theme_id)
        .where(col(ActionTheme.action_id).in_(actions), Theme.kind == kind)
        .order_by(col(Theme.position), Theme.name, col(Theme.id))
    )
    return _grouped((await db.exec(statement)).all())


async def place_names(db: ReadSession, actions: Collection[UUID]) -> Names:
    """By action, where it is; the whole territory where it is left out."""
    statement = (
        select(ActionPlace.action_id, Place.name)
        .join(Place, col(Place.id) == ActionPlace.place_id)
        .where(col(ActionPlace.action_id).in_(actions))
        .order_by(Place.name, col(Place.id))
    )
    return _grouped((await db.exec(statement)).all())


async def evidence_titles(db: ReadSession, actions: Collection[UUID]) -> Names:
    statement = select(Evidence.action_id, Evidence.title).where(
        col(Evidence.action_id).in_(actions), col(Evidence.removed_at).is_(None)
    )
    return _grouped((await db.exec(statement.order_by(col(Evidence.id)))).all())


def _grouped(rows: Sequence[tuple[UUID, str]]) -> Names:
    names: dict[UUID, list[str]] = defaultdict(list)
    for key, name in rows:
        names[key].append(name)
    return names
