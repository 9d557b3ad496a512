"""What the demo tells of who may take part: a list, people known in each way, questions that wait."""

import tomllib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from consultations.eligibility.census import lists
from consultations.eligibility.census.rules import Typed
from consultations.eligibility.census.service import prove_by_list
from consultations.eligibility.codes import packages
from consultations.eligibility.codes.service import Seen, ask_letter, hand_over, prove_by_code
from consultations.eligibility.counter import receive
from consultations.eligibility.service import declare_residence
from okote.identity.visitors import Visitor
from okote.territories.queries import places

CONTENT = Path(__file__).parent
DAY = timedelta(days=1)
BORN = date(1950, 3, 5)
APART = timedelta(days=389)
"""Between two birth dates of the list."""

Moment = tuple[datetime, Callable[[], Awaitable[None]]]


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A slip in a file is refused with its place, instead of showing up as a hole in the demo."""


class PersonTold(Told, frozen=True):
    """`key` is who one may sign in as."""

    family: str
    given: str
    born: date
    address: str
    number: str = ""
    key: str = ""
    by: str = ""

    @property
    def typed(self) -> Typed:
        return Typed(self.given, self.family, self.born, self.address, self.number)

    @property
    def line(self) -> str:
        return ";".join(
            (self.family.upper(), self.given, f"{self.born:%d/%m/%Y}", self.address, self.number, "")
        )


class ResidentsTold(Told, frozen=True):
    """Days are counted from today; of the invented residents, so many are listed, shown, and get letters."""

    administrator: str
    keeper: str
    list: str
    brought: int
    place: str
    streets: Sequence[str]
    listed: int
    shown: int
    letters: int
    paper: str
    people: Sequence[PersonTold]
    unread: str
    counter: PersonTold
    namesake: PersonTold
    claimed: PersonTold


@dataclass(slots=True)
class Residents:
    """One territory's; `telling` is whoever tells the whole story."""

    telling: Any
    slug: str
    told: ResidentsTold
    place: dict[str, UUID] = field(default_factory=dict)

    def moments(self) -> Sequence[Moment]:
        begun = self.telling.now + self.told.brought * DAY
        life: list[Moment] = [(begun, self.bring)]
        listed = self.of_list()
        for number, one in enumerate([*self.told.people[:1], *listed[: self.told.shown]]):
            life.append((begun + (number + 1) * 2 * DAY, partial(self.show, one)))
        life.append((begun + 30 * DAY, self.at_the_counter))
        for number in range(self.told.letters):
            name = self.telling.donors.names[self.told.listed + number]
            life.append((begun + (31 + number) * DAY, partial(self.ask, name)))
        life.append((begun + 36 * DAY, self.send))
        life.append((begun + 50 * DAY, partial(self.show, self.told.namesake)))
        life.append((begun + 52 * DAY, partial(self.show, self.told.claimed)))
        life.append((begun + 53 * DAY, partial(self.declare, self.telling.donors.names[-1])))
        life.append((begun + 54 * DAY, partial(self.ask, self.telling.donors.names[-2])))
        return life

    def of_list(self) -> Sequence[PersonTold]:
        """The invented residents, each with a birth date and an address."""
        names, streets = self.telling.donors.names[: self.told.listed], self.told.streets
        return [
            PersonTold(
                family=name.partition(" ")[2],
                given=name.partition(" ")[0],
                born=BORN + number * APART,
                address=f"{number + 2} {streets[number % len(streets)]}",
                number=str(4200 + number),
                by=name,
            )
            for number, name in enumerate(names)
        ]

    async def bring(self) -> None:
        by = await self._somebody(self.told.administrator)
        everybody = [*self.told.people, *self.of_list()]
        text = "\n".join(
            ["Nom;Prénoms;Date de naissance;Adresse;Numéro;Commune", *(one.line for one in everybody)]
        )
        async with self.telling.house.database.unit_of_work() as db:
            self.place = {one.name: one.id for one in await places(db, by.territory.id)}
            usual = self.place[self.told.place]
            text = f"{text}\n{self.told.unread}\n"
            brought = await lists.bring(db, self.told.list, text, usual=usual, kept_days=365, by=by)
            await lists.put_in_force(db, brought.id, by=by)

    async def show(self, told: PersonTold) -> None:
        who = await self._somebody(told.key or told.by)
        async with self.telling.house.database.unit_of_work() as db:
            await prove_by_list(db, told.typed, by=who)

    async def at_the_counter(self) -> None:
        """Somebody without an account, and somebody who has one and types a code."""
        agent, yanis = await self._somebody(self.told.keeper), await self._somebody(self.told.people[1].key)
        seen = Seen(self.told.paper, self.place[self.told.place])
        async with self.telling.house.database.unit_of_work() as db:
            await receive(db, self.told.counter.typed, seen, by=agent)
            code = await hand_over(db, seen, by=agent)
        async with self.telling.house.database.unit_of_work() as db:
            await prove_by_code(db, code, by=yanis)

    async def ask(self, name: str) -> None:
        who = await self._somebody(name)
        async with self.telling.house.database.unit_of_work() as db:
            place = self.place[self.told.place]
            await ask_letter(db, name, f"40 {self.told.streets[0]}\n{self.told.place}", place, by=who)

    async def send(self) -> None:
        """All but one come back with their code."""
        by = await self._somebody(self.told.administrator)
        async with self.telling.house.database.unit_of_work() as db:
            package = await packages.pack_waiting(db, by=by)
            printed = await packages.download(db, package.id, by=by)
        for one in printed[:-1]:
            who = await self._somebody(one.name)
            async with self.telling.house.database.unit_of_work() as db:
                await prove_by_code(db, one.code, by=who)

    async def declare(self, name: str) -> None:
        who = await self._somebody(name)
        async with self.telling.house.database.unit_of_work() as db:
            await declare_residence(db, self.place[self.told.place], by=who)

    async def _somebody(self, name: str) -> Visitor:
        visitor: Visitor = await self.telling.somebody(self.slug, name)
        return visitor


def moments(telling: Any, slug: str) -> Sequence[Moment]:
    """Nothing where no file tells of it."""
    told = read(slug)
    return Residents(telling, slug, told).moments() if told else ()


def listed(telling: Any, slug: str) -> Sequence[PersonTold]:
    """The invented residents of the list that is in force there."""
    told = read(slug)
    return Residents(telling, slug, told).of_list() if told else ()


def read(slug: str) -> ResidentsTold | None:
    file = CONTENT / f"{slug}.residents.toml"
    return msgspec.convert(tomllib.loads(file.read_text()), ResidentsTold) if file.exists() else None
