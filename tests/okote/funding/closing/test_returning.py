"""Money on its way back to donors, while the rule decides and when banks do not take it."""

from datetime import timedelta

import pytest

from okote.funding.campaigns.rules import CampaignState
from okote.funding.pledges.rules import PledgeStatus
from payments.money import Money
from tests.okote.funding.closing.deadline import (
    close,
    closing_of,
    everything_holds,
    past_the_deadline,
    until_settled,
)
from tests.okote.funding.scene import SLOW_BACK

__all__ = ["everything_holds"]


def of_campaigns(balances):
    return {address: sum_ for address, sum_ in balances.items() if address.startswith("campaign:")}


@pytest.mark.parametrize("taken_back", [1, 2])
async def test_a_pledge_taken_back_in_the_last_minute_is_not_settled_twice(scene, taken_back):
    """Its refund is under way while the rule decides: its fee goes once, with the refund."""
    for _ in range(3):
        await scene.pledge(1_300)
    leaving = [await scene.pledge(500, card=SLOW_BACK) for _ in range(taken_back)]
    async with scene.house.database.reading() as db:
        left = scene.campaign.ends_at - await db.now() - timedelta(minutes=1)
    await scene.move_clock(stripe=False, seconds=left.total_seconds())
    for pledge in leaving:
        await scene.take_back(pledge)
    await scene.work()
    await past_the_deadline(scene, stripe=False)
    await close(scene)
    assert (await scene.now()).state is CampaignState.FUNDED
    assert (await closing_of(scene)).pledged_minor == 3_900_00
    assert await scene.pledges() == {PledgeStatus.IN_FORCE: 3, PledgeStatus.CANCELLING: taken_back}
    lost = Money(7_75 * taken_back)
    assert (await scene.balances())["campaign:…:fees"] == lost

    await until_settled(scene)
    assert (await scene.now()).state is CampaignState.PAID_OUT
    balances = await scene.balances()
    assert of_campaigns(balances) == {}
    assert balances["operator:fees-not-recovered"] == lost
    assert await scene.held_by_stripe() == balances["stripe:balance"]
