"""Ideas and votes of many people are told at any size, look real, and leave what must hold."""

from datetime import timedelta
from itertools import islice
from random import Random

import pytest
from sqlmodel import col, func, select

from consultations import demo
from consultations.actions.rules import ActionState, ThemeKind
from consultations.actions.themes import add_theme
from consultations.ballots import queries
from consultations.ballots.followup.queries import shown
from consultations.ballots.level.queries import latest
from consultations.ballots.models import Ballot
from consultations.ballots.results.queries import published
from consultations.ballots.rules import Channel, State, read
from consultations.comments.models import Comment
from consultations.comments.rules import BODY_MOST as COMMENT_MOST
from consultations.demo import ballots, consulting, crowd, eligibility, voting
from consultations.demo.crowd import parts, writing
from consultations.demo.crowd.telling import Size
from consultations.ideas.models import Idea, IdeaStep, IdeaSupport
from consultations.ideas.rules import BODY_MOST, TITLE_MOST, IdeaState
from consultations.ideas.service import IdeaDetails, propose
from consultations.services.service import add_service
from consultations.studying.models import Study
from okote.identity.permissions import person_of
from okote.platform import clock
from okote.platform.checks import violations
from tests.consultations.demo.test_story import Telling, territory

SLUG = "trois-rives"
TOLD = parts.read(SLUG)
SCALE = 0.02


def test_they_name_only_what_there_is():
    here, keys = territory(SLUG), {one.key for one in consulting.read(SLUG).processes}
    there = {*here.places, *(sector for sectors in here.places.values() for sector in sectors)}
    assert set(TOLD.places) == there
    assert {one.process for one in TOLD.boxes} <= {"", *keys}
    assert {one.category for one in TOLD.things.all} <= set(TOLD.services)
    assert set(TOLD.services.values()) <= demo.read(SLUG).services.keys()
    voted = ballots.read(SLUG)
    assert set(voted.homes) == there
    assert {one.process for one in voted.ballots} <= keys
    for one in voted.ballots:
        assert {option.place for option in one.options} <= {"", *there}
        assert {won.option for won in one.followed} <= {option.title for option in one.options}
        assert {won.service for won in one.followed} <= demo.read(SLUG).services.keys()
    assert (crowd.of(None, "nowhere", {}, {}), ballots.moments(None, "nowhere", {}, {}, [], 1)) == (None, ())


def test_no_two_ideas_and_no_two_comments_read_alike():
    written = writing.ideas(TOLD, 1, Random(1))
    assert len(written) == 1_000
    assert len({one.title for one in written}) == len({one.body for one in written}) == len(written)
    assert max(len(one.title) for one in written) <= TITLE_MOST
    assert max(len(one.body) for one in written) <= BODY_MOST
    assert writing.ideas(TOLD, 1, Random(1)) == written
    said = list(islice(writing.comments(TOLD, [one.here for one in written], Random(1)), 5_000))
    assert len({text for _, _, text in said}) == 5_000
    assert max(len(text) for _, _, text in said) <= COMMENT_MOST
    assert not any("{" in text or "  " in text for _, _, text in said)
    assert {stance for _, stance, _ in said} == {*writing.STANCES, None}


@pytest.mark.parametrize("told", ballots.read(SLUG).ballots, ids=lambda told: told.process)
def test_votes_go_by_place_and_taste(told):
    offered = [
        voting.Offered(number, one.place, one.taste, one.pleases)
        for number, one in enumerate(told.options, 1)
    ]
    homes = ballots.read(SLUG).homes
    chosen = list(islice(voting.drawn(offered, told.most, homes, Random(1)), 2_000))
    assert chosen == list(islice(voting.drawn(offered, told.most, homes, Random(1)), 2_000))
    assert all(len(set(one)) == len(one) <= told.most for one in chosen)
    assert 5 < chosen.count([]) < 80
    assert {position for one in chosen for position in one} == {one.position for one in offered}
    assert sum(voting.per_day(2_000, 14, Random(1))) == 2_000


