"""At the deadline nobody can pay any more: each payment page is closed once, a few at a time."""

from sqlmodel import func, select

from okote.funding.closing.service import end, expire_open
from okote.funding.closing.service.steps import BATCH
from payments.operations.models import Operation
from payments.operations.rules import OperationKind
from tests.okote.funding.closing.deadline import past_the_deadline


async def asked(scene):
    async with scene.house.database.reading() as db:
        expiries = select(func.count()).where(Operation.kind == OperationKind.EXPIRE_CHECKOUT)
        return (await db.exec(expiries.select_from(Operation))).one()


async def expire(scene):
    """One transaction's worth; whether there was anything."""
    async with scene.house.database.unit_of_work() as db:
        return await expire_open(db, scene.campaign.id)


async def test_payment_pages_are_closed_in_batches_and_each_once(scene):
    for _ in range(BATCH + 2):
        await scene.pledge(20, open_=False)
    assert not await expire(scene)
    await past_the_deadline(scene, stripe=False)
    async with scene.house.database.unit_of_work() as db:
        await end(db, scene.campaign.id)

    assert await expire(scene)
    assert await asked(scene) == BATCH
    assert await expire(scene)
    assert await asked(scene) == BATCH + 2
    assert not await expire(scene)
    assert await asked(scene) == BATCH + 2
