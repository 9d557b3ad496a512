"""What the demo tells of open ratings: read from the file named for the territory, all of it invented."""

import tomllib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from sqlmodel import col, select

from consultations.demo.catalogue import Told
from consultations.measures.statistics.axes import Axis, Level
from consultations.procedures.models import Procedure
from consultations.procedures.queries import any_procedure
from consultations.procedures.rules import Channel
from consultations.ratings import rules, service
from consultations.ratings.models import RatingWords
from consultations.ratings.rules import Given, Help, Review, Slip
from okote.identity.visitors import Visitor
from okote.territories.queries import of_territory

CONTENT = Path(__file__).parent / "open_ratings"

AT_ONCE = 6
"""Ratings that the story tells of in one moment: fewer than make an hour unusual."""

REVIEWED = timedelta(hours=5)
"""How long words wait for whoever reviews them."""

CHOSEN = timedelta(days=1)
"""How long ago one of the procedures became the one by which this site is rated."""

Moment = tuple[datetime, Callable[[], Awaitable[None]]]


class WordsTold(Told, frozen=True):
    """Without `review` they still wait."""

    text: str
    review: Review | None = None
    told: str = ""


class RatedTold(Told, frozen=True):
    """Days are counted from today; levels, channels, helps and words are taken in turn."""

    name: str
    on: int
    until: int
    number: int
    levels: Sequence[tuple[Level, Level, Level]]
    channels: Sequence[Channel]
    helps: Sequence[Help]
    words: Sequence[WordsTold] = ()
    burst: int = 0
    """So many within the last hour but a few, alike."""


class RatingsTold(Told, frozen=True):
    """`site` is the procedure by which people rate this site itself."""

    reviewer: str
    site: str
    procedures: Sequence[RatedTold]


@dataclass(slots=True)
class Ratings:
    """One territory's; nobody who rates is anybody."""

    telling: Any
    slug: str
    told: RatingsTold

    def moments(self) -> Sequence[Moment]:
        moments: list[Moment] = [(self.telling.now - CHOSEN, self.choose_site)]
        for one in self.told.procedures:
            groups = self._groups(one)
            begins, ends = (self.telling.now + timedelta(days=day) for day in (one.on, one.until))
            for place, group in enumerate(groups):
                at = begins + (ends - begins) * place / len(groups)
                moments.append((at, partial(self.rate, one, group)))
                moments.append((at + REVIEWED, partial(self.review, one)))
            if one.burst:
                alike = [Given(one.channels[0], dict.fromkeys(Axis, Level.BEST), Help.NONE)] * one.burst
                moments.append((self.telling.now - timedelta(hours=3), partial(self.rate, one, alike)))
        return moments

    def _groups(self, one: RatedTold) -> Sequence[Sequence[Given]]:
        """Words come with the last answers, so that some still wait."""
        words = ["" for _ in range(one.number - len(one.words))] + [words.text for words in one.words]
        answers = zip(cycle(one.channels), cycle(one.levels), cycle(one.helps), words, strict=False)
        given = [
            Given(channel, dict(zip(Axis, levels, strict=True)), help_, text)
            for channel, levels, help_, text in islice(answers, one.number)
        ]
        return [given[begin : begin + AT_ONCE] for begin in range(0, len(given), AT_ONCE)]

    async def _reviewer(self) -> Visitor:
        visitor: Visitor = await self.telling.somebody(self.slug, self.told.reviewer)
        return visitor

    async def _procedure(self, db: Any, visitor: Visitor, name: str) -> UUID:
        named = of_territory(select(Procedure.id), Procedure.territory_id, visitor.territory.id)
        key: UUID = (await db.exec(named.where(Procedure.name == name))).one()
        return key

    async def choose_site(self) -> None:
        visitor = await self._reviewer()
        async with self.telling.house.database.unit_of_work() as db:
            await service.choose_site(db, await self._procedure(db, visitor, self.told.site), by=visitor)

    async def rate(self, one: RatedTold, group: Sequence[Given]) -> None:
        visitor = await self._reviewer()
        async with self.telling.house.database.unit_of_work() as db:
            key = await self._procedure(db, visitor, one.name)
            shown = await any_procedure(db, visitor.territory.id, key)
            shown_at = await db.now() - rules.QUICKEST
            for place, given in enumerate(group):
                slip = Slip(str(key), shown_at, f"{shown_at.isoformat()}-{place}")
                await service.rate(db, visitor.territory, shown, given, slip, household="")

    async def review(self, one: RatedTold) -> None:
        """What the file decides of, once it is there."""
        decided: Mapping[str, WordsTold] = {words.text: words for words in one.words if words.review}
        visitor = await self._reviewer()
        async with self.telling.house.database.unit_of_work() as db:
            key = await self._procedure(db, visitor, one.name)
            waiting = select(RatingWords).where(
                RatingWords.procedure_id == key, RatingWords.review == Review.WAITING
            )
            for kept in (await db.exec(waiting.order_by(col(RatingWords.hour), col(RatingWords.id)))).all():
                if (words := decided.get(kept.words)) and words.review:
                    await service.review_words(db, kept.id, words.review, words.told, by=visitor)


def moments(telling: Any, slug: str) -> Sequence[Moment]:
    """Nothing where no file tells of it."""
    told = read(slug)
    return Ratings(telling, slug, told).moments() if told else ()


def read(slug: str) -> RatingsTold | None:
    file = CONTENT / f"{slug}.toml"
    return msgspec.convert(tomllib.loads(file.read_text()), RatingsTold) if file.exists() else None
