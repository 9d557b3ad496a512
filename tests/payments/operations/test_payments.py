"""A payment, from the intent to its end, whatever Stripe, the bank and the payer do."""

from asyncio import gather
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select, update

from payments.gateway.limits import AmountNotPayableError
from payments.money import Money
from payments.operations import service
from payments.operations.models import Operation, Payment
from payments.operations.outcomes import (
    PaymentExpired,
    PaymentFailed,
    PaymentPaid,
    PaymentProcessing,
    PaymentQuarantined,
)
from payments.operations.recording import Recorder
from payments.operations.rules import (
    OperationStatus,
    PaymentConflictError,
    PaymentStatus,
    Seen,
)
from payments.tables import uuid7

DECLINED = "4000000000000002"
SLOW, SLOWLY_DECLINED = "4000000000000127", "4000000000000135"


async def test_an_intent_calls_nobody_and_has_its_job(office):
    account = await office.account()
    calls = len(await office.stripe.control.calls())

    payment = await office.intended(account=account)

    assert payment.status is PaymentStatus.CREATED
    assert len(await office.stripe.control.calls()) == calls
    await office.run_jobs()
    assert (await office.payment(payment)).status is PaymentStatus.OPEN


async def test_a_payment_that_is_open_has_a_page_and_tells_nobody(office):
    payment = await office.open()

    assert payment.url == await office.desk.checkout_url(payment.id)
    session = await office.stripe.gateway.checkout.retrieve(payment.session_id)
    assert (session.url, session.amount) == (payment.url, Money.of("20.00"))
    wire = await office.stripe.control.get(f"objects/{payment.session_id}")
    assert wire["client_reference_id"] == str(payment.id)
    assert office.outcomes(payment.subject) == []


async def test_a_payment_is_told_once_with_what_stripe_took(office):
    payment = await office.paid("20.00")

    again = await office.desk.refresh(payment.id)

    intent = await office.stripe.gateway.intents.retrieve(payment.intent_id)
    [told] = office.outcomes(payment.subject)
    assert told == PaymentPaid(
        book=office.book,
        purpose="pledge",
        subject=payment.subject,
        at=payment.paid_at,
        payment_id=payment.id,
        amount=Money.of("20.00"),
        fee=payment.fee,
        charged_at=intent.charge.created,
    )
    assert payment.fee == intent.charge.transaction.fee
    assert payment.fee > Money.zero()
    assert again == payment
    assert (payment.url, payment.next_check_at, payment.ended_at) == (None, None, payment.paid_at)
    assert await office.desk.checkout_url(payment.id) is None


async def test_a_payment_that_we_learn_of_late_is_told_with_the_moment_it_was_made(office):
    payment = await office.open()
    await office.stripe.control.pay(payment.session_id)
    made_by = await office.stripe.now()

    await office.pass_time(hours=3)
    payment = await office.desk.refresh(payment.id)

    [told] = office.outcomes(payment.subject)
    assert told.charged_at <= made_by
    assert told.at - told.charged_at >= timedelta(hours=3)


async def test_return_page_webhook_and_poll_at_once_tell_it_once(office):
    payment = await office.open()
    await office.stripe.control.pay(payment.session_id)

    await gather(*(office.desk.refresh(payment.id) for _ in range(3)))

    assert [type(told) for told in office.outcomes(payment.subject)] == [PaymentPaid]


async def test_without_the_rows_lock_the_same_race_tells_it_twice(office):
    payment = await office.open()
    recorder = Recorder(office.subscribers)

    async with office.database.unit_of_work() as one, office.database.unit_of_work() as other:
        at = await one.now()
        seen = Seen(PaymentStatus.PAID, "pi_1", "ch_1", Money(55), charged_at=at)
        first, second = await one.get(Payment, payment.id), await other.get(Payment, payment.id)
        await recorder.payment(one, first, seen, at)
        await one.commit()
        await recorder.payment(other, second, seen, at)

    assert [type(told) for told in office.outcomes(payment.subject)] == [PaymentPaid, PaymentPaid]


async def test_a_declined_card_leaves_the_page_open(office):
    payment = await office.open()
    await office.stripe.control.pay(payment.session_id, DECLINED)

    payment = await office.desk.refresh(payment.id)

    assert (payment.status, office.outcomes(payment.subject)) == (PaymentStatus.OPEN, [])
    await office.stripe.control.pay(payment.session_id)
    assert (await office.desk.refresh(payment.id)).status is PaymentStatus.PAID


@pytest.mark.parametrize(("card", "end"), [(SLOW, PaymentPaid), (SLOWLY_DECLINED, PaymentFailed)])
async def test_a_slow_bank_is_waited_for(office, card, end):
    payment = await office.paid(card=card)
    assert payment.status is PaymentStatus.PROCESSING

    await office.stripe.control.post(f"intents/{payment.intent_id}/decide")
    await office.desk.refresh(payment.id)

    assert [type(told) for told in office.outcomes(payment.subject)] == [PaymentProcessing, end]


