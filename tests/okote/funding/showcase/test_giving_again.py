"""Whoever goes back, changes their mind or is impatient pays what they confirmed last, and pays it once."""

import pytest
from sqlmodel import select

from okote.funding.campaigns.models import Holder
from okote.funding.pledges.rules import PledgeStatus
from payments.money import Money
from payments.operations.models import ConnectedAccount, Payment
from tests.okote.funding.scene import GOOD, SLOW
from tests.okote.funding.showcase.test_pages import hidden, pledges


@pytest.fixture
async def donor(browser):
    visitor = browser()
    await visitor.arrive("camille")
    return visitor


async def confirm(donor, scene, amount, token=None):
    """The check page with that amount, and its button: where it leads, and the form's token."""
    query = f"amount={amount}" + (f"&token={token}" if token else "")
    form = hidden((await donor.get(f"{scene.path}/pledge/check?{query}")).text)
    return await donor.post(f"{scene.path}/pledge", form), form["token"]


async def asked_at(scene, answer) -> Money:
    """What the payment page asks for to which a donor was led."""
    assert answer.headers["location"].startswith(scene.stripe.url), answer.headers["location"]
    async with scene.house.database.reading() as db:
        payment = select(Payment).where(Payment.url == answer.headers["location"])
        return (await db.exec(payment)).one().amount


async def pay(scene, answer, card=GOOD):
    await scene.stripe.control.pay(answer.headers["location"].rpartition("/")[2], card)


async def test_another_amount_in_the_same_form_is_what_is_asked_for(donor, scene, house):
    fifty, token = await confirm(donor, scene, 50)
    twenty, kept = await confirm(donor, scene, 20, token)
    assert kept == token
    assert await asked_at(scene, twenty) == Money.of(20)
    assert await asked_at(scene, fifty) == Money.of(50)
    await scene.work()
    statuses = {pledge.amount: pledge.status for pledge in await pledges(house)}
    assert statuses == {Money.of(50): PledgeStatus.EXPIRED, Money.of(20): PledgeStatus.OPENED}


async def test_back_to_the_first_amount_is_a_payment_page_that_is_still_open(donor, scene, house):
    first, token = await confirm(donor, scene, 50)
    await confirm(donor, scene, 20, token)
    again, _ = await confirm(donor, scene, 50, token)
    assert again.headers["location"] != first.headers["location"]
    assert await asked_at(scene, again) == Money.of(50)
    await scene.work()
    assert [pledge.status for pledge in await pledges(house)].count(PledgeStatus.OPENED) == 1


async def test_the_same_form_after_its_payment_page_has_expired_opens_another(donor, scene, house):
    first, token = await confirm(donor, scene, 20)
    await scene.move_clock(hours=2)
    for pledge in await pledges(house):
        await house.desk.refresh(pledge.payment_id)
    second, _ = await confirm(donor, scene, 20, token)
    assert await asked_at(scene, second) == Money.of(20)
    assert second.headers["location"] != first.headers["location"]
    again, _ = await confirm(donor, scene, 20, token)
    assert again.headers["location"] == second.headers["location"]
    assert [pledge.status for pledge in await pledges(house)] == [PledgeStatus.EXPIRED, PledgeStatus.OPENED]


async def test_the_same_form_after_it_was_paid_does_not_ask_for_a_card(donor, scene, house):
    answer, token = await confirm(donor, scene, 20)
    await pay(scene, answer)
    again, _ = await confirm(donor, scene, 20, token)
    (pledge,) = await pledges(house)
    assert again.headers["location"] == f"/fr/my/pledges/{pledge.id}"
    assert "confirmée" in (await donor.follow(again)).text
    (pledge,) = await pledges(house)
    assert pledge.status is PledgeStatus.IN_FORCE


async def test_what_a_bank_still_thinks_about_is_not_asked_for_in_another_tab(donor, scene, house):
    answer, token = await confirm(donor, scene, 20)
    await pay(scene, answer, SLOW)
    for sent in (token, None):
        again, _ = await confirm(donor, scene, 20, sent)
        shown = await donor.follow(again)
        assert "Ne payez pas une seconde fois" in shown.text, shown.text
    (pledge,) = await pledges(house)
    assert pledge.status is PledgeStatus.PROCESSING


async def test_a_second_gift_of_the_same_amount_is_one_s_own_decision(donor, scene, house):
    answer, _ = await confirm(donor, scene, 20)
    await pay(scene, answer)
    await scene.house.desk.refresh((await pledges(house))[0].payment_id)
    again, _ = await confirm(donor, scene, 20)
    assert await asked_at(scene, again) == Money.of(20)


async def test_nobody_gives_to_whom_stripe_has_stopped(donor, scene, house):
    form = hidden((await donor.get(f"{scene.path}/pledge/check?amount=20")).text)
    async with house.database.unit_of_work() as db:
        (await db.get_one(Holder, scene.campaign.holder_id)).account_ready = False
    for answer in (
        await donor.get(f"{scene.path}/pledge"),
        await donor.get(f"{scene.path}/pledge/check?amount=20"),
        await donor.post(f"{scene.path}/pledge", form),
    ):
        assert "ne permet pas" in answer.text
    shown = await donor.get(scene.path)
    assert "ne permet pas" in shown.text
    assert f'href="{scene.path}/pledge"' not in shown.text
    assert await pledges(house) == []


async def test_a_payment_page_that_could_not_be_made_promises_nothing(donor, scene, house, account_id):
    """Stripe has stopped the holder just now, and nobody has told us yet."""
    async with house.database.reading() as db:
        account = await db.get_one(ConnectedAccount, account_id)
    await scene.stripe.control.post(f"accounts/{account.stripe_id}/restrict")
    answer, _ = await confirm(donor, scene, 20)
    assert answer.headers["location"] == "/fr/my/pledges"
    shown = await donor.follow(answer)
    assert "Rien n’a été débité" in shown.text
    (pledge,) = await pledges(house)
    assert pledge.status is PledgeStatus.FAILED
