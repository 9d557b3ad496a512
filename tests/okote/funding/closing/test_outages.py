"""The service was down over a deadline, or Stripe was: what was paid in time counts all the same."""

from datetime import timedelta

import pytest

from okote.funding.campaigns.rules import CampaignState
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from payments.money import Money
from payments.operations.models import Payment
from tests.okote.funding.closing.deadline import close, closing_of, everything_holds
from tests.okote.funding.scene import GOOD, SLOW

__all__ = ["everything_holds"]


@pytest.fixture
async def begun(scene):
    """Ten to midnight: six donors stand before their payment page."""
    async with scene.house.database.reading() as db:
        left = scene.campaign.ends_at - await db.now() - timedelta(minutes=10)
    await scene.move_clock(seconds=left.total_seconds())
    return [await scene.pledge(800, pay=False) for _ in range(6)]


async def paid_unseen(scene, pledges, card=GOOD):
    """At Stripe, while nobody is there to hear of it."""
    for pledge in pledges:
        async with scene.house.database.reading() as db:
            payment = await db.get_one(Payment, pledge.payment_id)
        await scene.stripe.control.pay(payment.session_id, card)


async def test_what_was_paid_while_the_service_was_down_counts(scene, begun):
    """Down from 23:52 to 00:35, five paid at 23:55: 4 000 € and as much from each partner make 80 %."""
    await scene.move_clock(minutes=5)
    await paid_unseen(scene, begun[:5])
    await scene.move_clock(minutes=40)
    await close(scene)

    assert (await scene.now()).state is CampaignState.FUNDED
    assert (await closing_of(scene)).pledged_minor == 4_000_00
    assert (await scene.pledges())[PledgeStatus.IN_FORCE] == 5
    async with scene.house.database.reading() as db:
        counted = await db.get_one(Pledge, begun[0].id)
    before = scene.campaign.ends_at - counted.paid_at
    assert timedelta(minutes=4) < before < timedelta(minutes=6)


async def test_what_was_paid_after_the_grace_goes_back(scene, begun):
    await scene.move_clock(minutes=5)
    await paid_unseen(scene, begun[:1])
    await scene.move_clock(minutes=36)
    await paid_unseen(scene, begun[1:2])
    await scene.move_clock(minutes=4)
    await close(scene)
    assert (await closing_of(scene)).pledged_minor == 800_00
    await close(scene)
    assert (await scene.pledges())[PledgeStatus.REFUNDED] == 2
    assert (await scene.balances())["operator:fees-not-recovered"] == Money.of("24.50")


async def test_while_stripe_cannot_be_asked_nothing_is_decided(scene, begun):
    """However long: its silence is no reason to send back what was paid."""
    await scene.move_clock(minutes=5)
    await paid_unseen(scene, begun[:5])
    await scene.move_clock(minutes=40)
    await scene.stripe.control.misbehave(seed=1, server_error=1.0)
    await close(scene)
    assert (await scene.now()).state is CampaignState.CLOSING

    await scene.stripe.control.misbehave()
    await scene.move_clock(hours=5)
    await close(scene)
    assert (await closing_of(scene)).pledged_minor == 4_000_00


async def test_a_bank_that_has_not_answered_is_heard_of_and_no_longer_waited_for(scene, begun):
    await scene.move_clock(minutes=5)
    await paid_unseen(scene, begun[:1], SLOW)
    await scene.move_clock(stripe=False, minutes=40)
    await close(scene)
    assert (await closing_of(scene)).pledged_minor == 0
