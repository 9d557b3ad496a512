"""What happens at the deadline, over the real PostgreSQL and a local Stripe."""

from okote.funding.campaigns.rules import CampaignState
from okote.funding.closing.rules import Decision
from okote.funding.pledges.rules import PledgeStatus
from payments.money import Money
from tests.okote.funding.closing.deadline import (
    close,
    closing_of,
    everything_holds,
    past_the_deadline,
    until_settled,
)
from tests.okote.funding.scene import SLOW

__all__ = ["everything_holds"]


async def test_before_the_deadline_nothing_closes(scene):
    await scene.pledge(20)
    await close(scene)
    assert (await scene.now()).state is CampaignState.LIVE


async def test_a_campaign_that_reaches_its_threshold_is_paid(scene):
    """3 × 1 300 € with two partners at 1:1 make 11 700 € of 15 000 €: 78 %.

    Commission: 8 % of 11 700 € = 936 €, of which VAT 156 €. Stripe took 1,5 % + 0,25 € three times:
    3 × 19,75 € = 59,25 €. Transferred: 3 900 − 936 = 2 964 €.
    """
    for _ in range(3):
        await scene.pledge(1_300)
    await past_the_deadline(scene)
    await close(scene)

    closing = await closing_of(scene)
    assert (await scene.now()).state is CampaignState.FUNDED
    assert closing.decision is Decision.FUNDED
    assert (closing.commission_minor, closing.vat_minor, closing.transfer_minor) == (936_00, 156_00, 2_964_00)

    await until_settled(scene)
    assert (await scene.now()).state is CampaignState.PAID_OUT
    assert await scene.balances() == {
        "operator:commission": Money.of(-780),
        "operator:vat": Money.of(-156),
        "operator:stripe-fees": Money.of("59.25"),
        "partner:…:match:…:called": Money.of(3_900),
        "partner:…:match:…:granted": Money.of(-3_900),
        "stripe:balance": Money.of("876.75"),
    }
    assert await scene.held_by_stripe() == Money.of("876.75")


async def test_a_campaign_below_its_threshold_is_refunded_in_full(scene):
    for _ in range(3):
        await scene.pledge(20)
    await past_the_deadline(scene)
    await close(scene)
    await until_settled(scene)

    assert (await scene.now()).state is CampaignState.REFUNDED
    assert await scene.pledges() == {PledgeStatus.REFUNDED: 3}
    assert await scene.balances() == {
        "operator:fees-not-recovered": Money.of("1.65"),
        "stripe:balance": Money.of("-1.65"),
    }
    assert await scene.held_by_stripe() == Money.of("-1.65")


async def test_closing_twice_decides_once(scene):
    await scene.pledge(20)
    await past_the_deadline(scene)
    await close(scene)
    decided = (await closing_of(scene)).decided_at
    await scene.move_clock(hours=1)
    await close(scene)
    assert (await closing_of(scene)).decided_at == decided


async def test_what_waits_at_checkout_is_expired_and_does_not_count(scene):
    await scene.pledge(20, pay=False)
    await past_the_deadline(scene)
    await close(scene)
    await close(scene)
    assert await scene.pledges() == {PledgeStatus.EXPIRED: 1}
    assert (await scene.now()).state is CampaignState.REFUNDED


async def test_the_decision_waits_for_a_bank_that_is_slow(scene):
    """A card paid in time whose bank answers after the deadline still counts; nothing is decided before."""
    pledge = await scene.pledge(20, card=SLOW)
    assert pledge.status is PledgeStatus.PROCESSING
    await past_the_deadline(scene, stripe=False)
    await close(scene)
    assert (await scene.now()).state is CampaignState.CLOSING

    await scene.bank_answers(pledge)
    await close(scene)
    assert (await closing_of(scene)).pledged_minor == 20_00


async def test_the_decision_waits_thirty_minutes_at_most(scene):
    """What comes after the decision goes back in full."""
    pledge = await scene.pledge(20, card=SLOW)
    await past_the_deadline(scene, stripe=False)
    await scene.move_clock(stripe=False, minutes=30)
    await close(scene)
    assert (await closing_of(scene)).pledged_minor == 0

    await scene.bank_answers(pledge)
    await close(scene)
    assert await scene.pledges() == {PledgeStatus.REFUNDED: 1}
