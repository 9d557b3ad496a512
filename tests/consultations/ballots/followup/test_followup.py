"""What wins becomes an action once, and a campaign is asked for by an event alone."""

import pytest
from sqlmodel import select

from consultations.actions.models import Action
from consultations.actions.queries.shown import came_from
from consultations.actions.rules import Origin
from consultations.actions.service import publish as show_action
from consultations.ballots import service as ballots
from consultations.ballots.closing import RUNS, ask_to_publish
from consultations.ballots.describing import EnvelopeDetails, OptionDetails
from consultations.ballots.exchange.bringing import details_of
from consultations.ballots.followup.invariants import INVARIANTS
from consultations.ballots.followup.models import BallotFollowup
from consultations.ballots.followup.queries import desk, shown
from consultations.ballots.followup.rules import (
    CampaignAskedError,
    NoCampaignsError,
    NotAWinnerError,
    action_title,
    action_why,
)
from consultations.ballots.followup.service import ask_campaign, make_action
from consultations.ballots.followup.winners import winners
from consultations.ballots.models import BallotOption
from consultations.ballots.results.models import BallotResult, CountOutcome
from consultations.ballots.results.queries import winners as positions_of
from consultations.ballots.rules import Input, Mode, Rule
from consultations.ballots.voting import vote_openly
from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError
from okote.territories.events import ProjectChosen
from payments.money import Money
from payments.tables import uuid7
from tests.consultations.ballots.conftest import count_here


@pytest.fixture
def chosen():
    """What others were told."""
    return []


@pytest.fixture
def subscriptions(chosen):
    async def hear(_, event):
        chosen.append(event)

    return {ProjectChosen: (hear,)}


@pytest.fixture
def db(committing):
    return committing


@pytest.fixture
def publish(db, administrator, someone):
    """With the result that is published: who won is read from nothing else."""

    async def publish(ballot):
        assert await count_here(db, ballot, administrator) is CountOutcome.COUNTED
        approval = await ask_to_publish(db, ballot.id, "Compté", by=administrator)
        await RUNS[approval.act][1](db, approval, await someone(Role.ADMINISTRATOR))
        await db.commit()

    return publish


@pytest.fixture
def decided(db, ballot_of, someone, pass_time, close, publish):
    """An open ballot in which people chose so, closed and published."""

    async def decided(*choices, options=None, **changes):
        options = options or [OptionDetails(title=one) for one in ("A", "B", "C")]
        ballot = await ballot_of(mode=Mode.OPEN, options=options, **changes)
        for one in choices:
            await vote_openly(db, ballot.id, one, by=await someone())
        await pass_time(1)
        await close(ballot)
        await publish(ballot)
        return ballot

    return decided


@pytest.fixture
def follower(roads, administrator):
    """A service, and who entrusts an action to it."""
    return roads.id, administrator


def titles(options):
    return [one.title for one in options]


async def test_nobody_has_won_before_the_publication(db, ballot_of, administrator, roads):
    ballot = await ballot_of(mode=Mode.OPEN)
    assert await winners(db, ballot) == []
    assert await desk(db, ballot) == []
    [option, *_] = await db.exec(select(BallotOption).where(BallotOption.ballot_id == ballot.id))
    with pytest.raises(NotAWinnerError):
        await make_action(db, ballot.id, option.id, roads.id, by=administrator)


async def test_the_most_chosen_win(db, decided):
    ballot = await decided({1: 1, 2: 1}, {2: 1}, {2: 1, 3: 1}, {3: 1}, winners=2)
    assert titles(await winners(db, ballot)) == ["B", "C"]


async def test_points_decide_where_they_are_given(db, decided):
    points = {"input": Input.POINTS, "rule": Rule.MOST_POINTS, "points": 5, "points_most": 5, "winners": 1}
    assert titles(await winners(db, await decided({1: 4}, {2: 1}, {2: 2}, **points))) == ["A"]


SHARED = {"rule": Rule.EQUAL_SHARES, "utility": "cost", "completion": "none", "start": "exact"}


