"""What somebody refunds in Stripe's own pages although its campaign has succeeded: the holder owes it."""

from asyncio import create_task, sleep

import pytest
from sqlalchemy import text

from okote.funding.campaigns.rules import CampaignState
from okote.funding.closing.service import decide, end
from okote.funding.pledges.rules.life import PledgeNotInForceError
from okote.identity.models import Role
from tests.okote.funding.closing.deadline import close, everything_holds, past_the_deadline, until_settled
from tests.okote.funding.closing.test_reclaiming import (
    GIVEN,
    S,
    enough,
    funded,
    letters,
    of_campaign,
    recovery,
    refunds,
    sound,
    status,
    two,
)
from tests.okote.funding.refunds.returned import sent_back

__all__ = ["enough", "everything_holds", "funded", "two"]

WAITING = text("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")


async def by_hand(scene, pledge, part):
    """In Stripe's own pages."""
    payment = await scene.payment_of(pledge)
    form = {"payment_intent": payment.intent_id, "amount": str(part)}
    await scene.stripe.raw("POST", "/v1/refunds", form)


async def refunded_in_stripe_s_pages(scene, pledge, *parts):
    """All at once or in parts; Stripe tells us."""
    for part in parts or (pledge.amount_minor,):
        await by_hand(scene, pledge, part)
        await scene.house.desk.find_returns(pledge.payment_id)
    await scene.work()


async def test_what_is_refunded_in_stripe_s_own_pages_is_owed_by_its_holder(scene, two, funded, office):
    """Before the payout it is taken back from what is transferred, as what the office gives back."""
    before = await scene.balances()
    await refunded_in_stripe_s_pages(scene, funded)
    assert await status(scene, funded) is S.REFUNDED
    balances = await sound(scene)
    assert balances["campaign:…:to-recover"] == GIVEN
    assert before["stripe:balance"] - balances["stripe:balance"] == GIVEN
    fee = balances["operator:fees-not-recovered"]
    assert before["operator:stripe-fees"] - balances["operator:stripe-fees"] == fee
    with pytest.raises(PledgeNotInForceError):
        await two.asks(funded)
    assert await two.refunds_ahead(funded) is None, "it is with its donor"
    assert await letters(scene) == ["holder-owes", "pledge-refunded"]
    marc = await office.enter("marc", Role.ADMINISTRATOR)
    shown = (await marc.get("/en/back-office/given-back")).text
    assert "It was refunded in Stripe’s own pages." in shown
    assert "waits for the project" not in shown

    await until_settled(scene)
    assert (await recovery(scene)).recovered_at is not None
    assert of_campaign(await sound(scene)) == {}
    assert await refunds(scene) == 1
    await sent_back(scene, funded)
    assert await status(scene, funded) is S.REFUNDING
    assert of_campaign(await sound(scene)).keys() == {"campaign:…:owed-to-donors", "campaign:…:fees"}


async def test_after_the_payout_the_operator_has_paid_what_the_holder_owes(scene, funded):
    """In parts, of which the last counts: until then a person is shown that a part is gone."""
    await until_settled(scene)
    await refunded_in_stripe_s_pages(scene, funded, 5_00)
    assert await status(scene, funded) is S.IN_FORCE
    assert (await scene.payment_of(funded)).code == "refunded_in_part_at_stripe"
    await refunded_in_stripe_s_pages(scene, funded, 15_00)
    await close(scene)
    assert await status(scene, funded) is S.REFUNDED
    assert (await recovery(scene)).failure == "balance_insufficient"
    assert of_campaign(await sound(scene)) == {"campaign:…:to-recover": GIVEN}
    assert (await scene.now()).state is CampaignState.PAID_OUT


async def test_what_two_gave_back_and_somebody_refunds_by_hand_is_owed_once(scene, two, funded):
    await until_settled(scene)
    await two.gives_back(funded)
    await refunded_in_stripe_s_pages(scene, funded)
    await close(scene)
    assert await status(scene, funded) is S.REFUNDED
    assert of_campaign(await sound(scene)) == {"campaign:…:to-recover": GIVEN}
    assert await refunds(scene) == 1


async def test_what_is_refunded_by_hand_while_the_rule_decides_waits_for_what_it_decides(scene, enough):
    """The negative control: who reads the campaign without sharing it believes that nothing is decided."""
    await past_the_deadline(scene)
    async with scene.house.database.unit_of_work() as db:
        await end(db, scene.campaign.id)
    await by_hand(scene, enough, enough.amount_minor)
    async with scene.house.database.unit_of_work() as db:
        await decide(db, scene.campaign.id, heard=())
        hearing = create_task(scene.house.desk.find_returns(enough.payment_id))
        assert (await scene.now()).state is CampaignState.CLOSING
        while not (await db.exec(WAITING)).scalar_one():
            assert not hearing.done(), "it waited for nobody"
            await sleep(0)
    await hearing
    assert await status(scene, enough) is S.REFUNDED
    assert (await recovery(scene)).amount == GIVEN
    await sound(scene)
