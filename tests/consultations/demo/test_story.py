"""What the demo tells of ideas and actions happens through the services, and leaves what it says."""

from dataclasses import dataclass, field
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any

import msgspec
import pytest
from sqlmodel import select

from consultations import demo
from consultations.actions import invariants as of_actions
from consultations.actions.queries.editions import frozen
from consultations.actions.queries.progress import progress
from consultations.actions.rules import ActionState, Standing, deadline_after
from consultations.demo import actions, panels
from consultations.ideas.invariants import INVARIANTS
from consultations.ideas.models import Idea
from consultations.moderation.models import ModerationCase
from consultations.panels.invariants import INVARIANTS as OF_PANELS
from consultations.panels.models import Volunteer
from consultations.panels.queries import published
from consultations.panels.rules import FeatureDetails, QuotaDetails, contradictions
from consultations.panels.sortition.groups import problem
from consultations.panels.sortition.rules import Candidate, Quota, Wanted
from consultations.panels.sortition.solver import panels as programme_of
from consultations.services.service import add_service
from okote.demo.fiction import TERRITORIES, donors, territory
from okote.demo.identity_provider.people import PEOPLE
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.checks import violations
from okote.territories.queries import by_slug
from tests.okote.app_client import ADDRESS, EMAILS

KNOWN = {person.key for person in PEOPLE} | set(donors().names)


@dataclass
class Telling:
    """Who tells it: everybody is there at once, and no time passes."""

    house: Any
    now: datetime
    donors: Any = field(default_factory=lambda: SimpleNamespace(names=donors().names))
    people: dict[str, Visitor] = field(default_factory=dict)

    async def somebody(self, slug, name):
        if name not in self.people:
            async with self.house.database.unit_of_work() as db:
                here = await by_slug(db, slug)
                person = Person(created_at=self.now, email=EMAILS.get(name))
                db.add(person)
            roles = frozenset([Held(Role.ADMINISTRATOR)] if name in {"lea", "marc"} else [])
            self.people[name] = Visitor(here, "fr", ADDRESS, person=person, roles=roles)
        return self.people[name]


@pytest.mark.parametrize("slug", TERRITORIES)
def test_it_names_only_what_there_is(slug):
    box, here = demo.read(slug), territory(slug)
    places = {*here.places, *(sector for sectors in here.places.values() for sector in sectors)}
    for one in box.ideas:
        assert one.place is None or one.place in places
        assert {one.by, *one.supported_by} <= KNOWN
        assert one.service is None or one.service in box.services
        assert not one.answers or one.on < one.entrusted < one.answers[0].on < 0
    for one in promised.actions if (promised := actions.read(slug)) else ():
        assert set(one.places) <= places
        assert one.service in box.services


async def test_it_ends_as_it_is_told(house):
    box = demo.read("trois-rives")
    async with house.database.reading() as db:
        now = await db.now()
    ideas = [
        msgspec.structs.replace(one, supports=2, place="Rivemont" if one.place else None) for one in box.ideas
    ]
    telling = Telling(house, now)
    services = {key: msgspec.structs.replace(one, answering=()) for key, one in box.services.items()}
    shorter = msgspec.structs.replace(box, ideas=ideas, services=services)
    for _, tell in sorted(demo.Box(telling, "trois-rives", shorter).moments(), key=lambda one: one[0]):
        await tell()
    async with house.database.reading() as db:
        found = {idea.title: idea for idea in await db.exec(select(Idea).order_by(Idea.id))}
        cases = (await db.exec(select(ModerationCase).order_by(ModerationCase.id))).all()
        assert await violations(db, INVARIANTS) == []
    for one in ideas:
        state = one.answers[-1].state if one.answers else "studied" if one.service else "published"
        assert (found[one.title].state, found[one.title].shown) == (state, one.hidden is None)
    assert sorted(case.decided_at is None for case in cases) == [False, True]


