"""The last unit, two donors at the same moment: one of them has it, whatever the two processes do."""

from asyncio import Event, gather, wait_for
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlmodel import func, select

from okote.funding.campaigns.models import Reward
from okote.funding.pledges.models import PledgeReward
from okote.funding.pledges.rewards.rules import RewardGoneError
from okote.funding.pledges.service import PledgeDetails, give
from okote.identity.models import Person
from okote.identity.visitors import Visitor
from payments.money import Money
from tests.okote.app_client import ADDRESS, territory


@pytest.fixture
async def last(scene, house):
    async with house.database.unit_of_work() as db:
        month = scene.campaign.last_day.replace(day=1)
        made = Reward(
            campaign_id=scene.campaign.id,
            position=0,
            title="Le dernier bocal",
            starts_at_minor=20_00,
            value_minor=5_00,
            units=1,
            month=month,
        )
        db.add(made)
    return made


@pytest.fixture
async def donors(house):
    async with house.database.unit_of_work() as db:
        people = [Person(created_at=await db.now()) for _ in "ab"]
        db.add_all(people)
    here = await territory(house)
    return [Visitor(territory=here, language="fr", address=ADDRESS, person=one) for one in people]


def details(reward):
    nothing = PledgeDetails(uuid4(), Money.of(20), None, name_shown=False, amount_shown=False, message=None)
    return replace(nothing, reward=reward)


async def taken(house):
    async with house.database.reading() as db:
        return (await db.exec(select(func.count()).select_from(PledgeReward))).one()


async def test_one_of_two_has_the_last_one(scene, house, donors, last):
    async def send(donor):
        async with house.database.unit_of_work() as db:
            return (await give(db, scene.campaign.id, details(last.id), by=donor))[0]

    ends = await gather(*map(send, donors), return_exceptions=True)

    assert sorted(isinstance(end, RewardGoneError) for end in ends) == [False, True]
    assert await taken(house) == 1
    assert await scene.violations() == set()


async def test_without_the_lock_both_would_have_it(scene, house, donors, last):
    """The negative control: the same question and the same write, nobody waiting for the other."""
    asked = [Event(), Event()]

    async def send(donor, mine, others):
        async with house.database.unit_of_work() as db:
            pledge, _ = await give(db, scene.campaign.id, details(None), by=donor)
            so_far = select(func.count()).where(PledgeReward.reward_id == last.id)
            assert (await db.exec(so_far)).one() < last.units
            mine.set()
            await wait_for(others.wait(), 10)
            db.add(
                PledgeReward(
                    pledge_id=pledge.id,
                    territory_id=pledge.territory_id,
                    reward_id=last.id,
                    chosen_at=await db.now(),
                )
            )

    await gather(send(donors[0], *asked), send(donors[1], *reversed(asked)))

    assert await taken(house) == 2
    assert await scene.violations() == {"reward-is-not-promised-too-often"}
