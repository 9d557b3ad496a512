"""A pledge of the last second and the deadline: either it comes first and is waited for, or it is refused."""

import asyncio
from uuid import uuid4

import pytest
from sqlalchemy import text

from okote.funding.campaigns.rules import CampaignState
from okote.funding.closing.service import decide, end, expire_open
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.pledges.service import PledgeDetails, give
from okote.identity.models import Person
from okote.identity.visitors import Visitor
from payments.money import Money
from tests.okote.app_client import ADDRESS, territory
from tests.okote.funding.closing.deadline import past_the_deadline

WAITING = text("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'")


@pytest.fixture
async def donor(house):
    async with house.database.unit_of_work() as db:
        person = Person(created_at=await db.now(), email="donor@example.test")
        db.add(person)
    return Visitor(territory=await territory(house), language="fr", address=ADDRESS, person=person)


def details():
    return PledgeDetails(uuid4(), Money.of(20), None, name_shown=False, amount_shown=False, message=None)


async def close(scene):
    """As the job does, one transaction a step."""
    for step in (end, expire_open):
        async with scene.house.database.unit_of_work() as db:
            await step(db, scene.campaign.id)
    async with scene.house.database.unit_of_work() as db:
        await decide(db, scene.campaign.id, heard=())


async def until_it_waits(scene, task):
    """For a lock, as PostgreSQL itself says; or is done, where nothing held it up."""
    while not task.done():
        async with scene.house.database.reading() as db:
            if (await db.exec(WAITING)).scalar_one():
                return
        await asyncio.sleep(0)


async def test_the_deadline_waits_for_who_came_first(scene, donor):
    async with scene.house.database.unit_of_work() as db:
        await give(db, scene.campaign.id, details(), by=donor)
        await past_the_deadline(scene)
        closing = asyncio.create_task(close(scene))
        await until_it_waits(scene, closing)
        assert not closing.done()
    await closing

    assert (await scene.now()).state is CampaignState.CLOSING
    assert await scene.pledges() == {PledgeStatus.OPENED: 1}


async def test_without_the_lock_it_would_decide_without_them(scene, donor):
    """The negative control: the same pledge, written without holding the campaign open."""
    async with scene.house.database.unit_of_work() as db:
        db.add(
            Pledge(
                territory_id=donor.territory.id,
                campaign_id=scene.campaign.id,
                person_id=donor.person.id,
                form_token=uuid4(),
                amount_minor=20_00,
                language="fr",
                thanks_hash=uuid4().bytes * 2,
                created_at=await db.now(),
            )
        )
        await past_the_deadline(scene)
        await close(scene)
        await db.flush()

    assert (await scene.now()).state is CampaignState.REFUNDING
    assert await scene.pledges() == {PledgeStatus.OPENED: 1}
