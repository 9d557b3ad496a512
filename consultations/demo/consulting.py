"""What the demo tells of consultations: read from the file named for the territory, all of it invented."""

import tomllib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from sqlmodel import col, select

from consultations.actions.models import Theme
from consultations.eligibility.rules import Conditions, Residence
from consultations.processes import service
from consultations.processes.describing import ProcessDetails, described
from consultations.processes.following import follow
from consultations.processes.models import Phase, Process
from consultations.processes.rules import (
    POSSIBLE,
    Audience,
    EnvelopeDetails,
    Permit,
    PhaseDetails,
    PhaseKind,
    Template,
)
from okote.identity.visitors import Visitor
from okote.territories.days import end_of, start_of
from okote.territories.queries import of_territory, one_of, places
from payments.money import Money

CONTENT = Path(__file__).parent / "processes"

PACE = timedelta(minutes=19)
"""From one consultation to the next of a day."""

Moment = tuple[datetime, Callable[[], Awaitable[None]]]


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """As in the rest of the demo, a slip in a file is refused with its place."""


class PhaseTold(Told, frozen=True):
    """From the first to the last day, both counted from today; without a last one it stays."""

    kind: PhaseKind
    first: int
    last: int | None = None
    says: str = ""
    permits: tuple[Permit, ...] | None = None
    audience: Audience | None = None


class ChangeTold(Told, frozen=True):
    """On a day counted from today: one phase lasts until another day, or a text is another one."""

    on: int
    reason: str
    phase: PhaseKind | None = None
    last: int | None = None
    lead: str = ""


class ConditionsTold(Told, frozen=True):
    residence: Residence | None = None
    age_floor: int | None = None
    guardian_below: int | None = None


class ProcessTold(Told, frozen=True):
    """`published` is a day counted from today."""

    key: str
    """By which stories of ideas and of ballots find it."""
    template: Template
    title: str
    lead: str
    body: str
    service: str
    published: int
    phases: Sequence[PhaseTold]
    body_plain: str = ""
    stakes: str = ""
    stakes_plain: str = ""
    audience: Audience = Audience.PUBLIC
    organisers: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    pillars: tuple[str, ...] = ()
    envelopes: Mapping[str, int] = {}
    """Euros by the name of a place, or by any other name for the whole territory."""
    threshold: int | None = None
    conditions: ConditionsTold = ConditionsTold()
    changes: Sequence[ChangeTold] = ()
    followed_by: tuple[str, ...] = ()
    archived: int | None = None


class ConsultingTold(Told, frozen=True):
    writer: str
    processes: Sequence[ProcessTold]


