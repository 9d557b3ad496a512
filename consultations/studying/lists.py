"""What waits to be studied, by whom, and what is overdue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Text, case, cast, null, union_all
from sqlmodel import col, func, literal, or_, select

from consultations.ideas.models import Idea
from consultations.ideas.queries import EVERYONES, within
from consultations.ideas.rules import PATIENCE, IdeaState
from consultations.permissions import own_services
from consultations.processes.models import Process
from consultations.services.models import Service
from consultations.studying.models import Study
from consultations.studying.rules import Owes, Which
from okote.identity.visitors import Visitor
from okote.territories.queries import of_territory
from okote.web.pagination import PAGE, Paged, numbered
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that is owed, by a service or, while none has the idea, by whoever entrusts it."""

    idea_id: UUID
    number: int
    title: str
    owes: Owes
    service: str | None
    due_at: datetime
    late: bool


OWED = col(Study.ended_at).is_(None) & or_(col(Study.answers), col(Study.viewed_at).is_(None))
"""As `rules.is_owed` says it."""

SHOWN = col(Idea.withdrawn_at).is_(None) & col(Idea.hidden_at).is_(None) & col(Idea.replaced_at).is_(None)


def _studies(territory_id: UUID) -> Any:
    owes = case((col(Study.answers), literal(Owes.ANSWER.value)), else_=literal(Owes.VIEW.value))
    statement: Any = (
        select(Idea.id, Idea.number, Idea.title, owes.label("owes"), Service.name, Study.due_at)  # type: ignore[call-overload]
        .select_from(Study)
        .join(Idea, col(Idea.id) == Study.idea_id)
        .join(Service, col(Service.id) == Study.service_id)
        .outerjoin(Process, col(Process.id) == Idea.process_id)
    )
    return of_territory(statement, Study.territory_id, territory_id).where(OWED, SHOWN)


def _untaken(territory_id: UUID) -> Any:
    """Those that no service has: they are entrusted within the usual time."""
    statement: Any = (
        select(  # type: ignore[call-overload]
            Idea.id,
            Idea.number,
            Idea.title,
            literal(Owes.SERVICE.value).label("owes"),
            cast(null(), Text).label("name"),
            (col(Idea.since) + PATIENCE).label("due_at"),
        )
        .select_from(Idea)
        .outerjoin(Process, col(Process.id) == Idea.process_id)
    )
    return of_territory(statement, Idea.territory_id, territory_id).where(
        col(Idea.state) == IdeaState.PUBLISHED, SHOWN
    )


async def overdue(db: ReadSession, territory_id: UUID, number: int) -> Paged[Row]:
    """What everyone reads of it, what has waited the longest first: of ideas that everyone sees."""
    at, everyones = await db.now(), within(EVERYONES)
    studies = _studies(territory_id).where(everyones, col(Study.due_at) <= at)
    untaken = _untaken(territory_id).where(everyones, col(Idea.since) <= at - PATIENCE)
    return await _page(db, union_all(studies, untaken), at, number)


async def desk(
    db: ReadSession, visitor: Visitor, which: Which, service_id: UUID | None, number: int
) -> Paged[Row]:
    """For whoever entrusts, all; for a service, what it owes: what is due first at the top."""
    at, here, mine = await db.now(), visitor.territory.id, own_services(visitor)
    conditions: list[ColumnElement[bool]] = []
    if mine is not None:
        conditions.append(col(Study.service_id).in_(mine))
    if service_id is not None:
        conditions.append(col(Study.service_id) == service_id)
    if which is Which.LATE:
        conditions.append(col(Study.due_at) <= at)
    if which is Which.ENTRUST and mine is None:
        return await _page(db, _untaken(here), at, number)
    found = _studies(here).where(*conditions)
    if which is Which.LATE and mine is None and service_id is None:
        found = union_all(found, _untaken(here).where(col(Idea.since) <= at - PATIENCE))
    return await _page(db, found, at, number)


async def owed_count(db: ReadSession, visitor: Visitor) -> int:
    """How many views wait for that visitor's services: answers are counted with the ideas."""
    mine = own_services(visitor)
    if mine is None:
        return 0
    statement = _studies(visitor.territory.id).where(col(Study.service_id).in_(mine), ~col(Study.answers))
    return int((await db.exec(select(func.count()).select_from(statement.subquery()))).one())


async def _page(db: ReadSession, statement: Any, at: datetime, number: int) -> Paged[Row]:
    owed = statement.subquery()
    ordered: Any = select(*owed.c).order_by(owed.c.due_at, owed.c.number, owed.c.owes)
    rows = (await db.exec(ordered.offset((number - 1) * PAGE).limit(PAGE + 1))).all()
    found: Sequence[Row] = [
        Row(idea_id, of_it, title, Owes(owes), service, due_at, due_at <= at)
        for idea_id, of_it, title, owes, service, due_at in rows
    ]
    return numbered(found, number, PAGE)
