"""Processes, as far as each visitor may see them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select

from consultations.processes.audiences import audiences_of
from consultations.processes.models import Phase, Process
from consultations.processes.rules import Gap, Permit, Standing, gaps, runs, standing
from consultations.services.models import Service
from okote.identity.visitors import Visitor
from okote.platform import slugs
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory
from payments.sessions import ReadSession
from payments.tables import Moment

_NOW: Any = func.okote_now(type_=Moment())


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
    def standing(self) -> Standing:
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
    statement: Any = select(Process, Service.name, _NOW).join(Service, col(Service.id) == Process.service_id)
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
    at: Any = _NOW
    statement = select(Phase).where(
        Phase.process_id == process_id,
        col(Phase.starts_at) <= at,
        col(Phase.ends_at).is_(None) | (col(Phase.ends_at) > at),
    )
    return (await db.exec(statement)).first()
