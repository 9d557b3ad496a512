"""Two workers at one deadline: the rule decides once."""

from asyncio import Event, gather, wait_for

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import func, select

from okote.funding.campaigns.models import Campaign, CampaignStep
from okote.funding.campaigns.rules import CampaignState
from okote.funding.closing.models import Closing
from okote.funding.closing.service import decide, end, verdict_on
from okote.funding.closing.service.deciding import recorded
from tests.okote.funding.closing.deadline import past_the_deadline


@pytest.fixture
async def ended(scene):
    """Nothing is pending, and nothing decided yet."""
    await past_the_deadline(scene)
    async with scene.house.database.unit_of_work() as db:
        await end(db, scene.campaign.id)
    return scene


async def decisions(scene):
    """How often the campaign was led on from its closing."""
    async with scene.house.database.reading() as db:
        led = select(func.count()).where(CampaignStep.state == CampaignState.REFUNDING)
        return (await db.exec(led.select_from(CampaignStep))).one()


async def test_whoever_comes_second_finds_it_decided(ended):
    async def close():
        async with ended.house.database.unit_of_work() as db:
            await decide(db, ended.campaign.id, heard=())

    await gather(close(), close())

    assert await decisions(ended) == 1


async def test_without_the_lock_both_would_decide(ended):
    """The negative control: the same question and the same writes, the campaign's row left free.

    Both believe that it is theirs to decide; only the closing's key then refuses the second.
    """
    asked = [Event(), Event()]

    async def close(mine, others):
        async with ended.house.database.unit_of_work() as db:
            campaign = await db.get_one(Campaign, ended.campaign.id)
            assert campaign.state is CampaignState.CLOSING
            verdict = await verdict_on(db, campaign)
            mine.set()
            await wait_for(others.wait(), 10)
            db.add(recorded(campaign, verdict, await db.now()))

    ended_with = await gather(close(*asked), close(*reversed(asked)), return_exceptions=True)

    assert sorted(type(one).__name__ for one in ended_with) == ["IntegrityError", "NoneType"]
    (refused,) = [one for one in ended_with if isinstance(one, IntegrityError)]
    assert "pk_closing" in str(refused)
    async with ended.house.database.reading() as db:
        assert (await db.exec(select(func.count()).select_from(Closing))).one() == 1
