"""Processes, as far as each visitor may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlmodel import col, func, select

from consultations.actions.models import Theme
from consultations.processes.audiences import audiences_of
from consultations.processes.changing import Change
from consultations.processes.models import (
    Phase,
    Process,
    ProcessChange,
    ProcessEnvelope,
    ProcessFollow,
    ProcessPlace,
    ProcessTheme,
)
from consultations.processes.rules import Gap, Permit, ProcessState, gaps, runs, standing
from consultations.services.models import Service
from okote.identity.visitors import Visitor
from okote.platform import slugs
from okote.platform.errors import NotFoundError
from okote.territories.models import Place
from okote.territories.queries import of_territory
from okote.web.pagination import ONE_MORE
from payments.money import Money
from payments.sessions import ReadSession
from payments.tables import Moment

NOW: Any = func.okote_now(type_=Moment())


@dataclass(frozen=True, slots=True)
class ShownProcess:
    """A process, who answers, its phases in their order, and the moment at which it is looked at."""

    process: Process
    service: str
    phases: Sequence[Phase]
    at: datetime

    @property
    def active(self) -> Phase | None:
        """None before the first phase, between two, after the last, and of what is archived."""
        if self.process.archived_at is not None:
            return None
        return next((one for one in self.phases if runs(one, self.at)), None)

    @property
    def next(self) -> Phase | None:
        return next((one for one in self.phases if self.at < one.starts_at), None)

    @property
    def standing(self) -> ProcessState:
        process = self.process
        return standing(
            self.phases, self.at, published_at=process.published_at, archived_at=process.archived_at
        )

    @property
    def gaps(self) -> Sequence[Gap]:
        return gaps(self.phases)

    def permits(self, permit: Permit) -> bool:
        return self.active is not None and permit in self.active.permits


def processes(territory_id: UUID) -> Any:
    statement: Any = select(Process, Service.name, NOW).join(Service, col(Service.id) == Process.service_id)
    return of_territory(statement, Process.territory_id, territory_id)


def seen(visitor: Visitor) -> Any:
    """What a visitor may see: never a draft, nor what is for others."""
    return processes(visitor.territory.id).where(
        col(Process.published_at).is_not(None), col(Process.audience).in_(audiences_of(visitor))
    )


async def shown(db: ReadSession, statement: Any) -> list[ShownProcess]:
    """With their phases, by a second statement."""
    rows = (await db.exec(statement)).all()
    of = select(Phase).where(col(Phase.process_id).in_([row[0].id for row in rows]))
    phases = (await db.exec(of.order_by(col(Phase.starts_at)))).all() if rows else []
    return [
        ShownProcess(one, service, [phase for phase in phases if phase.process_id == one.id], at)
        for one, service, at in rows
    ]


async def process(db: ReadSession, visitor: Visitor, slug: str) -> ShownProcess:
    """NotFoundError for whoever may not see it."""
    if not slugs.well_formed(slug):
        raise NotFoundError
    found = await shown(db, seen(visitor).where(Process.slug == slug))
    if not found:
        raise NotFoundError
    return found[0]


async def by_id(db: ReadSession, visitor: Visitor, process_id: UUID) -> ShownProcess:
    """NotFoundError for whoever may not see it."""
    found = await shown(db, seen(visitor).where(Process.id == process_id))
    if not found:
        raise NotFoundError
    return found[0]


async def active_phase(db: ReadSession, process_id: UUID) -> Phase | None:
    """By the database's clock; None where nothing is open."""
    at: Any = NOW
    statement = select(Phase).where(
        Phase.process_id == process_id,
        col(Phase.starts_at) <= at,
        col(Phase.ends_at).is_(None) | (col(Phase.ends_at) > at),
    )
    return (await db.exec(statement)).first()


@dataclass(frozen=True, slots=True)
class Changed:
    """What was changed at once, when, and why."""

    at: datetime
    reason: str
    changes: Sequence[Change]


async def changes(db: ReadSession, process_id: UUID) -> list[Changed]:
    """All that was changed since it was published, the latest first."""
    statement = select(ProcessChange).where(ProcessChange.process_id == process_id)
    rows = await db.exec(statement.order_by(col(ProcessChange.id).desc()))
    return [changed(row) for row in rows]


def changed(row: ProcessChange) -> Changed:
    return Changed(row.at, row.reason, msgspec.convert(row.what, list[Change]))


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside a process: where it is, what it serves, and the money at stake by its names."""

    places: Sequence[str]
    pillars: Sequence[str]
    envelopes: Sequence[tuple[str, str | None, Money]]

    @property
    def total(self) -> Money | None:
        """Of all envelopes, where there are several of one currency."""
        amounts = [amount for _, _, amount in self.envelopes]
        if len(amounts) < 2 or len({one.currency for one in amounts}) > 1:
            return None
        return Money(sum(one.minor for one in amounts), amounts[0].currency)


async def beside(db: ReadSession, process_ids: Sequence[UUID]) -> dict[UUID, Beside]:
    """Of several at once."""
    places: Any = select(ProcessPlace.process_id, Place.name).join(
        Place, col(Place.id) == ProcessPlace.place_id
    )
    pillars: Any = select(ProcessTheme.process_id, Theme.name).join(
        Theme, col(Theme.id) == ProcessTheme.theme_id
    )
    money: Any = select(ProcessEnvelope, Place.name).outerjoin(
        Place, col(Place.id) == ProcessEnvelope.place_id
    )
    where = col(ProcessPlace.process_id).in_(process_ids)
    of_place = (await db.exec(places.where(where).order_by(Place.name, Place.id))).all()
    where = col(ProcessTheme.process_id).in_(process_ids)
    of_theme = (await db.exec(pillars.where(where).order_by(Theme.position, Theme.name, Theme.id))).all()
    where = col(ProcessEnvelope.process_id).in_(process_ids)
    of_money = (await db.exec(money.where(where).order_by(ProcessEnvelope.id))).all()
    return {
        key: Beside(
            [name for one, name in of_place if one == key],
            [name for one, name in of_theme if one == key],
            [(one.name, name, one.amount) for one, name in of_money if one.process_id == key],
        )
        for key in process_ids
    }


async def follows(db: ReadSession, process_id: UUID, person_id: UUID) -> bool:
    statement = select(ProcessFollow.since).where(
        ProcessFollow.process_id == process_id,
        ProcessFollow.person_id == person_id,
        col(ProcessFollow.ended_at).is_(None),
    )
    return (await db.exec(statement)).first() is not None


async def any_process(db: ReadSession, territory_id: UUID, process_id: UUID) -> ShownProcess:
    """Drafts too, for those who write them; NotFoundError for one of another territory."""
    found = await shown(db, processes(territory_id).where(Process.id == process_id))
    if not found:
        raise NotFoundError
    return found[0]


async def every_process(db: ReadSession, territory_id: UUID, before: UUID | None) -> list[ShownProcess]:
    """Drafts too, the latest written first; one more than a page where there are more."""
    statement = processes(territory_id)
    if before is not None:
        statement = statement.where(col(Process.id) < before)
    return await shown(db, statement.order_by(col(Process.id).desc()).limit(ONE_MORE))
