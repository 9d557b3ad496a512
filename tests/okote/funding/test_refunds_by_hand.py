"""What the operator gives back in Stripe's own pages is given back here too, once, to the cent."""

import pytest

from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from payments.money import Money
from payments.operations.models import Payment


async def payment_of(scene, pledge: Pledge) -> Payment:
    async with scene.house.database.reading() as db:
        return await db.get_one(Payment, pledge.payment_id)


async def give_back_by_hand(scene, pledge: Pledge) -> None:
    payment = await payment_of(scene, pledge)
    await scene.stripe.gateway.refunds.create(
        payment.intent_id, pledge.amount, metadata={}, idempotency_key=str(pledge.id)
    )


@pytest.fixture
async def pledge(scene):
    return await scene.pledge(20)


async def test_a_pledge_given_back_by_hand_is_counted_no_more(scene, pledge):
    await scene.pledge(30)
    await give_back_by_hand(scene, pledge)

    for _ in range(2):
        await scene.house.desk.find_returns(pledge.payment_id)

    assert await scene.pledges() == {PledgeStatus.IN_FORCE: 1, PledgeStatus.REFUNDED: 1}
    balances = await scene.balances()
    assert balances["campaign:…:pledges"] == -Money.of("30")
    assert balances["stripe:balance"] == await scene.held_by_stripe()
    assert await scene.violations() == set()
