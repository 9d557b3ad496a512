"""What is found is noted once, with the figures of its moment."""

from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import text
from sqlmodel import select

from okote.funding.campaigns.rules import CampaignState
from okote.funding.milestones.events import EndNears, MilestoneReached
from okote.funding.milestones.invariants import INVARIANTS
from okote.funding.milestones.models import CampaignMilestone
from okote.funding.milestones.rules import Milestone, moment
from okote.funding.milestones.service import note_due
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.platform.checks import violations
from okote.platform.clock import offset, set_offset
from payments.money import Money

M = Milestone


@pytest.fixture
def heard():
    return []


@pytest.fixture
def subscriptions(heard):
    async def hear(_db, event):
        heard.append(event)

    return {kind: [hear] for kind in (MilestoneReached, EndNears)}


@pytest.fixture
def give(db, live_campaign, someone):
    async def give(euros):
        donor = await someone()
        db.add(
            Pledge(
                territory_id=live_campaign.territory_id,
                campaign_id=live_campaign.id,
                person_id=donor.person.id,
                form_token=uuid4(),
                status=PledgeStatus.IN_FORCE,
                amount_minor=Money.of(euros).minor,
                language="fr",
                thanks_hash=uuid4().bytes * 2,
                created_at=await db.now(),
                paid_at=await db.now(),
            )
        )
        await db.flush()

    return give


@pytest.fixture
def come_to(db, live_campaign):
    async def come_to(milestone, **later):
        at = moment(milestone, live_campaign.period) + timedelta(**later)
        await set_offset(db, await offset(db) + at - await db.now())

    return come_to


async def noted(db):
    found = await db.exec(select(CampaignMilestone).order_by(CampaignMilestone.id))
    return [(one.milestone, one.raised, one.pledges, one.reached) for one in found]


async def test_each_is_noted_once_with_its_figures(db, live_campaign, give, come_to, heard):
    await give(300)
    await note_due(db)
    assert await noted(db) == []
    for _ in range(2):
        await come_to(M.HALF_WAY, minutes=1)
        await note_due(db)
    await give(11_000)
    await come_to(M.EIGHT_DAYS)
    await note_due(db)
    await come_to(M.TWO_DAYS)
    await note_due(db)
    assert await noted(db) == [
        (M.HALF_WAY, Money.of(300), 1, False),
        (M.THRESHOLD, Money.of(11_300), 2, True),
        (M.TWO_DAYS, Money.of(11_300), 2, True),
    ]
    assert [type(event) for event in heard] == [MilestoneReached, MilestoneReached, EndNears]
    assert await violations(db, INVARIANTS) == []


async def test_of_what_is_not_open_nothing_is_told(db, live_campaign, give, come_to):
    await give(12_000)
    live_campaign.state = CampaignState.CLOSING
    await db.flush()
    await note_due(db)
    assert await noted(db) == []


PLANTED = {
    "milestone-while-its-campaign-was-open": "UPDATE campaign_milestone SET at = at + interval '1 year'",
    "milestone-of-a-threshold-that-was-reached": "UPDATE campaign_milestone SET reached = false",
}


@pytest.mark.parametrize("invariant", INVARIANTS, ids=lambda invariant: invariant.name)
async def test_what_is_planted_is_found(db, live_campaign, give, invariant):
    await give(12_000)
    await note_due(db)
    await db.exec(text(PLANTED[invariant.name]))
    assert [found.invariant.name for found in await violations(db, INVARIANTS)] == [invariant.name]


async def test_two_letters_of_one_day_are_found(db, live_campaign, give, come_to):
    await give(300)
    for milestone in (M.HALF_WAY, M.TWO_DAYS):
        await come_to(milestone)
        await note_due(db)
    assert await violations(db, INVARIANTS) == []
    await db.exec(text("UPDATE campaign_milestone SET at = (SELECT min(at) FROM campaign_milestone)"))
    assert {found.invariant.name for found in await violations(db, INVARIANTS)} == {
        "milestone-while-its-campaign-was-open"
    }
