"""Whoever locks a payment and its operation locks the payment first, by one statement too."""

import asyncio

import pytest
from sqlalchemy import text
from sqlmodel import select

from payments.operations import holding, queries
from payments.operations.models import Operation

WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
)


async def until_it_waits(office, task):
    """For a lock, as PostgreSQL itself says."""
    while not task.done():
        async with office.database.reading() as db:
            if (await db.exec(WAITING)).scalar_one():
                return
        await asyncio.sleep(0)


async def the_other_way(db, operation):
    """The negative control: the operation is named first."""
    statement = holding.PAYMENT_AND_OPERATION_HELD.with_for_update(of=(Operation, holding.Payment))
    await db.exec(statement, params={"id": operation.id})


@pytest.mark.parametrize(("lock", "free"), [(holding.both_for_update, True), (the_other_way, False)])
async def test_the_operation_is_free_while_its_payment_is_waited_for(office, lock, free):
    payment = await office.intended()
    async with office.database.unit_of_work() as db:
        operation = await queries.opening(db, payment.id)
        await holding.payment_for_update(db, payment.id)
        locking = asyncio.create_task(office.ask(lock, operation))
        await until_it_waits(office, locking)
        assert not locking.done()
        of_it = select(Operation).where(Operation.id == operation.id)
        found = await office.ask(lambda other: other.exec(of_it.with_for_update(skip_locked=True)))
        assert (found.first() is not None) is free
    await locking
