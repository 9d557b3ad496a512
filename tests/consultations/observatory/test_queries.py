"""What everyone reads of a procedure: nothing before it is published, nothing of too few, each point once."""

from datetime import timedelta

from sqlmodel import update

from consultations.actions import service as actions
from consultations.actions.describing import ActionDetails, CameFrom
from consultations.actions.rules import ActionState, Origin, Step
from consultations.measures.statistics.axes import Axis
from consultations.measures.statistics.shares import Share
from consultations.observatory.queries import FROM_PEOPLE, Heard, kept, observed
from consultations.procedures.queries import Wanted, catalogue
from consultations.testing.models import TestCampaign
from consultations.testing.rules.findings import FindingState
from consultations.testing.service import findings, results
from tests.consultations.testing.conftest import later


async def seen(db, territory):
    """What is told of the one procedure that there is."""
    found = await catalogue(db, territory.id, Wanted(), 1)
    (one,) = await observed(db, territory, found.rows)
    return one


async def published(db, campaign, samira):
    await later(db, campaign, 10)
    return await results.publish(db, campaign.id, by=samira)


async def test_nothing_is_told_of_a_test_before_everyone_reads_it(db, territory, listed, finding):
    assert (await seen(db, territory)).tests == []


async def test_what_testers_found_is_told_with_what_was_done_of_it(
    db, territory, listed, campaign, finding, samira, agent
):
    await published(db, campaign, samira)
    (tried,) = (await seen(db, territory)).tests
    assert (tried.slug, tried.version, tried.testers) == (campaign.slug, 1, 3)
    assert tried.favourable == dict.fromkeys(Axis, Share(3, 3))
    assert tried.heard == Heard(told=1)

    refused = await findings.answer(db, finding.id, FindingState.REFUSED, "La loi.", by=agent)
    assert refused.action_id is None
    assert (await seen(db, territory)).heard == Heard(told=1, answered=1)

    accepted = await findings.answer(db, finding.id, FindingState.ACCEPTED, "", by=agent)
    assert (await seen(db, territory)).heard == Heard(told=1, answered=1), "nobody reads the action yet"
    await actions.publish(db, accepted.action_id, by=agent)
    assert (await seen(db, territory)).heard == Heard(told=1, answered=1), "nobody has decided it"
    today = territory.day(await db.now())
    for state, deadline, done in (
        (ActionState.DECIDED, today + timedelta(days=9), 0),
        (ActionState.DONE, None, 1),
        (ActionState.IN_PROGRESS, None, 0),
        (ActionState.ABANDONED, None, 0),
    ):
        await actions.move(db, accepted.action_id, Step(state, today, "Voilà.", deadline), by=agent)
        assert (await seen(db, territory)).heard == Heard(told=1, answered=1, promised=1, done=done)


async def test_a_proposal_that_was_given_up_was_never_promised(
    db, territory, listed, campaign, finding, samira, agent
):
    await published(db, campaign, samira)
    accepted = await findings.answer(db, finding.id, FindingState.ACCEPTED, "", by=agent)
    await actions.publish(db, accepted.action_id, by=agent)
    today = territory.day(await db.now())
    await actions.move(db, accepted.action_id, Step(ActionState.ABANDONED, today, "Trop cher."), by=agent)
    assert (await seen(db, territory)).heard == Heard(told=1, answered=1)


async def test_of_a_test_with_too_few_testers_not_even_its_points_are_told(
    db, territory, listed, campaign, finding, samira
):
    await published(db, campaign, samira)
    assert (await seen(db, territory)).tests
    await db.exec(update(TestCampaign).values(smallest_group=4))
    await db.refresh(campaign)
    told = await seen(db, territory)
    assert (told.tests, told.heard) == ([], Heard())


async def test_what_people_said_is_told_with_what_is_done_first(db, territory, roads, agent):
    """What the administration began by itself, and what nobody reads yet, is left out."""
    today = territory.day(await db.now())

    async def made(title, origin, *, shown=True, done=False):
        came = {} if origin is Origin.OWN else {"origin": CameFrom(origin, title="Une idée")}
        one = await actions.propose(db, ActionDetails(title, "Oui.", roads.id), by=agent, **came)
        if shown:
            await actions.publish(db, one.id, by=agent)
        if done:
            steps = ((ActionState.DECIDED, today + timedelta(days=9)), (ActionState.DONE, None))
            for state, deadline in steps:
                await actions.move(db, one.id, Step(state, today, "", deadline), by=agent)

    for number, origin in enumerate(FROM_PEOPLE):
        await made(f"Promise {number}", origin, done=number == 1)
    await made("Cachée", Origin.IDEA, shown=False)
    await made("De nous-mêmes", Origin.OWN)
    found = await kept(db, territory.id, 1)
    titles = [one.action.title for one in found.rows]
    assert titles[0] == "Promise 1"
    assert sorted(titles) == ["Promise 0", "Promise 1", "Promise 2", "Promise 3"]
    assert (await kept(db, territory.id, 2)).rows == []
