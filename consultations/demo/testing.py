"""What the demo tells of tests: a letter before and after, published; and a form that is being tried."""

import tomllib
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
from sqlmodel import col, select

from consultations.demo.catalogue import Told
from consultations.demo.promises import KeptTold, Promise
from consultations.measures.statistics.axes import Axis, Level
from consultations.measures.statistics.seeking import Source
from consultations.measures.statistics.severity import Severity
from consultations.measures.statistics.tasks import Outcome
from consultations.panels.members.queries import sitting_members
from consultations.panels.models import Panel, Volunteer
from consultations.procedures.models import Procedure, ProcedureVersion
from consultations.ratings.rules import Review
from consultations.testing.models import Finding, TestCampaign
from consultations.testing.queries.findings import findings_to_review
from consultations.testing.queries.results import remarks_to_review
from consultations.testing.queries.sittings import tasks_of
from consultations.testing.rules.findings import FindingState
from consultations.testing.rules.sittings import Manner
from consultations.testing.service import answers, campaigns, findings, remarks, results, sittings
from consultations.testing.service.campaigns import CampaignDetails, TaskDetails
from consultations.testing.service.findings import FindingDetails, Reviewed
from okote.identity.visitors import Visitor
from okote.territories.queries import of_territory

CONTENT = Path(__file__).parent / "test_campaigns"

PACE = timedelta(hours=7)
"""From one tester to the next."""

Moment = tuple[datetime, Callable[[], Awaitable[None]]]


class TaskTold(Told, frozen=True):
    says: str
    scenario: str = ""


class FindingTold(Told, frozen=True):
    """`by` are the places of testers who met it; the first tells it as it is shown."""

    title: str
    severity: Severity
    by: Sequence[int]
    step: int | None = None
    words: str = ""
    suggestion: str = ""
    answer: FindingState | None = None
    reply: str = ""
    kept: KeptTold | None = None


class CampaignTold(Told, frozen=True):
    """Levels of simplicity, efficiency and clarity, outcomes and words: of one tester after the other."""

    title: str
    procedure: str
    version: int
    opens: int
    closes: int
    tasks: Sequence[TaskTold]
    levels: Sequence[tuple[Level, Level, Level]]
    outcomes: Sequence[Sequence[Outcome]]
    words: Sequence[str] = ()
    findings: Sequence[FindingTold] = ()
    before: str | None = None
    left: Sequence[str] = ()
    """Who has begun and gone no further than the tasks."""
    reply: str = ""
    published: int | None = None


class TestsTold(Told, frozen=True):
    __test__ = False

    organiser: str
    replies: str
    """Who answers for the service, in its name."""
    types: str
    """Who types for testers without an account."""
    panel: str
    known: Mapping[str, str]
    """By their names, testers whom one can sign in as."""
    sorted_under: str
    """The workstream of actions that come of what testers found."""
    campaigns: Sequence[CampaignTold]