async def test_a_failure_says_why(office):
    payment = await office.paid(card=SLOWLY_DECLINED)
    await office.stripe.control.post(f"intents/{payment.intent_id}/decide")

    payment = await office.desk.refresh(payment.id)

    assert (payment.status, payment.code) == (PaymentStatus.FAILED, "card_declined")
    assert office.outcomes(payment.subject)[-1].code == "card_declined"


async def test_money_counts_once_its_fee_is_known(office):
    await office.stripe.control.misbehave(late_fees=60)
    payment = await office.paid()
    assert (payment.status, payment.fee) == (PaymentStatus.PROCESSING, None)

    await office.pass_time(minutes=5)
    payment = await office.desk.refresh(payment.id)

    assert (payment.status, bool(payment.fee)) == (PaymentStatus.PAID, True)


async def test_a_payment_that_nobody_made_expires(office):
    payment = await office.open()

    await office.pass_time(hours=2)
    payment = await office.desk.refresh(payment.id)

    assert [type(told) for told in office.outcomes(payment.subject)] == [PaymentExpired]
    assert (payment.url, payment.code) == (None, None)


async def test_a_checkout_is_expired_before_its_time(office):
    payment = await office.open()

    await office.ask(service.expire_checkout, payment.id)
    await office.ask(service.expire_checkout, payment.id)
    await office.run_jobs()

    assert [type(told) for told in office.outcomes(payment.subject)] == [PaymentExpired]
    assert (await office.stripe.gateway.checkout.retrieve(payment.session_id)).status == "expired"
    await office.ask(service.expire_checkout, payment.id)


async def test_what_stripe_refuses_to_expire_though_it_is_open_is_asked_under_a_new_key(office):
    payment, other = await office.open(), await office.open()
    async with office.database.unit_of_work() as db:
        await service.expire_checkout(db, payment.id)
        expiring = (await db.exec(select(Operation).where(col(Operation.kind) == "expire_checkout"))).one()
    await office.stripe.gateway.checkout.expire(
        other.session_id, idempotency_key=f"expire_checkout:{expiring.id}:0"
    )

    await office.desk.perform(expiring.id)
    assert (await office.operation(expiring)).doubtful
    await office.desk.perform(expiring.id)
    await office.run_jobs()

    assert (await office.payment(payment)).status is PaymentStatus.EXPIRED


async def test_who_paid_before_the_checkout_was_expired_has_paid(office):
    payment = await office.open()
    await office.stripe.control.pay(payment.session_id)

    await office.ask(service.expire_checkout, payment.id)
    await office.run_jobs()

    assert [type(told) for told in office.outcomes(payment.subject)] == [PaymentPaid]


async def test_a_checkout_that_is_not_open_yet_is_opened_and_then_expired(office):
    payment = await office.intended()
    async with office.database.unit_of_work() as db:
        await service.expire_checkout(db, payment.id)
        expiring = (await db.exec(select(Operation).where(col(Operation.kind) == "expire_checkout"))).one()

    await office.desk.perform(expiring.id)
    assert (await office.operation(expiring)).code == "checkout_not_opened_yet"
    await office.desk.checkout_url(payment.id)
    await office.desk.perform(expiring.id)
    await office.run_jobs()

    assert (await office.payment(payment)).status is PaymentStatus.EXPIRED


async def test_what_cannot_be_opened_fails_and_has_nothing_to_expire(office):
    page = await office.page()
    too_soon = await office.page(expires_at=page.expires_at - timedelta(minutes=50))
    payment = await office.intended(page=too_soon)
    await office.ask(service.expire_checkout, payment.id)
    await office.run_jobs()
    await office.pass_time(minutes=1)
    await office.desk.poll()
    await office.run_jobs()

    payment = await office.payment(payment)
    assert (payment.status, payment.session_id) == (PaymentStatus.FAILED, None)
    [told] = office.outcomes(payment.subject)
    assert (type(told), told.code) == (PaymentFailed, payment.code)
    async with office.database.reading() as db:
        asked = (await db.exec(select(Operation).where(Operation.payment_id == payment.id))).all()
    assert {(one.kind, one.status) for one in asked} == {
        ("open_checkout", OperationStatus.FAILED),
        ("expire_checkout", OperationStatus.SUCCEEDED),
    }
    assert await office.desk.refresh(payment.id) == payment


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("session_id", {"amount_total": 1999}),
        ("intent_id", {"amount_received": 1999}),
        ("charge_id", {"amount": 1999}),
    ],
)
async def test_an_amount_that_differs_is_put_aside_and_never_credited(office, kind, change):
    payment = await office.open()
    paid = await office.stripe.control.pay(payment.session_id)
    intent = await office.stripe.gateway.intents.retrieve(paid["payment_intent"])
    ids = {"session_id": payment.session_id, "intent_id": intent.id, "charge_id": intent.charge.id}
    await office.stripe.control.post(f"objects/{ids[kind]}", **change)

    payment = await office.desk.refresh(payment.id)

    assert (payment.status, payment.code, payment.fee) == (PaymentStatus.QUARANTINED, "amount_differs", None)
    assert [type(told) for told in office.outcomes(payment.subject)] == [PaymentQuarantined]


