"""What the demo tells of panels: those whose call is open, those that sit, from a file of their own."""

import tomllib
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from consultations.demo.members import SitsTold, Sitting
from consultations.panels.drawing import service as drawing
from consultations.panels.drawing.making import make
from consultations.panels.drawing.rules import PublicDraw
from consultations.panels.drawing.standing import standing
from consultations.panels.models import Panel
from consultations.panels.recruiting import service as recruiting
from consultations.panels.recruiting.reading import consent_to
from consultations.panels.recruiting.rules import Said
from consultations.panels.rules import ADULT, FeatureDetails, PanelDetails, PanelKind, QuotaDetails
from consultations.panels.service import add_feature, open_call, write_panel
from consultations.panels.sortition.report import Algorithm
from consultations.services.queries import services
from okote.identity.visitors import Visitor

CONTENT = Path(__file__).parent
WRITTEN_BEFORE = timedelta(days=3)

Moment = tuple[datetime, Callable[[], Awaitable[None]]]


class Told(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A slip in a file is refused with its place, instead of showing up as a hole in the demo."""


class FeatureTold(Told, frozen=True):
    name: str
    question: str
    quotas: dict[str, tuple[int, int]]
    """By answer, at least and at most."""
    among: tuple[int, ...]
    """How volunteers answer, one after the other: which answer, from zero."""


class KnownTold(Told, frozen=True):
    """Somebody whom one can sign in as; what they alone answer, the draw cannot do without."""

    who: str
    name: str
    answers: tuple[int, ...]
    """To each feature: which answer, from zero."""


class DrawTold(Told, frozen=True):
    """Days are counted from today; two type what was drawn, the day after the lottery."""

    frozen: int
    algorithm: Algorithm
    lottery: str
    lottery_on: int
    which: str
    numbers: str
    typed_by: tuple[str, str]


class PanelTold(Told, frozen=True):
    """`opens` and `closes` are days, counted from today."""

    kind: PanelKind
    name: str
    purpose: str
    asks: str
    gives: str
    seats: int
    opens: int
    closes: int
    volunteers: int
    features: Sequence[FeatureTold]
    known: Sequence[KnownTold] = ()
    service: str | None = None
    compensation: int | None = None
    travel: str | None = None
    youngest: int = ADULT
    sits: SitsTold | None = None
    """What becomes of it once its call is over."""
    draw: DrawTold | None = None


class PanelsTold(Told, frozen=True):
    organiser: str
    counter: str
    """Who enters every fifth volunteer at the counter."""
    panels: Sequence[PanelTold]


@dataclass(slots=True)
class Recruiting:
    """One territory's panels; `telling` is whoever tells the whole story, and knows its people."""

    telling: Any
    slug: str
    told: PanelsTold
    panels: dict[str, UUID] = field(default_factory=dict)

    def moments(self) -> Sequence[Moment]:
        moments: list[Moment] = []
        for one in self.told.panels:
            opens = self.telling.now + timedelta(days=one.opens)
            moments.append((opens - WRITTEN_BEFORE, partial(self.write, one)))
            until = min(self.telling.now, self.telling.now + timedelta(days=one.closes))
            pace = (until - opens) / (one.volunteers + 2)
            moments += [
                (opens + pace * (number + 1), partial(self.volunteer, one, number))
                for number in range(one.volunteers)
            ]
            moments += [(opens + pace / 2, partial(self.volunteer_themselves, one, who)) for who in one.known]
            if one.draw is not None:
                moments += self._draw(one, one.draw)
            if one.sits is not None:
                moments += self._sitting(one, one.sits).moments()
        return moments

    def _draw(self, one: PanelTold, told: DrawTold) -> Sequence[Moment]:
        """The second types an hour after the first."""
        now: datetime = self.telling.now
        typed = now + timedelta(days=told.lottery_on + 1)
        first, second = told.typed_by
        return [
            (now + timedelta(days=told.frozen), partial(self.freeze, one, told)),
            (typed, partial(self.type, one, told, first)),
            (typed + timedelta(hours=1), partial(self.type, one, told, second)),
        ]

    def _sitting(self, told: PanelTold, sits: SitsTold) -> Sitting:
        return Sitting(
            self.telling,
            sits,
            told.service,
            panel=lambda: self.panels[told.name],
            known=[one.who for one in told.known],
            somebody=lambda who: self.telling.somebody(self.slug, who),
            by=lambda: self.telling.somebody(self.slug, self.told.organiser),
        )

    async def write(self, told: PanelTold) -> None:
        by: Visitor = await self.telling.somebody(self.slug, self.told.organiser)
        day = by.territory.day(self.telling.now)
        details = PanelDetails(
            told.kind,
            told.name,
            told.purpose.strip(),
            told.asks.strip(),
            told.gives.strip(),
            told.seats,
            day + timedelta(days=told.opens),
            day + timedelta(days=told.closes),
            told.compensation,
            told.travel,
            youngest=told.youngest,
        )
        async with self.telling.house.database.unit_of_work() as db:
            names = {one.name: one.id for one in await services(db, by.territory.id)}
            of = names[told.service] if told.service else None
            panel = await write_panel(db, details, of, by=by)
            for feature in told.features:
                quotas = tuple(QuotaDetails(value, *bounds) for value, bounds in feature.quotas.items())
                asked = FeatureDetails(feature.name, feature.question, quotas)
                await add_feature(db, panel.id, asked, by=by)
            await open_call(db, panel.id, by=by)
            self.panels[told.name] = panel.id

    async def volunteer(self, told: PanelTold, number: int) -> None:
        """Every fifth comes to the counter; the others volunteer by themselves."""
        name = self.telling.donors.names[number]
        at_counter = number % 5 == 4
        who = await self.telling.somebody(self.slug, self.told.counter if at_counter else name)
        answers = [one.among[number % len(one.among)] for one in told.features]
        said = self._said(told, name, None if at_counter else who.person.email, number, answers)
        await self._enter(told, said, who, recruiting.enter if at_counter else recruiting.volunteer)

    async def volunteer_themselves(self, told: PanelTold, known: KnownTold) -> None:
        who = await self.telling.somebody(self.slug, known.who)
        said = self._said(told, known.name, who.person.email, told.volunteers, known.answers)
        await self._enter(told, said, who, recruiting.volunteer)

    def _said(
        self, told: PanelTold, name: str, email: str | None, number: int, answers: Sequence[int]
    ) -> Said:
        return Said(
            name,
            email,
            f"03 88 00 01 {number:02}",
            f"{number + 1} rue des Tilleuls, 67000 Rivemont",
            attributes={
                one.name: list(one.quotas)[which] for one, which in zip(told.features, answers, strict=True)
            },
        )

    async def _enter(
        self, told: PanelTold, said: Said, who: Visitor, enter: Callable[..., Awaitable[object]]
    ) -> None:
        renderer = self.telling.house.renderer
        async with self.telling.house.database.unit_of_work() as db:
            panel = self.panels[told.name]
            kept = await db.get_one(Panel, panel)
            consent = consent_to(kept, renderer.wording(who.language, who.territory.time_zone))
            await enter(db, renderer, panel, said, consent, by=who)

    async def freeze(self, one: PanelTold, told: DrawTold) -> None:
        """The lottery is made at once, so that it is sealed at the hour of which is told."""
        by: Visitor = await self.telling.somebody(self.slug, self.told.organiser)
        day = by.territory.day(self.telling.now + timedelta(days=told.lottery_on))
        database = self.telling.house.database
        async with database.unit_of_work() as db:
            panel = await db.get_one(Panel, self.panels[one.name])
            checked = (await standing(db, panel)).fingerprint
            named = PublicDraw(told.lottery, day, told.which)
            draw = await drawing.freeze(db, panel.id, named, told.algorithm, checked=checked, by=by)
        await make(database.unit_of_work, draw.id)

    async def type(self, one: PanelTold, told: DrawTold, who: str) -> None:
        by: Visitor = await self.telling.somebody(self.slug, who)
        async with self.telling.house.database.unit_of_work() as db:
            await drawing.enter(db, self.panels[one.name], told.numbers, by=by)


def moments(telling: Any, slug: str) -> Sequence[Moment]:
    """Nothing where no file tells of panels there."""
    path = CONTENT / f"{slug}.panels.toml"
    return Recruiting(telling, slug, read(slug)).moments() if path.exists() else ()


def read(slug: str) -> PanelsTold:
    return msgspec.convert(tomllib.loads((CONTENT / f"{slug}.panels.toml").read_text()), PanelsTold)
