"""What the demo tells of the study of ideas: read from the territory’s own file, all of it invented."""

import tomllib
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from consultations.demo.catalogue import Told
from consultations.studying import service
from consultations.studying.rules import Basis, Cost, Feasible, ViewGiven
from okote.identity.visitors import Visitor
from payments.money import Money

CONTENT = Path(__file__).parent

Moment = tuple[datetime, Callable[[], Awaitable[None]]]


class AskedTold(Told, frozen=True):
    """`on` is the day, counted from today; `days` how long the service has."""

    on: int
    idea: str
    service: str
    days: int
    question: str = ""


class ViewTold(Told, frozen=True):
    """Amounts in euros; `worked_out` is how many days before the view the cost was."""

    on: int
    idea: str
    service: str
    admissible: bool = True
    feasible: Feasible = Feasible.YES
    reasons: str = ""
    cost: int | None = None
    basis: Basis = Basis.ESTIMATE
    worked_out: int = 1
    running: int | None = None


class NoteTold(Told, frozen=True):
    on: int
    idea: str
    text: str


class StudiesTold(Told, frozen=True):
    moderator: str
    asked: Sequence[AskedTold] = ()
    views: Sequence[ViewTold] = ()
    notes: Sequence[NoteTold] = ()


@dataclass(slots=True)
class Studies:
    """Of the ideas of one territory's box, by their titles; services by the keys of the box."""

    telling: Any
    slug: str
    told: StudiesTold
    services: Mapping[str, UUID]
    ideas: Mapping[str, UUID]
    given: Counter[tuple[str, str]] = field(default_factory=Counter)

    def moments(self) -> Sequence[Moment]:
        return [
            *((self._day(one.on), partial(self.ask, one)) for one in self.told.asked),
            *((self._day(one.on), partial(self.view, one)) for one in self.told.views),
            *((self._day(one.on), partial(self.note, one)) for one in self.told.notes),
        ]

    def _day(self, on: int) -> datetime:
        now: datetime = self.telling.now
        return now + timedelta(days=on) + timedelta(hours=2)

    async def _moderator(self) -> Visitor:
        """Who passes on what services say."""
        visitor: Visitor = await self.telling.somebody(self.slug, self.told.moderator)
        return visitor

    async def ask(self, told: AskedTold) -> None:
        by = await self._moderator()
        async with self.telling.house.database.unit_of_work() as db:
            due_at = await db.now() + timedelta(days=told.days)
            idea, asked = self.ideas[told.idea], self.services[told.service]
            await service.ask(db, idea, asked, due_at, told.question, by=by)

    async def view(self, told: ViewTold) -> None:
        by, which = await self._moderator(), (told.idea, told.service)
        async with self.telling.house.database.unit_of_work() as db:
            today = by.territory.day(await db.now())
            worked_out = today - timedelta(days=told.worked_out)
            given = ViewGiven(
                admissible=told.admissible,
                feasible=told.feasible,
                reasons=told.reasons.strip(),
                cost=None if told.cost is None else Cost(Money.of(told.cost).minor, told.basis, worked_out),
                running_minor=None if told.running is None else Money.of(told.running).minor,
            )
            idea, asked = self.ideas[told.idea], self.services[told.service]
            await service.give_view(db, idea, asked, given, expected=self.given[which], by=by)
        self.given[which] += 1

    async def note(self, told: NoteTold) -> None:
        by = await self._moderator()
        async with self.telling.house.database.unit_of_work() as db:
            await service.write_note(db, self.ideas[told.idea], told.text, by=by)


def moments(
    telling: Any, slug: str, services: Mapping[str, UUID], ideas: Mapping[str, UUID]
) -> Sequence[Moment]:
    told = read(slug)
    return Studies(telling, slug, told, services, ideas).moments() if told else ()


def read(slug: str) -> StudiesTold | None:
    file = CONTENT / f"{slug}.studies.toml"
    return msgspec.convert(tomllib.loads(file.read_text()), StudiesTold) if file.exists() else None
