"""Two at the same moment: one opening, one writer who learns of the other, one name of who is paid."""

from asyncio import Event, gather, sleep, timeout, wait_for
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import col, func, select

from okote.funding.campaigns.models import Campaign, CampaignStep, Holder
from okote.funding.campaigns.rules import Actor, CampaignState
from okote.funding.campaigns.service import (
    HolderDetails,
    change_holder,
    open_due_campaigns,
    save_draft,
    submit,
)
from okote.funding.campaigns.service.holders import HolderAnnouncedError
from okote.platform.clock import set_offset
from payments.sessions import WriteSession

WAITING = text("""
SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN (
    SELECT l.pid FROM pg_locks l JOIN pg_database d ON d.oid = l.database WHERE d.datname = current_database()
)
""")


@pytest.fixture
async def db(database):
    """What is written here is committed, for other transactions to see."""
    async with WriteSession(database.engine, expire_on_commit=False, info=database.info) as session:
        yield session


async def someone_waits(database):
    """Until another transaction asks for a row that one holds."""
    async with timeout(10), database.reading() as session:
        while not (await session.exec(WAITING)).scalar_one():  # noqa: ASYNC110 (PostgreSQL tells nobody)
            await sleep(0.01)


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
            at = await session.now()
            session.add(CampaignStep(campaign_id=campaign, at=at, state=CampaignState.LIVE, actor=Actor.RULE))

    await gather(tick(*asked), tick(*reversed(asked)))

    assert await openings(db) == 2


async def test_of_two_who_save_at_once_one_learns_of_the_other(db, database, draft, offer, writer, reviewer):
    await db.commit()

    async def save(by, title):
        async with database.unit_of_work() as session:
            return await save_draft(session, draft.id, replace(offer, title=title), version=1, by=by)

    ended = await gather(save(writer, "Un"), save(reviewer, "Deux"), return_exceptions=True)

    assert sorted(type(one).__name__ for one in ended) == ["Campaign", "StaleError"]


def renamed(holder):
    details = HolderDetails(**{name: getattr(holder, name) for name in HolderDetails.__dataclass_fields__})
    return replace(details, name="Une autre association")


async def test_who_is_paid_does_not_change_while_a_campaign_is_sent_in(
    db, database, draft, holder, writer, administrator
):
    """Whoever changes it waits for what was sent in first, and then sees it."""
    details, sent = renamed(holder), Event()
    await db.commit()

    async def send_in():
        async with database.unit_of_work() as session:
            await submit(session, draft.id, version=1, by=writer)
            sent.set()
            await someone_waits(database)

    async def change():
        await wait_for(sent.wait(), 10)
        async with database.unit_of_work() as session:
            await change_holder(session, holder.id, details, by=administrator)

    ended = await gather(send_in(), change(), return_exceptions=True)

    assert [type(one) for one in ended] == [type(None), HolderAnnouncedError]


async def test_nor_is_a_campaign_sent_in_while_who_is_paid_changes(
    db, database, draft, holder, writer, administrator
):
    """The other way round: what is sent in names the holder as it has become."""
    details, changed = renamed(holder), Event()
    await db.commit()

    async def change():
        async with database.unit_of_work() as session:
            await change_holder(session, holder.id, details, by=administrator)
            changed.set()
            await someone_waits(database)

    async def send_in():
        await wait_for(changed.wait(), 10)
        async with database.unit_of_work() as session:
            await submit(session, draft.id, version=1, by=writer)
            return (await session.get_one(Holder, holder.id)).name

    assert await gather(change(), send_in()) == [None, details.name]


async def test_without_the_lock_both_would_happen(db, database, draft, holder):
    """The negative control: the same questions and the same writes, nobody waiting for the other."""
    name = renamed(holder).name
    await db.commit()
    asked = [Event(), Event()]

    async def change(mine, others):
        async with database.unit_of_work() as session:
            states = (await session.exec(select(Campaign.state).where(Campaign.id == draft.id))).all()
            mine.set()
            await wait_for(others.wait(), 10)
            assert states == [CampaignState.DRAFT]
            (await session.get_one(Holder, holder.id)).name = name

    async def send_in(mine, others):
        async with database.unit_of_work() as session:
            read = (await session.get_one(Holder, holder.id)).name
            mine.set()
            await wait_for(others.wait(), 10)
            (await session.get_one(Campaign, draft.id)).state = CampaignState.IN_REVIEW
            return read

    _, read = await gather(change(*asked), send_in(*reversed(asked)))

    await db.refresh(holder)
    await db.refresh(draft)
    assert (draft.state, holder.name) == (CampaignState.IN_REVIEW, name)
    assert read != name
