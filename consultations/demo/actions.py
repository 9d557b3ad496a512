"""What the demo tells of actions: thirty-one of last year, frozen, and what became of them since."""

import tomllib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from consultations.actions.describing import ActionDetails, CameFrom, Measure
from consultations.actions.editions import freeze
from consultations.actions.evidence import add_address
from consultations.actions.queries.editions import contents
from consultations.actions.rules import ActionState, Origin, Step, ThemeKind
from consultations.actions.service import move, propose, publish
from consultations.actions.themes import add_theme
from okote.identity.visitors import Visitor
from okote.territories.queries import places
from payments.money import Money

CONTENT = Path(__file__).parent

SORTED = timedelta(days=69, hours=23)
"""How long ago the lists were made by which actions and consultations are sorted."""

TOLD = timedelta(days=3)
"""How long ago all of it was written down, each step under its own day."""

Moment = tuple[datetime, Callable[[], Awaitable[None]]]


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A slip in a file is refused with its place, instead of showing up as a hole in the demo."""


class StepTold(Told, frozen=True):
    """`on` is a day of last year, as `MM-DD`; `ago` counts days back to one of this year instead."""

    state: ActionState
    on: str | None = None
    ago: int = 0
    note: str = ""
    due: str | None = None
    """Promised for that day of last year."""
    due_in: int | None = None
    """Promised for so many days from today on; before today where it is negative."""


class MeasureTold(Told, frozen=True):
    """`on` and `after_on` are days of last year."""

    indicator: str
    unit: str
    before: Decimal
    on: str
    after: Decimal | None = None
    after_on: str | None = None


class ActionTold(Told, frozen=True):
    title: str
    why: str
    service: str
    steps: Sequence[StepTold]
    begun: str | None = None
    """A day of last year; `begun_ago` counts back to one of this year instead."""
    begun_ago: int = 0
    workstream: str | None = None
    themes: Sequence[str] = ()
    places: Sequence[str] = ()
    budget: int | None = None
    measure: MeasureTold | None = None
    evidence: Mapping[str, str] = {}
    idea: str | None = None
    """The title of the idea that it came from."""


class BoardTold(Told, frozen=True):
    writer: str
    workstreams: Sequence[str]
    aims: Sequence[str]
    pillars: Sequence[str]
    actions: Sequence[ActionTold]


@dataclass(slots=True)
class Board:
    """One territory's; `telling` is whoever tells the whole story, and knows its people."""

    telling: Any
    slug: str
    told: BoardTold
    services: Mapping[str, UUID]
    ideas: Mapping[str, UUID]
    """By their titles, once they are told."""
    written: dict[str, UUID] = field(default_factory=dict)
    themes: dict[str, UUID] = field(default_factory=dict)

    def moments(self) -> Sequence[Moment]:
        return [(self.telling.now - SORTED, self.sort), (self.telling.now - TOLD, self.tell)]

    async def sort(self) -> None:
        writer: Visitor = await self.telling.somebody(self.slug, self.told.writer)
        async with self.telling.house.database.unit_of_work() as db:
            self.themes.update(await self._themes(db, writer))

    async def tell(self) -> None:
        writer: Visitor = await self.telling.somebody(self.slug, self.told.writer)
        async with self.telling.house.database.unit_of_work() as db:
            today = writer.territory.day(await db.now())
            there = {place.name: place.id for place in await places(db, writer.territory.id)}
        for one in self.told.actions:
            async with self.telling.house.database.unit_of_work() as db:
                await self._write(db, one, today, self.themes, there, writer)
        async with self.telling.house.database.unit_of_work() as db:
            told = await contents(db, writer.territory, today.year - 1)
            await freeze(db, today.year - 1, read=told.digest, by=writer)
        for one in self.told.actions:
            async with self.telling.house.database.unit_of_work() as db:
                await self._go_on(db, one, today, writer)

    async def _themes(self, db: Any, writer: Visitor) -> Mapping[str, UUID]:
        lists = {
            ThemeKind.WORKSTREAM: self.told.workstreams,
            ThemeKind.AIM: self.told.aims,
            ThemeKind.PILLAR: self.told.pillars,
        }
        return {
            name: (await add_theme(db, kind, name, number, by=writer)).id
            for kind, names in lists.items()
            for number, name in enumerate(names, 1)
        }

    async def _write(
        self,
        db: Any,
        told: ActionTold,
        today: date,
        themes: Mapping[str, UUID],
        there: Mapping[str, UUID],
        writer: Visitor,
    ) -> None:
        """What there was of it in the year before."""
        details = ActionDetails(
            told.title,
            told.why.strip(),
            self.services[told.service],
            workstream_id=themes[told.workstream] if told.workstream else None,
            themes=[themes[name] for name in told.themes],
            places=[there[name] for name in told.places],
            budget=Money.of(told.budget) if told.budget else None,
            measure=_measure(told.measure, today),
        )
        idea = self.ideas.get(told.idea or "")
        origin = CameFrom(Origin.IDEA, told.idea, f"/ideas/{idea}", idea) if idea else CameFrom()
        on = _last_year(today, told.begun) if told.begun else _this_year(today, told.begun_ago)
        action = await propose(db, details, by=writer, origin=origin, on=on)
        await publish(db, action.id, by=writer)
        self.written[told.title] = action.id
        for one in told.steps:
            if one.on:
                await move(db, action.id, step(one, today), by=writer)

    async def _go_on(self, db: Any, told: ActionTold, today: date, writer: Visitor) -> None:
        """What became of it since, and what shows it."""
        for one in told.steps:
            if not one.on:
                await move(db, self.written[told.title], step(one, today), by=writer)
        for title, url in told.evidence.items():
            await add_address(db, self.written[told.title], title, url, by=writer)


def _last_year(today: date, day: str) -> date:
    return date.fromisoformat(f"{today.year - 1}-{day}")


def _this_year(today: date, ago: int) -> date:
    return max(today - timedelta(days=ago), date(today.year, 1, 1))


def step(told: StepTold, today: date) -> Step:
    on = _last_year(today, told.on) if told.on else _this_year(today, told.ago)
    due = _last_year(today, told.due) if told.due else None
    if told.due_in is not None:
        due = today + timedelta(days=told.due_in)
    return Step(told.state, on, told.note, due)


def _measure(told: MeasureTold | None, today: date) -> Measure:
    if told is None:
        return Measure()
    after_on = _last_year(today, told.after_on) if told.after_on else None
    return Measure(told.indicator, told.unit, told.before, _last_year(today, told.on), told.after, after_on)


def read(slug: str) -> BoardTold | None:
    """None where no file tells of it."""
    file = CONTENT / f"{slug}-actions.toml"
    return msgspec.convert(tomllib.loads(file.read_text()), BoardTold) if file.exists() else None