async def test_another_currency_is_put_aside_and_never_credited(office):
    payment = await office.open()
    await office.stripe.control.pay(payment.session_id)
    await office.stripe.control.post(f"objects/{payment.session_id}", currency="usd")

    payment = await office.desk.refresh(payment.id)

    assert (payment.status, payment.code) == (PaymentStatus.QUARANTINED, "currency_unknown")
    assert await office.desk.refresh(payment.id) == payment


async def test_a_state_that_we_do_not_know_changes_nothing(office):
    payment = await office.open()
    await office.stripe.control.post(f"objects/{payment.session_id}", status="dreaming")

    with pytest.raises(Exception, match="state_unknown"):
        await office.desk.refresh(payment.id)

    assert (await office.payment(payment)).status is PaymentStatus.OPEN


async def test_money_that_comes_after_the_end_is_put_aside(office):
    payment = await office.open()
    await office.pass_time(hours=2)
    await office.desk.refresh(payment.id)
    await office.stripe.control.post(f"objects/{payment.session_id}", status="open")
    await office.stripe.control.pay(payment.session_id)

    payment = await office.desk.refresh(payment.id)

    assert (payment.status, payment.code, payment.fee) == (PaymentStatus.QUARANTINED, "paid_after_end", None)
    assert [type(told) for told in office.outcomes(payment.subject)] == [PaymentExpired, PaymentQuarantined]


async def test_when_stripe_cannot_be_asked_a_payment_stays_as_it_was_known(office):
    payment = await office.open()
    await office.stripe.control.pay(payment.session_id)
    async with office.misbehaving(server_error=1.0):
        assert (await office.desk.refresh(payment.id)).status is PaymentStatus.OPEN
    assert (await office.desk.refresh(payment.id)).status is PaymentStatus.PAID


async def test_a_subject_is_paid_for_once_however_often_it_is_asked(office):
    account = await office.account()
    subject = uuid7()

    payments = await gather(*(office.intended(account=account, subject=subject) for _ in range(3)))
    await office.run_jobs()

    assert len({payment.id for payment in payments}) == 1
    async with office.database.reading() as db:
        opened = await db.scalar(select(func.count()).where(Operation.kind == "open_checkout"))
    assert opened == 1
    paid = await office.paid(account=account, subject=subject)
    assert (await office.intended(account=account, subject=subject)).id == paid.id


async def test_without_the_lock_the_same_race_is_stopped_by_the_constraint(office):
    payment = await office.intended()
    values = payment.model_dump() | {"id": uuid7()}

    with pytest.raises(IntegrityError, match="uq_payment_purpose_subject"):
        async with office.database.unit_of_work() as db:
            db.add(Payment(**values))


async def test_a_subject_cannot_be_paid_for_with_another_amount(office):
    payment = await office.open("20.00")

    with pytest.raises(PaymentConflictError) as refused:
        await office.intended("25.00", subject=payment.subject)

    assert refused.value.parameters == {"payment": payment.id}


async def test_what_expired_may_be_paid_for_anew(office):
    payment = await office.open()
    await office.pass_time(hours=2)
    await office.desk.refresh(payment.id)

    anew = await office.paid(subject=payment.subject)

    assert (anew.id != payment.id, anew.status) == (True, PaymentStatus.PAID)


async def test_what_is_in_quarantine_waits_for_a_person(office):
    payment = await office.open()
    await office.stripe.control.pay(payment.session_id)
    await office.stripe.control.post(f"objects/{payment.session_id}", amount_total=1)
    await office.desk.refresh(payment.id)

    with pytest.raises(PaymentConflictError):
        await office.intended(subject=payment.subject)


@pytest.mark.parametrize("amount", ["0.00", "0.49", "-20.00", "1000000.00"])
async def test_what_stripe_does_not_take_is_refused_at_once(office, amount):
    with pytest.raises(AmountNotPayableError):
        await office.intended(amount)


async def test_the_database_refuses_a_paid_payment_without_its_fee(office):
    payment = await office.paid()

    with pytest.raises(IntegrityError, match="ck_payment_paid"):
        async with office.database.unit_of_work() as db:
            await db.exec(update(Payment).where(col(Payment.id) == payment.id).values(fee_minor=None))
