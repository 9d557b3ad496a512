"""Fifty refunds, each asked for twice at once and done twice at once, are fifty."""

from asyncio import gather

from payments.operations import service
from tests.faults.twice import MADE, expected, paid, refunded_twice
from tests.payments.office import Office, office, stripe_server

__all__ = ["office", "stripe_server"]

REFUNDS = 50


async def test_they_are_as_many_as_the_payments(office: Office):
    assert await refunded_twice(office, await paid(office, REFUNDS)) == expected(REFUNDS)


async def test_of_two_unlocked_halves_both_would_be_granted(office: Office):
    """The negative control: who asks without holding the payment is granted what is given already."""
    (payment,) = await paid(office, 1)

    async def unlocked() -> None:
        async with office.database.unit_of_work() as db:
            await service._ask(
                db, "refund", payment, payment_id=payment.id, amount=payment.amount, details={}
            )

    await gather(unlocked(), unlocked())
    counted = await refunded_twice(office, [payment])
    assert counted != expected(1)
    assert counted[MADE] == 0
