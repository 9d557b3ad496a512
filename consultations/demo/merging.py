"""What the demo tells of ideas that become one: read from the territory’s own file, all of it invented."""

import tomllib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from sqlmodel import col, select

from consultations.demo.catalogue import Told
from consultations.ideas.models import Idea
from consultations.merging import service
from consultations.merging.rules import Answer
from consultations.merging.service import Proposal
from okote.territories.queries import of_territory

CONTENT = Path(__file__).parent

Moment = tuple[datetime, Callable[[], Awaitable[None]]]


class MergingTold(Told, frozen=True):
    """`carried_out` is how many days after it was proposed; one of the authors objects."""

    on: int
    by: str
    ideas: Sequence[str]
    title: str
    text: str
    because: str
    carried_out: int | None = None
    objection: str = ""


class MergingsTold(Told, frozen=True):
    mergings: Sequence[MergingTold]


@dataclass(slots=True)
class Mergings:
    """In the box of one territory."""

    telling: Any
    slug: str
    told: MergingsTold
    made: dict[str, UUID] = field(default_factory=dict)

    def moments(self) -> Sequence[Moment]:
        at, found = self.telling.now - timedelta(hours=3), []
        for number, one in enumerate(self.told.mergings):
            day = at + timedelta(days=one.on, minutes=9 * number)
            found.append((day, partial(self.propose, one)))
            if one.objection:
                found.append((day + timedelta(days=1), partial(self.object, one)))
            if one.carried_out is not None:
                found.append((day + timedelta(days=one.carried_out), partial(self.carry_out, one)))
        return found

    async def propose(self, told: MergingTold) -> None:
        by = await self.telling.somebody(self.slug, told.by)
        named = of_territory(select(Idea.id), Idea.territory_id, by.territory.id)
        named = named.where(col(Idea.title).in_(told.ideas)).order_by(col(Idea.number))
        async with self.telling.house.database.unit_of_work() as db:
            ideas = (await db.exec(named)).all()
            proposal = Proposal(ideas, told.title, told.text, told.because)
            self.made[told.title] = (await service.propose(db, proposal, by=by)).id

    async def object(self, told: MergingTold) -> None:
        by, merge = await self.telling.somebody(self.slug, told.by), self.made[told.title]
        async with self.telling.house.database.unit_of_work() as db:
            first = (await service.asked(db, merge))[0].person_id
            await service.answer(db, by.territory.id, merge, first, Answer.OBJECTS, told.objection)

    async def carry_out(self, told: MergingTold) -> None:
        by = await self.telling.somebody(self.slug, told.by)
        async with self.telling.house.database.unit_of_work() as db:
            await service.carry_out(db, self.made[told.title], by=by)


def moments(telling: Any, slug: str) -> Sequence[Moment]:
    """Nothing where no file tells of it."""
    told = read(slug)
    return () if told is None else Mergings(telling, slug, told).moments()


def read(slug: str) -> MergingsTold | None:
    path = CONTENT / f"{slug}.merging.toml"
    return msgspec.convert(tomllib.loads(path.read_text()), MergingsTold) if path.exists() else None