@dataclass(slots=True)
class Consulting:
    """One territory's; `telling` is whoever tells the whole story, and knows its people."""

    telling: Any
    slug: str
    told: ConsultingTold
    services: Mapping[str, UUID]
    written: dict[str, UUID] = field(default_factory=dict)
    """By their keys, once they are told."""

    def moments(self) -> Sequence[Moment]:
        moments: list[Moment] = []
        for number, one in enumerate(self.told.processes):
            late = number * PACE
            moments.append((self._day(one.published, late), partial(self.publish, one)))
            moments += [
                (self._day(change.on, late), partial(self.change, one, change)) for change in one.changes
            ]
            if one.archived is not None:
                moments.append((self._day(one.archived, late), partial(self.archive, one)))
        return moments

    def _day(self, on: int, late: timedelta) -> datetime:
        now: datetime = self.telling.now
        return min(now + timedelta(days=on) - timedelta(hours=10) + late, now)

    async def _writer(self) -> Visitor:
        visitor: Visitor = await self.telling.somebody(self.slug, self.told.writer)
        return visitor

    def _first(self, by: Visitor, day: int) -> datetime:
        today = by.territory.day(self.telling.now)
        return start_of(today + timedelta(days=day), by.territory.zone)

    def _last(self, by: Visitor, day: int | None) -> datetime | None:
        today = by.territory.day(self.telling.now)
        return None if day is None else end_of(today + timedelta(days=day), by.territory.zone)

    async def publish(self, told: ProcessTold) -> None:
        by = await self._writer()
        async with self.telling.house.database.unit_of_work() as db:
            details = await self._details(db, told, by)
            phases = [self._phase(one, told, by) for one in told.phases]
            process = await service.write_process(db, told.template, details, phases, by=by)
            await service.publish(db, process.id, by=by)
            self.written[told.key] = process.id
        for name in told.followed_by:
            who = await self.telling.somebody(self.slug, name)
            async with self.telling.house.database.unit_of_work() as db:
                await follow(db, self.written[told.key], by=who)

    def _phase(self, told: PhaseTold, of: ProcessTold, by: Visitor) -> PhaseDetails:
        return PhaseDetails(
            told.kind,
            self._first(by, told.first),
            self._last(by, told.last),
            POSSIBLE[told.kind] if told.permits is None else frozenset(told.permits),
            told.audience or of.audience,
            told.says,
        )

    async def _details(self, db: Any, told: ProcessTold, by: Visitor) -> ProcessDetails:
        there = {place.name: place.id for place in await places(db, by.territory.id)}
        themes = of_territory(select(Theme), Theme.territory_id, by.territory.id).order_by(col(Theme.id))
        pillars = {theme.name: theme.id for theme in await db.exec(themes)}
        asked = told.conditions
        return ProcessDetails(
            told.title,
            told.lead,
            told.body.strip(),
            self.services[told.service],
            ("fr",),
            told.body_plain.strip(),
            told.stakes.strip(),
            told.stakes_plain.strip(),
            told.audience,
            told.organisers,
            told.threshold,
            Conditions(asked.residence, frozenset(), asked.age_floor, asked.guardian_below),
            tuple(there[name] for name in told.places),
            tuple(pillars[name] for name in told.pillars if name in pillars),
            tuple(
                EnvelopeDetails(name, Money.of(euros), there.get(name))
                for name, euros in told.envelopes.items()
            ),
        )

    async def change(self, told: ProcessTold, change: ChangeTold) -> None:
        by = await self._writer()
        async with self.telling.house.database.unit_of_work() as db:
            process = await one_of(db, Process, by.territory.id, self.written[told.key])
            doing: dict[str, Any] = {"version": process.version, "by": by, "reason": change.reason}
            if change.phase is None:
                details = replace(await described(db, process), lead=change.lead)
                await service.change_process(db, process.id, details, **doing)
            else:
                await service.set_phases(db, process.id, await self._moved(db, process, change, by), **doing)

    async def _moved(self, db: Any, process: Process, change: ChangeTold, by: Visitor) -> list[PhaseDetails]:
        """What follows begins later where it must, by as much."""
        rows = await db.exec(
            select(Phase).where(Phase.process_id == process.id).order_by(col(Phase.starts_at))
        )
        moved, ends = [], None
        for one in rows:
            starts_at, ends_at = one.starts_at, one.ends_at
            if one.kind is change.phase:
                ends = ends_at = self._last(by, change.last)
            elif ends is not None and starts_at < ends:
                starts_at = ends
            permits = frozenset(map(Permit, one.permits))
            moved.append(PhaseDetails(one.kind, starts_at, ends_at, permits, one.audience, one.says, one.id))
        return moved

    async def archive(self, told: ProcessTold) -> None:
        by = await self._writer()
        async with self.telling.house.database.unit_of_work() as db:
            await service.archive(db, self.written[told.key], by=by)


def read(slug: str) -> ConsultingTold | None:
    """None where no file tells of it."""
    file = CONTENT / f"{slug}.toml"
    return msgspec.convert(tomllib.loads(file.read_text()), ConsultingTold) if file.exists() else None


def moments(
    telling: Any, slug: str, services: Mapping[str, UUID], written: dict[str, UUID] | None = None
) -> Sequence[Moment]:
    """`written` is where their keys are kept, for whoever tells more of them."""
    told, known = read(slug), {} if written is None else written
    return Consulting(telling, slug, told, services, known).moments() if told else ()
