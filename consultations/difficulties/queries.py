"""Difficulties, for who told them, and for whoever handles them: lists never hold a word of what was told."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, cast
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import and_, col, func, select

from consultations.difficulties.access import handled_by, handles
from consultations.difficulties.models import Difficulty, DifficultyDocument, DifficultyStep
from consultations.difficulties.rules import (
    IN_HANDS,
    OPEN,
    OWED,
    UNSEEN,
    DifficultyState,
    is_late,
    is_unseen,
)
from consultations.permissions import may_enter_difficulties, may_follow_difficulties
from consultations.procedures.models import Procedure
from consultations.services.models import Service
from okote.identity.models import Role
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.territories.models import Place
from okote.territories.queries import of_territory
from okote.web.pagination import ONE_MORE, PAGE
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Shown:
    """A difficulty with the names of what belongs to it."""

    difficulty: Difficulty
    place: str | None
    service: str | None
    procedure_slug: str | None
    procedure: str | None
    today: date

    @property
    def unseen(self) -> bool:
        return is_unseen(self.difficulty.state, self.difficulty.acknowledge_by, self.today)

    @property
    def late(self) -> bool:
        return is_late(self.difficulty.state, self.difficulty.answer_by, self.today)


def _difficulties(territory_id: UUID, *conditions: Any) -> Any:
    statement = (
        select(Difficulty, Place.name, Service.name, Procedure.slug, Procedure.name)  # type: ignore[call-overload]
        .outerjoin(Place, col(Place.id) == Difficulty.place_id)
        .outerjoin(Service, col(Service.id) == Difficulty.service_id)
        .outerjoin(Procedure, col(Procedure.id) == Difficulty.procedure_id)
        .where(~col(Difficulty.emptied), *conditions)
    )
    return of_territory(statement, Difficulty.territory_id, territory_id)


async def _shown(db: ReadSession, visitor: Visitor, statement: Any) -> Sequence[Shown]:
    today = visitor.territory.day(await db.now())
    rows = cast("Sequence[Any]", (await db.exec(statement)).all())
    return [Shown(found, place, service, slug, name, today) for found, place, service, slug, name in rows]


async def mine(db: ReadSession, visitor: Visitor) -> Sequence[Shown]:
    """What somebody told here, the latest first."""
    statement = _difficulties(visitor.territory.id, Difficulty.person_id == person_of(visitor).id)
    return await _shown(db, visitor, statement.order_by(col(Difficulty.id).desc()))


async def own(db: ReadSession, visitor: Visitor, number: int) -> Shown:
    """NotFoundError of anybody else's."""
    of_it = (Difficulty.number == number, Difficulty.person_id == person_of(visitor).id)
    return await _one(db, visitor, *of_it)


async def handled(db: ReadSession, visitor: Visitor, difficulty_id: UUID) -> Shown:
    """One that the visitor reads for the administration, and notes that they did; NotFoundError of others."""
    found = await _one(db, visitor, Difficulty.id == difficulty_id)
    if not handles(visitor, found.difficulty):
        raise NotFoundError
    return found


async def _one(db: ReadSession, visitor: Visitor, *conditions: Any) -> Shown:
    found = await _shown(db, visitor, _difficulties(visitor.territory.id, *conditions))
    if not found:
        raise NotFoundError
    return found[0]


async def thread(db: ReadSession, difficulty_id: UUID) -> Sequence[tuple[DifficultyStep, str | None]]:
    """What was done with it and which service had it then, from the first to the last."""
    statement = select(DifficultyStep, Service.name).outerjoin(
        Service, col(Service.id) == DifficultyStep.service_id
    )
    of_it = statement.where(DifficultyStep.difficulty_id == difficulty_id)
    return (await db.exec(of_it.order_by(col(DifficultyStep.id)))).all()


async def documents(db: ReadSession, difficulty_id: UUID) -> Sequence[DifficultyDocument]:
    statement = select(DifficultyDocument).where(DifficultyDocument.difficulty_id == difficulty_id)
    return (await db.exec(statement.order_by(col(DifficultyDocument.id)))).all()


