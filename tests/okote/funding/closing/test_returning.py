"""Money on its way back to donors, while the rule decides and when banks do not take it."""

from datetime import timedelta

import pytest
from sqlmodel import select

from okote.funding.campaigns.rules import CampaignState
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.identity.models import Role, SignIn
from okote.platform.mail.models import Mail
from payments.money import Money
from payments.operations.models import Operation
from payments.operations.rules import OperationKind
from tests.okote.app_client import WHY
from tests.okote.funding.closing.deadline import (
    close,
    closing_of,
    everything_holds,
    past_the_deadline,
    until_settled,
)
from tests.okote.funding.scene import SENT_BACK, SLOW_BACK

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


async def refunds(scene):
    async with scene.house.database.reading() as db:
        asked = select(Operation).where(Operation.kind == OperationKind.REFUND).order_by(Operation.id)
        return (await db.exec(asked)).all()


async def pledge_now(scene, pledge):
    async with scene.house.database.reading() as db:
        return await db.get_one(Pledge, pledge.id)


async def look_again(scene):
    """Stripe tells how each refund stands, as a webhook makes us ask."""
    for refund in await refunds(scene):
        await scene.house.desk.perform(refund.id)
    await scene.work()


async def refunded(scene):
    """A campaign that failed, and has given everything back."""
    await past_the_deadline(scene)
    await close(scene)
    await close(scene)
    assert (await scene.now()).state is CampaignState.REFUNDED


async def test_a_refund_that_the_bank_sends_back_is_owed_again(scene):
    pledge = await scene.pledge(20, card=SENT_BACK)
    await refunded(scene)
    before = await scene.balances()
    await scene.stripe.control.advance(3_600)
    await look_again(scene)

    found = await pledge_now(scene, pledge)
    assert found.status is PledgeStatus.REFUNDING
    assert (found.refund_failure, found.ended_at) == ("expired_or_canceled_card", None)
    assert (await scene.now()).state is CampaignState.REFUNDING
    assert of_campaigns(before) == {}
    balances = await scene.balances()
    assert of_campaigns(balances) == {
        "campaign:…:owed-to-donors": Money.of(-20),
        "campaign:…:fees": Money.of("0.55"),
    }
    assert await scene.held_by_stripe() == balances["stripe:balance"] == Money.of("19.45")
    await close(scene)
    assert len(await refunds(scene)) == 1


async def test_what_waits_for_a_second_person_is_not_offered_again(scene, browser, give_role):
    pledge = await scene.pledge(20)
    await refunded(scene)
    (refund,) = await refunds(scene)
    await scene.stripe.control.post(f"refunds/{refund.stripe_id}/fail", reason="insufficient_funds")
    await look_again(scene)
    administrator = browser()
    await administrator.arrive("yanis")
    await give_role("yanis", Role.ADMINISTRATOR)
    await administrator.post("/en/back-office/approvals/sum", {"above": "10"})
    await administrator.post(f"/en/back-office/pledges/{pledge.id}/refund", WHY)
    shown = (await administrator.get("/en/back-office/pledges")).text
    assert ("waits for a second person" in shown, f"{pledge.id}/refund" in shown) == (True, False)


async def test_a_person_asks_again_and_the_donor_has_the_money_in_the_end(scene, house, browser, give_role):
    """The back office counts it and says why; the donor reads that it is looked after."""
    donor, administrator = browser(), browser()
    await donor.arrive("camille")
    pledge = await scene.pledge(20)
    async with house.database.unit_of_work() as db:
        camille = (await db.exec(select(SignIn.person_id).order_by(SignIn.id).limit(1))).one()
        (await db.get_one(Pledge, pledge.id)).person_id = camille
    await refunded(scene)
    (refund,) = await refunds(scene)
    await scene.stripe.control.post(f"refunds/{refund.stripe_id}/fail", reason="insufficient_funds")
    await look_again(scene)

    await donor.arrive("camille")
    await administrator.arrive("yanis")
    await give_role("yanis", Role.ADMINISTRATOR)
    shown = await donor.get("/en/my/pledges")
    assert "Your bank did not take the refund." in shown.text
    assert "We are looking after your refund" in (await donor.get(f"/en/my/pledges/{pledge.id}")).text
    office = await administrator.get("/en/back-office/pledges")
    assert "refund failed" in office.text
    assert "There is not enough money at Stripe yet" in office.text
    assert "insufficient_funds" not in office.text
    answer = await administrator.post(f"/en/back-office/pledges/{pledge.id}/refund", WHY)
    assert answer.status_code == 303
    again = await administrator.post(f"/en/back-office/pledges/{pledge.id}/refund", WHY)
    assert again.status_code == 303
    await scene.work()
    await close(scene)

    assert (await pledge_now(scene, pledge)).status is PledgeStatus.REFUNDED
    assert (await scene.now()).state is CampaignState.REFUNDED
    assert of_campaigns(await scene.balances()) == {}
    async with house.database.reading() as db:
        keys = (await db.exec(select(Mail.key).order_by(Mail.id))).all()
    told = [key.partition(":")[0] for key in keys if key.endswith(str(pledge.id))]
    assert told == ["pledge-confirmed", "pledge-refunded", "refund-refused", "pledge-refunded-again"]
    assert len(await refunds(scene)) == 2
    assert "Your bank took no refund." not in (await donor.get("/en/my/pledges")).text
    assert "refund failed" not in (await administrator.get("/en/back-office/pledges")).text


async def test_a_refund_that_never_was_one_keeps_its_pledge_waiting(scene):
    """A bank that takes its time, and then refuses: nothing had been given back, so nothing is reversed."""
    pledge = await scene.pledge(20, card=SLOW_BACK)
    await past_the_deadline(scene)
    await close(scene)
    (refund,) = await refunds(scene)
    await scene.stripe.control.post(f"refunds/{refund.stripe_id}/fail", reason="declined")
    await look_again(scene)
    found = await pledge_now(scene, pledge)
    assert (found.status, found.refund_failure) == (PledgeStatus.REFUNDING, "declined")
    assert (await scene.now()).state is CampaignState.REFUNDING