async def test_the_board_has_its_frozen_year_and_goes_on(house):
    async with house.database.reading() as db:
        now = await db.now()
    box = demo.Box(Telling(house, now), "trois-rives", demo.read("trois-rives"))
    box.told = msgspec.structs.replace(
        box.told,
        services={key: msgspec.structs.replace(one, answering=()) for key, one in box.told.services.items()},
    )
    await box.open()
    told = actions.read("trois-rives")
    nowhere = [msgspec.structs.replace(one, places=()) for one in told.actions]
    told = msgspec.structs.replace(told, actions=nowhere)
    board = actions.Board(box.telling, "trois-rives", told, box.services, {})
    for at, tell in board.moments():
        assert at < now
        await tell()
    async with house.database.reading() as db:
        here = await by_slug(db, "trois-rives")
        year = here.day(now).year - 1
        edition = (await frozen(db, here.id, year)).told.progress
        today = await progress(db, here.id, here.day(now))
        assert await violations(db, of_actions.INVARIANTS) == []
    assert (edition.total, edition.done, edition.states["finalising"]) == (31, 15, 6)
    assert (today.total, today.done > edition.done, today.late > 0) == (32, True, True)
    assert {one.idea for one in told.actions if one.idea} <= {one.title for one in box.told.ideas}


@pytest.mark.parametrize("day", ["2027-01-04", "2028-02-29", "2026-12-31"])
def test_its_days_follow_one_another_on_whichever_day_it_is_told(day):
    today = date.fromisoformat(day)
    for told in actions.read("trois-rives").actions:
        steps = [actions.step(one, today) for one in told.steps]
        assert sorted(steps, key=lambda step: step.on) == steps
        now = Standing(ActionState.PROPOSED, None)
        for one in steps:
            now = Standing(one.state, deadline_after(now, one))


async def test_panels_are_recruited_as_it_is_told(house):
    told = panels.read("trois-rives")
    async with house.database.reading() as db:
        now = await db.now()
    few = {"opens": -1, "closes": 9, "volunteers": 6, "draw": None, "sits": None, "known": ()}
    shorter = msgspec.structs.replace(
        told,
        panels=[msgspec.structs.replace(one, **few) for one in told.panels[:2]],
    )
    telling = Telling(house, now)
    lea = await telling.somebody("trois-rives", "lea")
    telling.people["samira"] = lea
    async with house.database.unit_of_work() as db:
        for name in {one.service for one in told.panels}:
            await add_service(db, name, "service@trois-rives.example", by=lea)
    for _, tell in sorted(
        panels.Recruiting(telling, "trois-rives", shorter).moments(), key=lambda one: one[0]
    ):
        await tell()
    async with house.database.reading() as db:
        assert [one.panel.seats for one in await published(db, lea.territory.id)] == [9, 12]
        sources = [one.source for one in await db.exec(select(Volunteer).order_by(Volunteer.id))]
        assert (len(sources), sources.count("counter")) == (12, 2)
        assert await violations(db, OF_PANELS) == []


def test_what_is_told_of_panels_can_be_kept_and_is_somebodys():
    for one in panels.read("trois-rives").panels:
        asked = [
            FeatureDetails(
                each.name, each.question, tuple(QuotaDetails(v, *b) for v, b in each.quotas.items())
            )
            for each in one.features
        ]
        assert contradictions(asked, one.seats) == []
        assert all(max(each.among) < len(each.quotas) for each in one.features)
        assert one.volunteers <= len(donors().names)
        assert {(who.who, who.name) for who in one.known} <= {(each.key, each.name) for each in PEOPLE}


def test_those_whom_one_can_sign_in_as_sit_whatever_is_drawn():
    """The panel needs somebody who answers what they alone answer."""
    known = [(one, who) for one in panels.read("trois-rives").panels for who in one.known]
    assert [(one.kind, who.who) for one, who in known] == [("citizens", "yanis"), ("testers", "camille")]
    for one, who in known:
        theirs = zip(one.features, who.answers, strict=True)
        assert any(
            answer not in each.among and list(each.quotas.values())[answer][0] == 1 for each, answer in theirs
        )


def test_a_panel_can_be_drawn_from_those_who_volunteer_as_it_is_told():
    for one in panels.read("trois-rives").panels:
        quotas = [
            Quota(each.name, value, *bounds) for each in one.features for value, bounds in each.quotas.items()
        ]
        said = [
            [each.among[number % len(each.among)] for each in one.features]
            for number in range(one.volunteers)
        ]
        pool = [
            Candidate(
                str(number),
                tuple(list(each.quotas)[which] for each, which in zip(one.features, answers, strict=True)),
            )
            for number, answers in enumerate([*said, *(who.answers for who in one.known)])
        ]
        wanted = Wanted(one.seats, tuple(quotas))
        assert programme_of(problem(pool, wanted)).best() is not None
        if one.draw is not None:
            assert one.closes < one.draw.frozen < one.draw.lottery_on < one.sits.seated - 1
            assert set(one.draw.typed_by) < KNOWN