async def test_it_ends_as_it_is_told(house):
    async with house.database.reading() as db:
        now = await db.now()
    telling, services, processes = Telling(house, now), {}, {}
    by = await telling.somebody(SLUG, TOLD.entrusted_by)
    async with house.database.unit_of_work() as db:
        for key in demo.read(SLUG).services:
            services[key] = (await add_service(db, key, f"{key}@exemple.test", by=by)).id
        await add_theme(db, ThemeKind.CATEGORY, "Nature et eau", 1, by=by)
    many = crowd.Crowd(telling, SLUG, TOLD, services, processes, Size.of(SCALE))
    listed = eligibility.Residents(telling, SLUG, eligibility.read(SLUG))
    told = [
        (now + timedelta(days=listed.told.brought), listed.bring),
        *consulting.moments(telling, SLUG, services, processes),
        *ballots.moments(telling, SLUG, processes, services, many.residents, SCALE),
        *many.moments(),
    ]

    async def one_before():
        async with house.database.unit_of_work() as db:
            await propose(db, IdeaDetails("Un banc", "Là."), by=by)

    told += [(now - timedelta(days=day), one_before) for day in (40,)]
    for at, tell in sorted(told, key=lambda moment: moment[0]):
        async with house.database.unit_of_work() as db:
            await clock.set_offset(db, at - now)
        await tell()
    async with house.database.unit_of_work() as db:
        await clock.set_offset(db, timedelta())
    async with house.database.reading() as db:
        found = {one.title: one for one in await db.exec(select(Ballot).order_by(col(Ballot.id)))}
        states = [(await queries.ballot(db, by.territory.id, one.id)).state for one in found.values()]
        assert sorted(states) == [State.OPEN, State.PUBLISHED, State.PUBLISHED]
        first = found["Premier budget participatif"]
        piles = await queries.opened(db, first)
        elsewhere = ballots.read(SLUG).ballots[0].elsewhere.scaled(SCALE)
        assert sum(pile.votes for pile in piles) == 200 - elsewhere.spoiled - elsewhere.overvoted
        ways = {way.channel: way for way in (await published(db, by, first.id, str)).minutes.ways}
        assert {one: way.received for one, way in ways.items()} == {
            Channel.WEB: 200 - elsewhere.votes,
            Channel.CODE: elsewhere.by_code,
            Channel.ASSISTED: elsewhere.helped,
            Channel.PAPER: elsewhere.papers,
        }
        paper = ways[Channel.PAPER]
        assert (paper.spoiled, paper.over_voted) == (elsewhere.spoiled, elsewhere.overvoted)
        actions = (await shown(db, first.id)).values()
        assert {one.state for one in actions} >= {ActionState.FINALISING, ActionState.DONE}
        assert all(len(read(pile.choices)) <= first.most for pile in piles)
        assert len(await queries.links(db, first.id)) > 3
        assert (await db.exec(select(func.count()).select_from(Idea))).one() == 25
        listed = (await db.exec(select(Idea.proposed_at).order_by(col(Idea.id)))).all()
        assert list(listed) == sorted(listed), "among the others as they were proposed"
        assert (await db.exec(select(func.count()).select_from(IdeaSupport))).one() > 300
        assert 80 < (await db.exec(select(func.count()).select_from(Comment))).one() <= 100
        states = set(await db.exec(select(IdeaStep.state).order_by(IdeaStep.id)))
        assert states == {IdeaState.STUDIED, IdeaState.ACCEPTED, IdeaState.REFUSED}
        assert [(await latest(db, one.id)).level for one in found.values()] == [2, 1, 2]
        owed = (await db.exec(select(Study.ended_at.is_(None)).order_by(Study.id))).all()
        assert {*owed} == {True, False}, "some are still studied"
        for feature in house.features:
            assert await violations(db, feature.invariants) == []
    assert person_of(by).id not in many.residents
