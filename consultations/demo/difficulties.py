"""What the demo tells of difficulties: read from the file named for the territory, all of it invented."""

import tomllib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from consultations.demo.catalogue import Told
from consultations.difficulties import handling, service
from consultations.difficulties.rules import AnsweredBy, Category, Reach, StepKind, Way
from consultations.difficulties.service import Said
from consultations.difficulties.steps import last_step
from okote.identity.models import Role
from okote.identity.permissions import person_of
from okote.identity.roles.service import grant
from okote.identity.visitors import Visitor
from okote.territories.queries import places

CONTENT = Path(__file__).parent / "told_difficulties"

PACE = timedelta(minutes=23)
"""From one thing that happens on a day to the next."""

Moment = tuple[datetime, Callable[[], Awaitable[None]]]

OF_PERSON = {StepKind.REPLIED, StepKind.CLOSED, StepKind.REOPENED}


class StepTold(Told, frozen=True):
    """`on` is the day, counted from today, as every day here."""

    on: int
    kind: StepKind
    words: str = ""
    service: str | None = None
    """To which it is sent or passed on; nobody's where it is passed on to agents."""
    helped: bool | None = None


class DifficultyTold(Told, frozen=True):
    """Without `by`, an agent types it, in the way that is told."""

    on: int
    category: Category
    text: str
    by: str | None = None
    way: Way = Way.SITE
    place: str | None = None
    service: str | None = None
    channel: AnsweredBy = AnsweredBy.SITE
    name: str | None = None
    telephone: str | None = None
    address: str | None = None
    steps: Sequence[StepTold] = ()


class BookTold(Told, frozen=True):
    """`agent` gets that role, `answering` has that of the services."""

    agent: str
    answering: str
    difficulties: Sequence[DifficultyTold]


@dataclass(slots=True)
class Book:
    """One territory's; `services` by the keys of the box of ideas."""

    telling: Any
    slug: str
    told: BookTold
    services: Mapping[str, UUID]
    known: dict[str, UUID] = field(default_factory=dict)

    def moments(self) -> Sequence[Moment]:
        """In the order of the clock, a while apart on each day."""
        first = min(one.on for one in self.told.difficulties)
        moments: list[Moment] = [(self._day(first, timedelta(hours=-1)), self.appoint)]
        for number, one in enumerate(self.told.difficulties):
            late = number * PACE
            moments.append((self._day(one.on, late), partial(self.tell, one)))
            for place, step in enumerate(one.steps):
                at = self._day(step.on, late + (place + 1) * timedelta(minutes=2))
                moments.append((at, partial(self.take, one, step)))
        return moments

    def _day(self, on: int, late: timedelta) -> datetime:
        now: datetime = self.telling.now
        return min(now + timedelta(days=on) - timedelta(hours=9) + late, now)

    async def _somebody(self, name: str) -> Visitor:
        visitor: Visitor = await self.telling.somebody(self.slug, name)
        return visitor

    async def appoint(self) -> None:
        """Somebody at the counter, who finds the service where nobody knows it."""
        agent = await self._somebody(self.told.agent)
        here, person_id = agent.territory.id, person_of(agent).id
        async with self.telling.house.database.unit_of_work() as db:
            await grant(db, territory_id=here, person_id=person_id, role=Role.AGENT)
        self.telling.leave(self.slug, self.told.agent)

    async def tell(self, told: DifficultyTold) -> None:
        who = await self._somebody(told.by or self.told.agent)
        async with self.telling.house.database.unit_of_work() as db:
            there = {place.name: place.id for place in await places(db, who.territory.id)}
            place = there[told.place] if told.place else None
            to = self.services[told.service] if told.service else None
            reach = Reach(told.channel, told.name, told.telephone, told.address)
            said = Said(told.category, told.text.strip(), to, place, reach=reach)
            if told.by:
                difficulty = await service.tell(db, said, by=who)
            else:
                difficulty = await service.enter(db, said, told.way, by=who)
            self.known[told.text] = difficulty.id

    async def take(self, told: DifficultyTold, step: StepTold) -> None:
        key, words = self.known[told.text], step.words.strip()
        agents = {StepKind.SENT, StepKind.TAKEN_BACK}
        name = self.told.agent if step.kind in agents else self.told.answering
        by = await self._somebody((told.by or self.told.agent) if step.kind in OF_PERSON else name)
        to = self.services[step.service] if step.service else None
        async with self.telling.house.database.unit_of_work() as db:
            seen = await last_step(db, key)
            match step.kind:
                case StepKind.SENT if to is not None:
                    await handling.send(db, key, to, by=by)
                case StepKind.ACKNOWLEDGED:
                    await handling.acknowledge(db, key, by=by)
                case StepKind.ASKED:
                    await handling.ask(db, key, words, seen, by=by)
                case StepKind.ANSWERED:
                    await handling.answer(db, key, words, seen, by=by)
                case StepKind.PASSED_ON:
                    await handling.pass_on(db, key, to, words, seen, by=by)
                case StepKind.REPLIED:
                    await service.reply(db, key, words, by=by)
                case StepKind.REOPENED:
                    await service.reopen(db, key, words, by=by)
                case StepKind.CLOSED:
                    await service.close(db, key, step.helped, by=by)


def moments(telling: Any, slug: str, services: Mapping[str, UUID]) -> Sequence[Moment]:
    """Nothing where no file tells of it."""
    told = read(slug)
    return Book(telling, slug, told, services).moments() if told else ()


def read(slug: str) -> BookTold | None:
    file = CONTENT / f"{slug}.toml"
    return msgspec.convert(tomllib.loads(file.read_text()), BookTold) if file.exists() else None
