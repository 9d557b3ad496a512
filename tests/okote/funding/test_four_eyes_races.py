"""Two second persons at once: what they approve is done once."""

from asyncio import Event, gather, wait_for

import pytest
from sqlmodel import select

from okote.approvals.models import Approval
from okote.approvals.rules import ApprovalOverError, check_decidable
from okote.approvals.service import Wanted, approve, second_person, set_sum
from okote.feature import Act
from okote.funding.deeds import CAMPAIGN
from okote.identity.models import Role
from okote.territories.models import Place
from payments.money import Money
from payments.sessions import WriteSession


@pytest.fixture
async def db(database):
    """What is written here is committed, for other transactions to see."""
    async with WriteSession(database.engine, expire_on_commit=False, info=database.info) as session:
        yield session


async def leave_a_mark(db, approval, _by):
    """Once for each time that it is done."""
    marks = (await db.exec(select(Place).where(Place.territory_id == approval.territory_id))).all()
    db.add(Place(territory_id=approval.territory_id, name=f"mark {len(marks)} {id(db)}"))


ACTS = {"mark": Act("Leave a mark", CAMPAIGN, leave_a_mark)}


@pytest.fixture
async def waits(db, someone, administrator):
    await set_sum(db, Money.of("1"), by=administrator)
    wanted = Wanted(
        act="mark",
        subject=administrator.territory.id,
        called="Une marque",
        amount=Money.of("2"),
        before={},
        after={},
        reason="Un essai",
    )
    asked = await second_person(db, wanted, by=administrator)
    both = [await someone(Role.ADMINISTRATOR), await someone(Role.ACCOUNTANT)]
    await db.commit()
    return asked, both


async def marks(db):
    return len((await db.exec(select(Place))).all())


async def test_it_is_done_once(db, database, waits):
    asked, both = waits

    async def decide(who):
        async with database.unit_of_work() as session:
            await approve(session, ACTS, asked.id, "", by=who)

    ended = await gather(*map(decide, both), return_exceptions=True)
    assert sorted(type(one).__name__ for one in ended) == ["ApprovalOverError", "NoneType"]
    assert await marks(db) == 1


async def test_without_the_lock_it_would_be_done_twice(db, database, waits):
    """The negative control: the same question and the same effect, the request's row left free."""
    asked, both = waits
    read = [Event(), Event()]

    async def decide(who, mine, other):
        async with database.unit_of_work() as session:
            free = (await session.exec(select(Approval).where(Approval.id == asked.id))).one()
            check_decidable(
                decided=free.verdict is not None,
                expires_at=free.expires_at,
                asked_by=free.asked_by,
                by=who.person.id,
                at=await session.now(),
            )
            mine.set()
            await wait_for(other.wait(), 10)
            await leave_a_mark(session, free, who)

    ended = await gather(decide(both[0], *read), decide(both[1], *reversed(read)), return_exceptions=True)
    assert not [one for one in ended if isinstance(one, ApprovalOverError)]
    assert await marks(db) == 2
