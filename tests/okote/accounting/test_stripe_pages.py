"""What accountants see of Stripe, and what they settle there."""

from html import unescape
from uuid import uuid4

import pytest
from sqlmodel import col, select

from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.identity.models import Role
from payments.ledger.models import LedgerEntry
from payments.money import Money
from payments.operations.models import Operation, Payment
from payments.operations.rules import OperationStatus
from tests.okote.app_client import ELSEWHERE, WHY, counting_queries, territory

PLACE = "/en/back-office/stripe"


@pytest.fixture
async def ines(office):
    return await office.enter("ines", Role.ACCOUNTANT)


async def row(scene, table, row_id):
    async with scene.house.database.reading() as db:
        return await db.get_one(table, row_id)


async def quarantined(scene, *, cents: int = 1999) -> Payment:
    """A pledge of 20 € of which Stripe took another amount."""
    pledge = await scene.pledge(20, pay=False)
    payment = await row(scene, Payment, pledge.payment_id)
    paid = await scene.stripe.control.pay(payment.session_id)
    intent = await scene.stripe.gateway.intents.retrieve(paid["payment_intent"])
    await scene.stripe.control.post(f"objects/{intent.charge.id}", amount=cents)
    return await scene.house.desk.refresh(payment.id)


async def test_money_put_aside_is_given_back_at_a_press_of_a_button(scene, office, ines):
    payment = await quarantined(scene)
    pledge = await row(scene, Pledge, payment.subject)
    assert pledge.status is PledgeStatus.QUARANTINED
    assert (await office.waiting(ines))["stripe"] == 1
    shown = unescape((await ines.get(PLACE)).text)
    assert "Another amount came than was asked." in shown
    assert "Give €19.99 back to the payer" in shown

    answer = await ines.post(f"{PLACE}/payments/{payment.id}/give-back", WHY)
    assert "on its way back" in (await ines.follow(answer)).text
    await scene.work()

    assert (await row(scene, Pledge, pledge.id)).status is PledgeStatus.REFUNDED
    async with scene.house.database.reading() as db:
        asked = select(Operation).where(Operation.subject == pledge.id).order_by(col(Operation.id))
        _, refund = (await db.exec(asked)).all()
        posted = (await db.exec(select(LedgerEntry.kind))).all()
    assert (refund.status, refund.amount) == (OperationStatus.SUCCEEDED, Money(1999))
    assert refund.details["reason"] == "quarantine"
    assert refund.details["by"]
    assert posted == []
    assert await scene.violations() == set()
    assert "stripe" not in await office.waiting(ines)
    again = await ines.post(f"{PLACE}/payments/{payment.id}/give-back", WHY)
    assert "Nothing of this payment is left" in (await ines.follow(again)).text


async def test_only_who_keeps_the_accounts_here_gives_back_and_only_what_was_put_aside(scene, office, ines):
    payment, sound = await quarantined(scene), await scene.pledge(20)
    button = f"{PLACE}/payments/{payment.id}/give-back"
    stranger = office.browser(ELSEWHERE)
    await stranger.arrive("marc")
    await office.give_role("marc", Role.ADMINISTRATOR, slug="val-clair")

    assert (await office.browser().post(button)).status_code == 401
    assert (await (await office.enter("nadia", Role.HOLDER, scope=uuid4())).post(button)).status_code == 403
    assert (await ines.post(button, with_token=False)).status_code == 403
    assert (await stranger.post(button)).status_code == 404
    for payment_id in (sound.payment_id, uuid4()):
        assert (await ines.post(f"{PLACE}/payments/{payment_id}/give-back", WHY)).status_code == 404
    assert [one async for one in scene.stripe.gateway.refunds.of_intent(payment.intent_id)] == []


async def refunds(scene, count: int, **columns: object) -> list[Operation]:
    """Refunds of one pledge each, written as rows."""
    here = await territory(scene.house)
    made = []
    async with scene.house.database.unit_of_work() as db:
        payment = (await db.exec(select(Payment).limit(1))).one()
        at = await db.now()
        for _ in range(count):
            refund = Operation(
                **{
                    "book": here.book,
                    "purpose": "pledge",
                    "subject": uuid4(),
                    "kind": "refund",
                    "payment_id": payment.id,
                    "amount_minor": 100,
                    "currency": "EUR",
                    "created_at": at,
                }
                | columns
            )
            db.add(refund)
            made.append(refund)
    return made


async def test_a_mass_failure_is_counted_whole_and_hides_nothing(scene, office, ines, monkeypatch):
    await scene.pledge(20)
    async with scene.house.database.reading() as db:
        at = await db.now()
    await refunds(scene, 60, status="failed", code="expired_or_canceled_card", ended_at=at)
    await refunds(scene, 1, status="waiting", code="balance_insufficient", next_attempt_at=at)

    with counting_queries(scene.house) as said:
        assert (await office.waiting(ines))["stripe"] == 60
    assert any("count(*)" in statement and "operation" in statement for statement in said)

    first = (await ines.get(PLACE)).text
    assert first.count("The card has expired or was cancelled.") == 50
    assert first.count("There is not enough money at Stripe yet; it is tried again every hour.") == 1
    older = unescape(first).split("?failed=")[1].split('"')[0]
    second = (await ines.get(f"{PLACE}?failed={older}")).text
    assert second.count("The card has expired or was cancelled.") == 10


async def test_a_list_that_is_turned_leaves_the_others_where_they_are(scene, ines):
    await scene.pledge(20)
    async with scene.house.database.reading() as db:
        at = await db.now()
    gave_up = await refunds(scene, 60, status="failed", code="expired_or_canceled_card", ended_at=at)
    waits = await refunds(scene, 60, status="waiting", code="balance_insufficient", next_attempt_at=at)

    shown = unescape((await ines.get(f"{PLACE}?failed={gave_up[30].id}&operation={waits[55].id}")).text)

    assert f'rel="next" href="{PLACE}?failed={gave_up[30].id}&operation={waits[5].id}"' in shown
    assert f'rel="first" href="{PLACE}?failed={gave_up[30].id}"' in shown
    assert f'rel="first" href="{PLACE}?operation={waits[55].id}"' in shown


async def test_who_keeps_the_accounts_is_led_to_no_page_that_is_closed_to_them(office, ines):
    lea = await office.enter("lea", Role.ADMINISTRATOR)
    assert f"{PLACE}/inbox" in (await lea.get(PLACE)).text
    assert f"{PLACE}/inbox" not in (await ines.get(PLACE)).text
