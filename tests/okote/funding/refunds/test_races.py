"""Two files at once, and another account while one is made: each refund is in one file, with one account."""

from asyncio import Event, gather, wait_for
from dataclasses import replace
from datetime import date

import pytest
from sqlmodel import col, func, select

from okote.funding.refunds import service
from okote.funding.refunds.models import BankOrder, BankRefund
from okote.funding.refunds.rules import (
    AccountFixedError,
    BankRefundState,
    Details,
    NothingToOrderError,
)
from okote.identity.models import Person, Role, SignIn
from okote.identity.visitors import Held, Visitor
from okote.platform.safe import Safe
from payments.money import Money
from tests.okote.app_client import ADDRESS, territory
from tests.okote.funding.refunds.returned import ANOTHER, Returned

OURS, THEIRS = Details("Association Exemple", ANOTHER), Details("Camille Kern", ANOTHER)
DAY = date(2040, 1, 2)
SAFE = Safe("a-secret-of-this-race", service.PURPOSE)


@pytest.fixture
async def named(returned: Returned) -> Returned:
    await returned.name()
    return returned


@pytest.fixture
async def accountant(named: Returned) -> Visitor:
    here = await territory(named.scene.house)
    async with named.scene.house.database.reading() as db:
        latest = select(Person).join(SignIn, col(SignIn.person_id) == Person.id)
        person = (await db.exec(latest.order_by(col(SignIn.id).desc()).limit(1))).one()
    roles = frozenset({Held(Role.ACCOUNTANT)})
    return Visitor(territory=here, language="en", address=ADDRESS, person=person, roles=roles)


async def donor(named: Returned, accountant: Visitor) -> Visitor:
    async with named.scene.house.database.reading() as db:
        person = await db.get_one(Person, (await named.refund()).person_id)
    return replace(accountant, person=person, roles=frozenset())


async def files(named: Returned) -> int:
    async with named.scene.house.database.reading() as db:
        return (await db.exec(select(func.count()).select_from(BankOrder))).one()


async def test_of_two_files_at_once_one_is_made(named, accountant):
    async def order():
        async with named.scene.house.database.unit_of_work() as db:
            await service.order(db, OURS, DAY, by=accountant)

    ended = await gather(order(), order(), return_exceptions=True)

    assert sorted(type(one) for one in ended if one) == [NothingToOrderError]
    assert await files(named) == 1
    assert await named.scene.violations() == set()


async def test_without_the_lock_both_would_pay_it(named, accountant):
    """The negative control: the same question and the same writes, the rows left free."""
    asked = [Event(), Event()]

    async def order(mine, others):
        async with named.scene.house.database.unit_of_work() as db:
            ready = select(BankRefund).where(BankRefund.state == BankRefundState.READY)
            [refund] = (await db.exec(ready.order_by(col(BankRefund.id)))).all()
            mine.set()
            await wait_for(others.wait(), 10)
            made = BankOrder(
                territory_id=accountant.territory.id,
                debtor=OURS.name,
                account=OURS.account,
                execute_on=DAY,
                number=1,
                amount_minor=Money.of(20).minor,
                created_at=await db.now(),
                created_by=accountant.person.id,
            )
            db.add(made)
            await db.flush()
            refund.state, refund.order_id = BankRefundState.ORDERED, made.id

    await gather(order(*asked), order(*reversed(asked)))

    assert await files(named) == 2


async def test_an_account_named_while_a_file_is_made_is_in_it_or_refused(named, accountant):
    whose = await donor(named, accountant)
    before = await named.refund()

    async def order():
        async with named.scene.house.database.unit_of_work() as db:
            await service.order(db, OURS, DAY, by=accountant)

    async def name():
        async with named.scene.house.database.unit_of_work() as db:
            await service.name_account(db, SAFE, before.id, THEIRS, by=whose)

    _, refused = await gather(order(), name(), return_exceptions=True)

    after = await named.refund()
    assert after.state is BankRefundState.ORDERED
    assert (after.masked == before.masked) == isinstance(refused, AccountFixedError)


async def test_without_the_lock_a_file_would_lose_what_is_in_it(named, accountant):
    """The negative control: whoever names read it as ready, and makes it so again."""
    read, ordered = Event(), Event()
    refund_id = (await named.refund()).id

    async def name():
        async with named.scene.house.database.unit_of_work() as db:
            refund = await db.get_one(BankRefund, refund_id)
            assert refund.state is BankRefundState.READY
            read.set()
            await wait_for(ordered.wait(), 10)
            refund.details, refund.masked = b"another", "DE•• •••• 3000"

    async def order():
        await wait_for(read.wait(), 10)
        async with named.scene.house.database.unit_of_work() as db:
            await service.order(db, OURS, DAY, by=accountant)
        ordered.set()

    await gather(name(), order())

    after = await named.refund()
    assert (after.state, after.masked) == (BankRefundState.ORDERED, "DE•• •••• 3000")