async def document(db: ReadSession, difficulty_id: UUID, document_id: UUID) -> DifficultyDocument:
    """Of a difficulty that was found; NotFoundError."""
    found = [one for one in await documents(db, difficulty_id) if one.id == document_id]
    if not found:
        raise NotFoundError
    return found[0]


@dataclass(frozen=True, slots=True)
class Desk:
    """What waits, as each sees it: the next to be due first."""

    to_send: Sequence[Shown]
    """Of agents: a service is to be found."""
    own: Sequence[Shown]
    """With the services that the visitor answers for."""
    spoken: Sequence[Shown]
    """Of agents: of people without an account, where a service has it."""
    overdue: Sequence[Shown]
    """Of agents and administrators: elsewhere, whatever service."""


async def desk(db: ReadSession, visitor: Visitor) -> Desk:
    """At most a page of each."""
    agent = may_enter_difficulties(visitor)
    state, theirs = col(Difficulty.state), handled_by(visitor)
    told = state == DifficultyState.TOLD
    services = visitor.scopes(Role.SERVICE)
    with_mine = col(Difficulty.service_id).in_(services)
    unaccounted = and_(col(Difficulty.person_id).is_(None), state.in_(OPEN | {DifficultyState.ANSWERED}))
    return Desk(
        await _due(db, visitor, theirs, told) if agent else [],
        await _due(db, visitor, theirs, with_mine, state.in_(IN_HANDS)) if services else [],
        await _due(db, visitor, theirs, unaccounted, ~told) if agent else [],
        await overdue(db, visitor),
    )


async def overdue(db: ReadSession, visitor: Visitor) -> Sequence[Shown]:
    """Number, service and days of what is overdue, for whoever follows all of it."""
    if not may_follow_difficulties(visitor) or set(visitor.roles) <= _of_services(visitor):
        return []
    today = visitor.territory.day(await db.now())
    state = col(Difficulty.state)
    unseen = and_(state.in_(UNSEEN), col(Difficulty.acknowledge_by) < today)
    late = and_(state.in_(OWED), col(Difficulty.answer_by) < today)
    return await _due(db, visitor, col(Difficulty.service_id).is_not(None), or_(unseen, late))


def _of_services(visitor: Visitor) -> set[object]:
    return {one for one in visitor.roles if one.role is Role.SERVICE}


async def _due(db: ReadSession, visitor: Visitor, *conditions: Any) -> Sequence[Shown]:
    statement = _difficulties(visitor.territory.id, *conditions)
    by_day = (col(Difficulty.answer_by), col(Difficulty.id))
    return await _shown(db, visitor, statement.order_by(*by_day).limit(PAGE))


async def handled_before(db: ReadSession, visitor: Visitor, before: UUID | None) -> Sequence[Shown]:
    """What the visitor's services have answered, the latest first; one more than a page if there are more."""
    over = (
        col(Difficulty.service_id).in_(visitor.scopes(Role.SERVICE)),
        col(Difficulty.state).in_([DifficultyState.ANSWERED, DifficultyState.CLOSED]),
        handled_by(visitor),
    )
    statement = _difficulties(visitor.territory.id, *over)
    if before is not None:
        statement = statement.where(col(Difficulty.id) < before)
    return await _shown(db, visitor, statement.order_by(col(Difficulty.id).desc()).limit(ONE_MORE))


async def waiting_count(db: ReadSession, visitor: Visitor) -> int:
    """What the visitor owes the next step to."""
    state = col(Difficulty.state)
    mine = and_(
        col(Difficulty.service_id).in_(visitor.scopes(Role.SERVICE)),
        state.in_([DifficultyState.SENT, DifficultyState.ACKNOWLEDGED]),
    )
    told = state == DifficultyState.TOLD
    owed = or_(mine, told) if may_enter_difficulties(visitor) else mine
    statement = select(func.count()).select_from(Difficulty).where(handled_by(visitor), owed)
    return (await db.exec(of_territory(statement, Difficulty.territory_id, visitor.territory.id))).one()
