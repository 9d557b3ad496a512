"""The way to the holder's bank, and what may come back from there."""

import pytest
from sqlmodel import select

from okote.funding.campaigns.rules import CampaignState
from okote.funding.closing.service import retry
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.mail.models import Mail
from payments.money import Money
from payments.operations.models import ConnectedAccount, Operation
from payments.operations.rules import OperationKind
from tests.okote.app_client import ADDRESS, territory
from tests.okote.funding.closing.deadline import (
    close,
    closing_of,
    everything_holds,
    past_the_deadline,
    until_settled,
)

__all__ = ["everything_holds"]


@pytest.fixture
async def funded(scene):
    for _ in range(3):
        await scene.pledge(1_300)
    await past_the_deadline(scene)
    await close(scene)
    return scene


async def payouts(scene):
    async with scene.house.database.reading() as db:
        asked = select(Operation).where(Operation.kind == OperationKind.PAY_OUT).order_by(Operation.id)
        return (await db.exec(asked)).all()


async def sent_back(scene):
    """The bank returns the payout, days after it had arrived, and Stripe tells."""
    (payout,) = await payouts(scene)
    await scene.stripe.control.post(f"payouts/{payout.stripe_id}/fail", code="account_closed")
    await scene.house.desk.perform(payout.id)


async def ask_again(scene, reason):
    """An administrator has Stripe asked once more."""
    here = await territory(scene.house)
    async with scene.house.database.unit_of_work() as db:
        person = Person(created_at=await db.now())
        db.add(person)
        await db.flush()
        roles = frozenset({Held(Role.ADMINISTRATOR)})
        administrator = Visitor(territory=here, language="fr", address=ADDRESS, person=person, roles=roles)
        await retry(db, scene.campaign.id, reason, by=administrator)


async def told(scene):
    """What the holder was written, in its order."""
    async with scene.house.database.reading() as db:
        keys = (await db.exec(select(Mail.key).order_by(Mail.id))).all()
    return [key.partition(":")[0] for key in keys if key.endswith("holder")]


async def account(scene, becomes):
    async with scene.house.database.reading() as db:
        known = (await db.exec(select(ConnectedAccount))).one()
    await scene.stripe.control.post(f"accounts/{known.stripe_id}/{becomes}")


async def test_an_account_that_stripe_holds_back_is_paid_once_it_no_longer_is(scene):
    """Also where its association is dissolved: nothing leaves by itself, and a person hears of it."""
    for _ in range(3):
        await scene.pledge(1_300)
    await past_the_deadline(scene)
    await account(scene, "restrict")
    await close(scene)
    await until_settled(scene)
    assert (await scene.now()).state is CampaignState.FUNDED
    assert (await closing_of(scene)).failure is not None
    assert await told(scene) == ["campaign-funded", "holder-not-paid"]
    assert await scene.held_by_stripe() > Money.of(2_964)

    await account(scene, "enable")
    await ask_again(scene, "Le compte est de nouveau ouvert")
    await close(scene)
    await until_settled(scene)
    assert (await scene.now()).state is CampaignState.PAID_OUT
    assert [payout.amount for payout in await payouts(scene)] == [Money.of(2_964)]


async def test_a_payout_that_the_bank_sent_back_is_asked_for_again(funded):
    await until_settled(funded)
    assert (await funded.now()).state is CampaignState.PAID_OUT

    await sent_back(funded)
    await funded.work()
    closing = await closing_of(funded)
    assert (await funded.now()).state is CampaignState.FUNDED
    assert (closing.failure, closing.paid_out_at) == ("account_closed", None)

    await ask_again(funded, "Le compte est rouvert")
    await until_settled(funded)
    assert (await funded.now()).state is CampaignState.PAID_OUT
    assert (await closing_of(funded)).failure is None
    assert await told(funded) == ["campaign-funded", "campaign-paid-out", "holder-not-paid", "paid-out-again"]
    assert [payout.amount for payout in await payouts(funded)] == [Money.of(2_964)] * 2


async def test_a_payout_sent_back_at_once_does_not_count_as_paid(funded):
    """Both news come before the campaign is led on."""
    while not await payouts(funded):
        await funded.move_clock(days=1)
        await close(funded)
    (payout,) = await payouts(funded)
    await funded.stripe.control.post(f"payouts/{payout.stripe_id}/arrive")
    await funded.house.desk.perform(payout.id)
    await sent_back(funded)
    await close(funded)
    assert (await funded.now()).state is CampaignState.FUNDED
    assert (await closing_of(funded)).failure == "account_closed"
