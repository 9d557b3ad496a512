"""What the demo tells of consultations: read from files named for the territory, all of it invented."""

import tomllib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from consultations.demo import (
    actions,
    ballots,
    catalogue,
    consulting,
    crowd,
    difficulties,
    discussions,
    eligibility,
    lively,
    merging,
    panels,
    ratings,
    studies,
    testing,
)
from consultations.demo.supporting import supported
from consultations.ideas.models import Idea
from consultations.ideas.moderated import KIND
from consultations.ideas.rules import IdeaState
from consultations.ideas.service import IdeaDetails, propose
from consultations.ideas.study import answer, entrust
from consultations.moderation.rules import Given, Ground, Statement, Verdict
from consultations.moderation.service.decisions import decide, look_into
from consultations.moderation.service.notices import report
from consultations.services.service import add_service
from okote.identity.models import Role
from okote.identity.permissions import person_of
from okote.identity.roles.service import grant
from okote.identity.visitors import Visitor
from okote.territories.queries import places

CONTENT = Path(__file__).parent

OPENED = timedelta(days=118)
"""How long ago the services came and the box was opened: the whole story begins four months ago at least."""

PACE = timedelta(minutes=47)
"""From one thing that happens on a day to the next."""

Moment = tuple[datetime, Callable[[], Awaitable[None]]]


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A slip in a file is refused with its place, instead of showing up as a hole in the demo."""


class ServiceTold(Told, frozen=True):
    name: str
    email: str
    answering: tuple[str, ...] = ()
    """Who of those that one can sign in as answers for it."""


class AnswerTold(Told, frozen=True):
    """`on` is the day, counted from today, as every day here."""

    on: int
    state: IdeaState
    text: str


class IdeaTold(Told, frozen=True):
    on: int
    by: str
    title: str
    text: str
    place: str | None = None
    name: str | None = None
    supports: int = 0
    supported_by: tuple[str, ...] = ()
    """Who of those that one can sign in as."""
    service: str | None = None
    entrusted: int = 0
    answers: Sequence[AnswerTold] = ()
    reported: str | None = None
    hidden: str | None = None


class BoxTold(Told, frozen=True):
    moderator: str
    services: dict[str, ServiceTold]
    ideas: Sequence[IdeaTold]


@dataclass(slots=True)
class Box:
    """One territory's box; `telling` is whoever tells the whole story, and knows its people."""

    telling: Any
    slug: str
    told: BoxTold
    services: dict[str, UUID] = field(default_factory=dict)
    ideas: dict[str, UUID] = field(default_factory=dict)

    def moments(self) -> Sequence[Moment]:
        """In the order of the clock, a while apart on each day."""
        moments: list[Moment] = [(self.telling.now - OPENED, self.open)]
        for number, idea in enumerate(self.told.ideas):
            moments += self._life(idea, number * PACE)
        return moments

    def _life(self, idea: IdeaTold, late: timedelta) -> Sequence[Moment]:
        def day(on: int) -> datetime:
            now: datetime = self.telling.now
            return min(now + timedelta(days=on) - timedelta(hours=9) + late, now)

        life: list[Moment] = [(day(idea.on), partial(self.propose, idea))]
        since: dict[str, datetime] = {}
        for number, name in enumerate((*idea.supported_by, *self.telling.donors.names[: idea.supports])):
            at = day(idea.on) + (day(0) - day(idea.on)) * (number + 1) / (idea.supports + 9)
            since[name] = min(at, day(idea.answers[0].on) - PACE) if idea.answers else at
        since.pop(idea.by, None)
        if since:
            life.append((max(since.values()), partial(self.support, idea, since)))
        if idea.service is not None:
            life.append((day(idea.entrusted), partial(self.entrust, idea)))
        life += [(day(one.on), partial(self.answer, idea, one)) for one in idea.answers]
        if idea.reported is not None:
            life.append((day(idea.on + 1), partial(self.report, idea)))
        if idea.hidden is not None:
            life.append((day(idea.on + 2), partial(self.hide, idea)))
        return life

    async def _moderator(self) -> Visitor:
        return await self._somebody(self.told.moderator)

    async def _somebody(self, name: str) -> Visitor:
        visitor: Visitor = await self.telling.somebody(self.slug, name)
        return visitor

    async def open(self) -> None:
        moderator = await self._moderator()
        here = moderator.territory.id
        for key, one in self.told.services.items():
            async with self.telling.house.database.unit_of_work() as db:
                self.services[key] = (await add_service(db, one.name, one.email, by=moderator)).id
            for name in one.answering:
                person = person_of(await self.telling.somebody(self.slug, name)).id
                async with self.telling.house.database.unit_of_work() as db:
                    scope = self.services[key]
                    await grant(db, territory_id=here, person_id=person, role=Role.SERVICE, scope=scope)
                self.telling.leave(self.slug, name)

    async def propose(self, told: IdeaTold) -> None:
        author = await self._somebody(told.by)
        async with self.telling.house.database.unit_of_work() as db:
            there = {place.name: place.id for place in await places(db, author.territory.id)}
            place = there[told.place] if told.place else None
            details = IdeaDetails(told.title, told.text.strip(), place, told.name)
            self.ideas[told.title] = (await propose(db, details, by=author)).id

    async def support(self, told: IdeaTold, since: Mapping[str, datetime]) -> None:
        """All of them, once the last has come."""
        people = {person_of(await self._somebody(name)).id: at for name, at in since.items()}
        async with self.telling.house.database.unit_of_work() as db:
            await supported(db, await db.get_one(Idea, self.ideas[told.title]), people)

    async def entrust(self, told: IdeaTold) -> None:
        moderator = await self._moderator()
        async with self.telling.house.database.unit_of_work() as db:
            await entrust(db, self.ideas[told.title], self.services[told.service or ""], by=moderator)

    async def answer(self, told: IdeaTold, one: AnswerTold) -> None:
        """Whoever answers for the service, or a moderator who passes on what it says."""
        answering = self.told.services[told.service or ""].answering
        who = await self._somebody(next(iter(answering), self.told.moderator))
        async with self.telling.house.database.unit_of_work() as db:
            await answer(db, self.ideas[told.title], one.state, one.text.strip(), by=who)

    async def report(self, told: IdeaTold) -> None:
        who = await self._somebody(self.telling.donors.names[-1])
        ground = Ground.PRIVACY if told.hidden else Ground.ADVERTISING
        given = Given(ground, told.reported or "", good_faith=True)
        async with self.telling.house.database.unit_of_work() as db:
            await report(db, discussions.ALL_MODERATED, KIND, self.ideas[told.title], given, by=who)

    async def hide(self, told: IdeaTold) -> None:
        """With the reasons that its author reads, and may appeal."""
        moderator = await self._moderator()
        statement = Statement(Verdict.HIDDEN, told.hidden or "", Ground.PRIVACY, "Code civil, article 9")
        async with self.telling.house.database.unit_of_work() as db:
            moderated, idea = discussions.ALL_MODERATED, self.ideas[told.title]
            case = await look_into(db, moderated, KIND, idea, by=moderator)
            await decide(db, moderated, case.id, statement, by=moderator)


