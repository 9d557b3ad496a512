"""Two at the same moment: a campaign opens once, and of two writers one learns of the other."""

from asyncio import Event, gather, wait_for
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import col, func, select

from okote.funding.campaigns.models import Campaign, CampaignStep
from okote.funding.campaigns.rules import CampaignState
from okote.funding.campaigns.service import open_due_campaigns, save_draft
from okote.platform.clock import set_offset
from payments.sessions import WriteSession


@pytest.fixture
async def db(database):
    """What is written here is committed, for other transactions to see."""
    async with WriteSession(database.engine, expire_on_commit=False, info=database.info) as session:
        yield session


async def openings(db):
    await db.rollback()
    statement = select(func.count()).select_from(CampaignStep).where(CampaignStep.state == "live")
    return (await db.exec(statement)).one()


async def test_a_campaign_opens_once_whoever_comes_first(db, database, approved):
    await set_offset(db, timedelta(days=1))
    await db.commit()

    async def tick():
        async with database.unit_of_work() as session:
            return len(await open_due_campaigns(session))

    assert sorted(await gather(tick(), tick())) == [0, 1]
    assert await openings(db) == 1


async def test_without_the_lock_it_would_open_twice(db, database, approved):
    """The negative control: the same question and the same write, the row left free."""
    await db.commit()
    asked = [Event(), Event()]

    async def tick(mine, others):
        async with database.unit_of_work() as session:
            due = select(Campaign.id).where(col(Campaign.state) == CampaignState.SCHEDULED)
            (campaign,) = (await session.exec(due)).all()
            mine.set()
            await wait_for(others.wait(), 10)
            session.add(CampaignStep(campaign_id=campaign, at=await session.now(), state=CampaignState.LIVE))

    await gather(tick(*asked), tick(*reversed(asked)))

    assert await openings(db) == 2


async def test_of_two_who_save_at_once_one_learns_of_the_other(db, database, draft, offer, writer, reviewer):
    await db.commit()

    async def save(by, title):
        async with database.unit_of_work() as session:
            return await save_draft(session, draft.id, replace(offer, title=title), version=1, by=by)

    ended = await gather(save(writer, "Un"), save(reviewer, "Deux"), return_exceptions=True)

    assert sorted(type(one).__name__ for one in ended) == ["Campaign", "StaleError"]
