"""Draws, for everyone and for whoever runs a panel."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from uuid import UUID

import msgspec
from sqlmodel import col, select

from consultations.panels.drawing.models import Draw, DrawEntry
from consultations.panels.drawing.rules import DrawState
from consultations.panels.models import Panel
from consultations.panels.sortition.report import Report
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory
from payments.sessions import ReadSession


async def draws_of(db: ReadSession, territory_id: UUID, panel_id: UUID) -> Sequence[Draw]:
    """Those that count, the latest first; then those that are void, the latest first."""
    statement = of_territory(select(Draw), Draw.territory_id, territory_id).where(Draw.panel_id == panel_id)
    found = (await db.exec(statement.order_by(col(Draw.id).desc()))).all()
    return sorted(found, key=lambda one: one.state is DrawState.VOID)


def counting(draws: Sequence[Draw]) -> list[Draw]:
    """The first first; those after it are for seats that were left."""
    return [one for one in reversed(draws) if one.state is not DrawState.VOID]


async def published(db: ReadSession, territory_id: UUID, panel_id: UUID, number: int | None = None) -> Draw:
    """The latest that counts or, where there is none, the latest that is void.

    With a number, that one of those that count, from one. NotFoundError where there is none.
    """
    found = await draws_of(db, territory_id, panel_id)
    among = found[:1] if number is None else counting(found)[number - 1 : number]
    if not among:
        raise NotFoundError
    return among[0]


async def addresses(db: ReadSession, territory_id: UUID) -> Sequence[str]:
    """The page of each panel that was drawn or is being, the newest first."""
    statement = of_territory(select(Panel.slug), Panel.territory_id, territory_id)
    drawn = statement.where(col(Panel.id).in_(select(Draw.panel_id))).order_by(col(Panel.id).desc())
    return [f"/panels/{slug}/draw" for slug in await db.exec(drawn)]


async def entries(db: ReadSession, draw_id: UUID) -> Sequence[DrawEntry]:
    """In the order in which they were typed."""
    statement = select(DrawEntry).where(DrawEntry.draw_id == draw_id)
    return (await db.exec(statement.order_by(col(DrawEntry.round), col(DrawEntry.place)))).all()


def report_of(draw: Draw) -> Report | None:
    """What is published of a draw that is sealed."""
    return None if draw.report is None else msgspec.json.decode(draw.report, type=Report)


CLASSES = 20
"""Of chances that a page tells apart."""


@dataclass(frozen=True, slots=True)
class Alike:
    """How many private numbers have the same chance or, where there are many, nearly the same."""

    least: int
    most: int
    people: int


@dataclass(frozen=True, slots=True)
class Candidate:
    """A panel that may sit, by private numbers."""

    tickets: int
    numbers: tuple[str, ...]
    sits: bool


@dataclass(frozen=True, slots=True)
class Chance:
    """Of one private number; `place` counts reserves from one, in the order of the report."""

    number: str
    tickets: int
    drawn: bool
    place: int | None


@dataclass(frozen=True, slots=True)
class Lottery:
    """A report, read as people look at it."""

    report: Report

    @property
    def tickets(self) -> int:
        return self.report.smallest.of

    def _on(self) -> Counter[str]:
        """By private number, on how many tickets it is."""
        on: Counter[str] = Counter()
        for panel in self.report.panels:
            for member in panel.members:
                on[self.report.numbers[member]] += panel.tickets
        return on

    def alike(self) -> list[Alike]:
        """The least chance first."""
        times = self._on()
        on = Counter(times[number] for number in self.report.numbers)
        first, last = min(on), max(on)
        width = 1 if len(on) <= CLASSES else ceil((last - first + 1) / CLASSES)
        classes: dict[int, list[int]] = {}
        for tickets in sorted(on):
            classes.setdefault((tickets - first) // width, []).append(tickets)
        return [Alike(one[0], one[-1], sum(on[tickets] for tickets in one)) for one in classes.values()]

    def panels(self, first: int, most: int) -> list[Candidate]:
        """So many from there on, in the order of the report."""
        sits = set(self.report.panel or ())
        shown = self.report.panels[first : first + most]
        named = [(one.tickets, tuple(self.report.numbers[at] for at in one.members)) for one in shown]
        return [Candidate(tickets, numbers, set(numbers) == sits) for tickets, numbers in named]

    def chance(self, typed: str) -> Chance | None:
        """Of the number that somebody looks for, however they write it; None where nobody has it."""
        digits = "".join(one for one in typed if one.isdecimal() and one.isascii())
        number = "-".join(digits[at : at + 3] for at in range(0, len(digits), 3))
        if number not in self.report.numbers:
            return None
        waiting = self.report.reserves or ()
        place = waiting.index(number) + 1 if number in waiting else None
        return Chance(number, self._on()[number], number in (self.report.panel or ()), place)