async def story(telling: Any, slug: str) -> Sequence[Moment]:
    """What happened in one territory, each at its moment, where a file tells of it."""
    if not (CONTENT / f"{slug}.toml").exists():
        return panels.moments(telling, slug)
    box, promised = Box(telling, slug, read(slug)), actions.read(slug)
    board = actions.Board(telling, slug, promised, box.services, box.ideas).moments() if promised else ()
    told = catalogue.moments(telling, slug, box.services)
    others = (
        *lively.moments(telling, slug),
        *merging.moments(telling, slug),
        *ratings.moments(telling, slug),
        *panels.moments(telling, slug),
        *testing.moments(telling, slug),
        *difficulties.moments(telling, slug, box.services),
        *eligibility.moments(telling, slug),
        *discussions.moments(telling, slug, box.ideas),
        *studies.moments(telling, slug, box.services, box.ideas),
    )
    processes: dict[str, UUID] = {}
    asked = consulting.moments(telling, slug, box.services, processes)
    many = crowd.of(telling, slug, box.services, processes)
    if many is None:
        return [*box.moments(), *board, *told, *asked, *others]
    voted = ballots.moments(telling, slug, processes, box.services, many.residents, telling.scale)
    return [*box.moments(), *board, *told, *asked, *others, *voted, *many.moments()]


def read(slug: str) -> BoxTold:
    return msgspec.convert(tomllib.loads((CONTENT / f"{slug}.toml").read_text()), BoxTold)