@pytest.mark.parametrize(
    ("rule", "votes"),
    [
        ({"rule": Rule.GREEDY}, ({2: 1, 4: 1}, {1: 1, 2: 1, 4: 1}, {3: 1})),
        (SHARED, ({2: 1}, {1: 1, 2: 1}, {3: 1}, {3: 1})),  # who votes on one has no share of the other
    ],
)
async def test_each_envelope_has_its_winners(db, decided, rule, votes):
    envelopes = [EnvelopeDetails(name=name, amount_minor=1_000) for name in ("Nord", "Sud")]
    options = [
        OptionDetails(title=title, cost_minor=cost, envelope=envelope)
        for title, cost, envelope in (("A", 800, 1), ("B", 300, 1), ("C", 900, 2), ("D", 2_000, 2))
    ]
    ballot = await decided(*votes, options=options, envelopes=envelopes, winners=None, **rule)
    assert titles(await winners(db, ballot)) == ["B", "C"]


@pytest.fixture
def shared_out(db, ballot_of, administrator, someone, pass_time, close, publish):
    """With money in envelopes, whatever the rule."""

    async def shared_out(votes, options, amounts, **changes):
        ballot = await ballot_of(announced=False, mode=Mode.OPEN, **changes)
        envelopes = [EnvelopeDetails(name=f"E{one}", amount_minor=one) for one in amounts]
        where = (ballot.process_id, ballot.phase_id, details_of(ballot), options, envelopes)
        await ballots.write(db, *where, ballot_id=ballot.id, by=administrator)
        await ballots.announce(db, ballot.id, by=administrator)
        for one in votes:
            await vote_openly(db, ballot.id, one, by=await someone())
        await pass_time(1)
        await close(ballot)
        await publish(ballot)
        return ballot

    return shared_out


async def published_winners(db, ballot):
    rows = await db.exec(select(BallotResult).where(BallotResult.ballot_id == ballot.id))
    return positions_of(rows.all())


@pytest.mark.parametrize(
    "changes",
    [
        {"rule": Rule.EQUAL_SHARES, "winners": None, "utility": "cost", "completion": "none"},
        {"rule": Rule.MOST_VOTES, "winners": 1},
    ],
    ids=["shares", "most"],
)
async def test_whoever_won_is_whoever_the_published_result_says(db, shared_out, changes):
    """Blank votes and those for another envelope have no share; where no money decides, neither does cost."""
    options = [
        OptionDetails(title=title, cost_minor=cost, envelope=envelope)
        for title, cost, envelope in (("A", 900, 1), ("B", 500, 1), ("C", 900, 2))
    ]
    votes = ({1: 1}, {1: 1}, {2: 1}, {2: 1}, {3: 1}, {3: 1}, {3: 1}, {})
    ballot = await shared_out(votes, options, (2_000, 1_000), most=3, start="exact", **changes)
    won = [one.position for one in await winners(db, ballot)]
    assert won
    assert set(won) == await published_winners(db, ballot)


async def test_a_winner_becomes_an_action_once(db, decided, administrator, roads, place):
    idea = uuid7()
    options = [
        OptionDetails(title="A" * 180, body="Un banc.", cost_minor=120_000, place_id=place.id),
        OptionDetails(title="B", idea_id=idea),
        OptionDetails(title="C"),
    ]
    ballot = await decided({1: 1, 2: 1}, {1: 1, 2: 1}, {1: 1}, options=options, winners=2)
    first, second = await winners(db, ballot)
    action = await make_action(db, ballot.id, first.id, roads.id, by=administrator)
    assert (action.title, action.why) == ("A" * 149 + "…", "Un banc.")
    assert (action.budget, action.service_id) == (Money(120_000), roads.id)
    assert (action.origin_kind, action.origin_id) == (Origin.VOTE, first.id)
    assert action.origin_path == f"/ballots/{ballot.id}"
    again = await make_action(db, ballot.id, first.id, roads.id, by=administrator)
    assert again.id == action.id
    other = await make_action(db, ballot.id, second.id, roads.id, by=administrator)
    assert (other.origin_kind, other.origin_id, other.origin_path) == (Origin.IDEA, idea, f"/ideas/{idea}")
    assert other.why == ballot.question
    assert [one.action and one.action.id for one in await desk(db, ballot)] == [action.id, other.id]
    assert await shown(db, ballot.id) == {}
    await show_action(db, other.id, by=administrator)
    [followed] = (await shown(db, ballot.id)).values()
    assert (followed.position, followed.path) == (2, f"/actions/{other.number}")
    [of_idea] = await came_from(db, administrator.territory, Origin.IDEA, idea)
    assert of_idea.action.id == other.id
    deeds = (await db.exec(select(AuditEntry.deed).order_by(AuditEntry.id))).all()
    assert deeds.count("action_proposed") == 2


