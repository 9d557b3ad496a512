"""What the demo tells of many more ideas: where they are, what they look like, how many support them."""

import tomllib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import msgspec

from consultations.actions.rules import ThemeKind
from consultations.actions.themes import add_theme
from consultations.demo.catalogue import Told
from consultations.demo.supporting import supported
from consultations.ideas.drafts.service import What, begin, keep, publish
from consultations.ideas.files.service import Sent, add
from consultations.ideas.where import Where
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from okote.territories.models import Place
from okote.territories.queries import places
from okote.territories.rules import Position

CONTENT = Path(__file__).parent

OPENED = timedelta(days=69)
SPREAD = timedelta(days=60)
"""Over which they were proposed."""

AROUND = 0.018
"""Degrees around the middle of a place."""

LANGUAGES = {"Ein": "de", "A ": "en"}

Moment = tuple[datetime, Callable[[], Awaitable[None]]]


class LivelyTold(Told, frozen=True, array_like=True):
    category: str
    place: str
    title: str
    text: str
    supports: int


class LotTold(Told, frozen=True):
    keeper: str
    categories: Sequence[str]
    ideas: Sequence[LivelyTold]


@dataclass(slots=True)
class Lot:
    """Of one territory."""

    telling: Any
    slug: str
    told: LotTold
    categories: dict[str, UUID] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)

    def moments(self) -> Sequence[Moment]:
        start = self.telling.now - OPENED
        step = SPREAD / len(self.told.ideas)
        moments: list[Moment] = [(start, self.open)]
        # One after the other in the file is one subject after the other: they come in another order.
        order = list(enumerate(self.told.ideas))
        Random(7).shuffle(order)  # noqa: S311 (the same story each time)
        for turn, (number, idea) in enumerate(order, 1):
            moments.append((start + turn * step, partial(self.propose, number, idea)))
        return moments

    async def _somebody(self, name: str) -> Visitor:
        visitor: Visitor = await self.telling.somebody(self.slug, name)
        return visitor

    async def open(self) -> None:
        keeper = await self._somebody(self.told.keeper)
        async with self.telling.house.database.unit_of_work() as db:
            for number, name in enumerate(self.told.categories, 1):
                added = await add_theme(db, ThemeKind.CATEGORY, name, number, by=keeper)
                self.categories[name] = added.id
            self.places = {one.name: one for one in await places(db, keeper.territory.id)}

    async def propose(self, number: int, told: LivelyTold) -> None:
        """As its author does it in steps; then those who support it."""
        names, dice = self.telling.donors.names, Random(told.title)  # noqa: S311 (the same story each time)
        author = await self._somebody(names[number % len(names)])
        async with self.telling.house.database.unit_of_work() as db:
            language = next((one for sign, one in LANGUAGES.items() if told.title.startswith(sign)), "fr")
            shown = author.person.public_name if author.person and dice.random() < 0.7 else None
            what = What(told.title, told.text, self.categories[told.category], shown, language)
            draft = await begin(db, what, by=author)
            await keep(db, draft.id, expected=1, where=self._where(told, dice), by=author)
            if number % 4 == 0:
                await self._draw(db, draft.id, told, dice, author)
            idea = await publish(db, draft.id, by=author)
            names = [name for name in dice.sample(names, told.supports) if name != names[number % len(names)]]
            people = [person_of(await self._somebody(name)).id for name in names]
            await supported(db, idea, dict.fromkeys(people, await db.now()))

    def _where(self, told: LivelyTold, dice: Random) -> Where:
        """Two in three put it on the map; sectors lie around their commune."""
        place = self.places.get(told.place)
        if place is None:
            return Where()
        middle = place.position or next(
            (one.position for one in self.places.values() if one.id == place.parent_id), None
        )
        if middle is None or dice.random() > 0.67:
            return Where(place.id)
        away = [dice.uniform(-AROUND, AROUND) for _ in range(2)]
        point = Position(round(middle.latitude + away[0], 5), round(middle.longitude + away[1], 5))
        return Where(place.id, "", point)

    async def _draw(self, db: Any, draft_id: UUID, told: LivelyTold, dice: Random, author: Visitor) -> None:
        from consultations.demo.sketches import sketch  # noqa: PLC0415 (Pillow is loaded once it is told)

        picture = Sent(sketch(dice.randrange(360)), f"Un croquis : {told.title.lower()}", picture=True)
        await add(
            db, picture, folder=self.telling.house.settings.uploads_folder, by=author, draft_id=draft_id
        )


def moments(telling: Any, slug: str) -> Sequence[Moment]:
    """Where a file tells of them."""
    return Lot(telling, slug, read(slug)).moments() if _file(slug).exists() else ()


def read(slug: str) -> LotTold:
    return msgspec.convert(tomllib.loads(_file(slug).read_text()), LotTold)


def _file(slug: str) -> Path:
    return CONTENT / f"{slug}.ideas.toml"