@dataclass(slots=True)
class Tests:
    """One territory's."""

    __test__ = False

    telling: Any
    slug: str
    told: TestsTold
    campaigns: dict[str, UUID] = field(default_factory=dict)

    def moments(self) -> Sequence[Moment]:
        return [moment for one in self.told.campaigns for moment in self._life(one)]

    def _life(self, one: CampaignTold) -> Sequence[Moment]:
        opens = self._day(one.opens)
        life: list[Moment] = [(opens, partial(self.open, one))]
        pace = (min(self._day(one.closes), self.telling.now) - opens) / (len(one.levels) + 2)
        life += [
            (opens + pace * (place + 1), partial(self.sit, one, place)) for place in range(len(one.levels))
        ]
        life += [(opens + pace, partial(self.leave, one, name)) for name in one.left]
        if one.published is not None:
            published = self._day(one.published)
            life += [
                (published - 3 * PACE, partial(self.hand_over, one)),
                (published - 2 * PACE, partial(self.reply, one)),
                (published, partial(self.publish, one)),
                (published + PACE, partial(self.answer, one)),
            ]
        for met in one.findings:
            if met.kept is not None:
                life += self._promise(one, met.title, met.kept).moments()
        return life

    def _promise(self, one: CampaignTold, title: str, kept: KeptTold) -> Promise:
        return Promise(
            kept,
            self.telling.house.database,
            day=self._day,
            campaign=lambda: self.campaigns[one.title],
            title=title,
            by=lambda: self._somebody(self.told.replies),
            workstream=self.told.sorted_under,
        )

    def _day(self, on: int) -> datetime:
        """Noon or so: the first and the last day of something are whole."""
        now: datetime = self.telling.now
        return now + timedelta(days=on) - timedelta(hours=3)

    async def _somebody(self, name: str) -> Visitor:
        visitor: Visitor = await self.telling.somebody(self.slug, name)
        return visitor

    async def open(self, told: CampaignTold) -> None:
        by = await self._somebody(self.told.organiser)
        async with self.telling.house.database.unit_of_work() as db:
            here = by.territory
            today = here.day(await db.now())
            version = (
                select(ProcedureVersion.id)
                .join(Procedure, col(Procedure.id) == ProcedureVersion.procedure_id)
                .where(Procedure.name == told.procedure, ProcedureVersion.number == told.version)
            )
            panel = select(Panel.id).where(Panel.name == self.told.panel)
            details = CampaignDetails(
                told.title,
                (await db.exec(of_territory(panel, Panel.territory_id, here.id))).one(),
                (await db.exec(of_territory(version, Procedure.territory_id, here.id))).one(),
                today,
                today + timedelta(days=told.closes - told.opens),
                [TaskDetails(one.says, one.scenario) for one in told.tasks],
                before_id=self.campaigns[told.before] if told.before else None,
            )
            written = await campaigns.write_campaign(db, details, by=by)
            await campaigns.open_campaign(db, written.id, by=by)
            self.campaigns[told.title] = written.id

    async def sit(self, told: CampaignTold, place: int) -> None:
        """By themselves; who has no account says it by telephone. Nobody where the seat is empty."""
        key = self.campaigns[told.title]
        async with self.telling.house.database.reading() as db:
            campaign = await db.get_one(TestCampaign, key)
            seats = [
                seat
                for seat in await sitting_members(db, campaign.panel_id)
                if (await db.get_one(Volunteer, seat.volunteer_id)).name not in told.left
            ]
            if place >= len(seats):
                return
            tester = await db.get_one(Volunteer, seats[place].volunteer_id)
        alone = tester.person_id is not None
        name = (alone and tester.name) or self.told.types
        who = await self._somebody(self.told.known.get(name, name))
        async with self.telling.house.database.unit_of_work() as db:
            sitting = (
                await sittings.begin(db, key, Manner.ALONE, by=who)
                if alone
                else await sittings.begin_for(db, key, seats[place].id, Manner.TELEPHONE, by=who)
            )
            outcomes = told.outcomes[place % len(told.outcomes)]
            tasks = [one.id for one in await tasks_of(db, key)]
            helped = {Source.TELEPHONE: True} if Outcome.HELPED in outcomes else {}
            said: Sequence[answers.Said] = (
                answers.TasksSaid(dict(zip(tasks, outcomes, strict=True))),
                answers.QuestionsSaid(dict(zip(Axis, told.levels[place], strict=True))),
                answers.HelpSaid(helped),
                answers.WordsSaid(told.words[place] if place < len(told.words) else ""),
            )
            for one in said:
                await answers.save(db, sitting.id, one, version=sitting.version, by=who)
            for met in told.findings:
                if place in met.by:
                    details = FindingDetails(met.title, met.severity, met.step, met.words, met.suggestion)
                    folder = self.telling.house.settings.uploads_folder
                    await findings.report(db, sitting.id, details, folder=folder, by=who)
            await sittings.send(db, sitting.id, by=who)

    async def leave(self, told: CampaignTold, name: str) -> None:
        """By whoever may come back, on whatever device."""
        who = await self._somebody(self.told.known[name])
        async with self.telling.house.database.unit_of_work() as db:
            sitting = await sittings.begin(db, self.campaigns[told.title], Manner.ALONE, by=who)
            outcomes = zip(
                [one.id for one in await tasks_of(db, sitting.campaign_id)], told.outcomes[0], strict=True
            )
            said = answers.TasksSaid(dict(outcomes))
            await answers.save(db, sitting.id, said, version=sitting.version, by=who)

    async def hand_over(self, told: CampaignTold) -> None:
        """Once all is read: findings that several told of count together."""
        by, key = await self._somebody(self.told.organiser), self.campaigns[told.title]
        async with self.telling.house.database.unit_of_work() as db:
            for remark, _task in await remarks_to_review(db, key):
                await remarks.review_remark(db, remark.id, Review.SHOWN, by=by)
            first: dict[str, UUID] = {}
            told_in_order = [one.title for one in told.findings]
            waiting = await findings_to_review(db, key)
            for one, _picture in sorted(waiting, key=lambda row: told_in_order.index(row[0].title)):
                if one.title in first:
                    await findings.set_aside(db, one.id, first[one.title], by=by)
                else:
                    first[one.title] = one.id
                    await findings.review(db, one.id, Reviewed(one.title, one.words, one.suggestion), by=by)
            await results.hand_over(db, key, by=by)

    async def reply(self, told: CampaignTold) -> None:
        by = await self._somebody(self.told.replies)
        async with self.telling.house.database.unit_of_work() as db:
            await results.reply(db, self.campaigns[told.title], told.reply.strip(), by=by)

    async def publish(self, told: CampaignTold) -> None:
        by = await self._somebody(self.told.organiser)
        async with self.telling.house.database.unit_of_work() as db:
            await results.publish(db, self.campaigns[told.title], by=by)

    async def answer(self, told: CampaignTold) -> None:
        by = await self._somebody(self.told.replies)
        said = {one.title: one for one in told.findings if one.answer is not None}
        async with self.telling.house.database.unit_of_work() as db:
            waiting = select(Finding).where(
                Finding.campaign_id == self.campaigns[told.title], Finding.state == FindingState.REVIEWED
            )
            for one in (await db.exec(waiting.order_by(col(Finding.number)))).all():
                if (given := said.get(one.told_title)) is not None and given.answer is not None:
                    await findings.answer(db, one.id, given.answer, given.reply, by=by)


def moments(telling: Any, slug: str) -> Sequence[Moment]:
    """Nothing where no file tells of it."""
    told = read(slug)
    return Tests(telling, slug, told).moments() if told else ()


def read(slug: str) -> TestsTold | None:
    file = CONTENT / f"{slug}.toml"
    return msgspec.convert(tomllib.loads(file.read_text()), TestsTold) if file.exists() else None