async def test_what_did_not_win_becomes_nothing(db, decided, administrator, roads):
    ballot = await decided({1: 1}, {1: 1}, {2: 1}, winners=1)
    wanted = select(BallotOption).where(BallotOption.ballot_id == ballot.id, BallotOption.position == 2)
    lost = (await db.exec(wanted)).one()
    with pytest.raises(NotAWinnerError):
        await make_action(db, ballot.id, lost.id, roads.id, by=administrator)
    with pytest.raises(NotAWinnerError):
        await ask_campaign(db, ballot.id, lost.id, "", by=administrator)


async def test_a_campaign_is_asked_for_once_by_an_event(db, decided, administrator, roads, place, chosen):
    options = [
        OptionDetails(title="A", body="Un banc.", cost_minor=120_000, place_id=place.id),
        OptionDetails(title="B"),
    ]
    ballot = await decided({1: 1}, {1: 1}, {2: 1}, options=options, winners=2, most=2)
    first, second = await winners(db, ballot)
    await ask_campaign(db, ballot.id, first.id, "Les Amis du banc", by=administrator)
    assert chosen == [
        ProjectChosen(
            territory_id=ballot.territory_id,
            source=first.id,
            title="A",
            text="Un banc.",
            cost=Money(120_000),
            place_id=place.id,
            path=f"/ballots/{ballot.id}",
            holder="Les Amis du banc",
            by=administrator.doer,
        )
    ]
    with pytest.raises(CampaignAskedError):
        await ask_campaign(db, ballot.id, first.id, "", by=administrator)
    await make_action(db, ballot.id, first.id, roads.id, by=administrator)
    await make_action(db, ballot.id, second.id, roads.id, by=administrator)
    await ask_campaign(db, ballot.id, second.id, "", by=administrator)
    assert chosen[1].cost is None
    rows = (await db.exec(select(BallotFollowup).order_by(BallotFollowup.option_id))).all()
    assert all(one.action_id and one.campaign_asked_at for one in rows)
    await db.commit()
    assert await violations(db, INVARIANTS) == []


async def test_without_campaigns_none_is_asked_for(db, decided, administrator):
    ballot = await decided({1: 1}, {1: 1}, {2: 1}, winners=1)
    [won] = await winners(db, ballot)
    db.info["subscriptions"] = {}
    with pytest.raises(NoCampaignsError):
        await ask_campaign(db, ballot.id, won.id, "", by=administrator)


async def test_only_who_works_for_this_territory_follows_up(db, decided, someone, elsewhere, roads):
    ballot = await decided({1: 1}, {1: 1}, {2: 1}, winners=1)
    [won] = await winners(db, ballot)
    for one, refused in (
        (await someone(), ForbiddenError),
        (await someone(Role.ELECTED), ForbiddenError),
        (await someone(Role.AGENT, at=elsewhere), NotFoundError),
    ):
        with pytest.raises(refused):
            await make_action(db, ballot.id, won.id, roads.id, by=one)
        with pytest.raises(refused):
            await ask_campaign(db, ballot.id, won.id, "", by=one)
    assert (await db.exec(select(Action.id).order_by(Action.id))).all() == []


def test_what_is_too_long_for_an_action_is_cut():
    assert action_title("A") == "A"
    assert len(action_title("A" * 151)) == 150
    assert action_why("", "Q") == "Q"
    assert len(action_why("A" * 3_001, "Q")) == 3_000


@pytest.mark.parametrize(
    ("planted", "broken"),
    [
        ("UPDATE ballot_followup SET territory_id = (SELECT id FROM territory WHERE slug = 'val-clair')", 0),
        ("INSERT INTO ballot_figures SELECT id, '{}', now() FROM ballot WHERE published_at IS NULL", 1),
    ],
)
async def test_what_breaks_a_rule_is_found(
    db, decided, ballot_of, follower, elsewhere, owner, planted, broken
):
    ballot = await decided({1: 1}, {1: 1}, {2: 1}, winners=1)
    [won] = await winners(db, ballot)
    await make_action(db, ballot.id, won.id, follower[0], by=follower[1])
    await ballot_of()
    await db.commit()
    assert await violations(db, INVARIANTS) == []
    owner.execute(planted)
    assert [one.invariant.name for one in await violations(db, INVARIANTS)] == [INVARIANTS[broken].name]
