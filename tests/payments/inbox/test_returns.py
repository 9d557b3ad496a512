"""What goes back at Stripe without our asking: by hand in its own pages, or because a bank disputes it."""

import pytest
from sqlmodel import col, select

from payments.money import Money
from payments.operations import service as operations
from payments.operations.models import Operation
from payments.operations.outcomes import PaymentPaid, RefundFailed, RefundSucceeded
from payments.operations.rules import OperationStatus

WHOLE = Money.of("20.00")
PENDING = "4000000000007726"


async def by_hand(postbox, payment, amount=WHOLE, key="by hand"):
    return await postbox.office.stripe.gateway.refunds.create(
        payment.intent_id, amount, metadata={}, idempotency_key=key
    )


async def bring(postbox, *types):
    """What Stripe has posted since the last time, and what comes of it."""
    posted = await postbox.posted(*types)
    assert posted
    await postbox.bring(*posted)
    await postbox.office.run_jobs()


def told(postbox, payment):
    return [type(outcome) for outcome in postbox.office.outcomes(payment.subject)]


@pytest.fixture
async def payment(postbox):
    paid = await postbox.office.paid("20.00")
    await postbox.posted()
    return paid


@pytest.mark.parametrize("types", [("charge.refunded",), ("refund.created",), ()])
async def test_a_refund_by_hand_is_recorded_and_told_once(postbox, payment, types):
    made = await by_hand(postbox, payment)

    await bring(postbox, *types)
    await postbox.office.desk.find_returns(payment.id)

    assert told(postbox, payment) == [PaymentPaid, RefundSucceeded]
    refunded = postbox.office.outcomes(payment.subject)[-1]
    assert (refunded.payment_id, refunded.stripe_id, refunded.amount) == (payment.id, made.id, WHOLE)
    recorded = await postbox.office.operation(Operation(id=refunded.operation_id))
    assert (recorded.status, recorded.details) == (OperationStatus.SUCCEEDED, {"reason": "at_stripe"})


async def test_a_refund_of_ours_is_never_told_a_second_time(postbox, payment):
    office = postbox.office
    refund = await office.ask(operations.refund, payment.id, reason="donor")
    await office.run_jobs()

    await bring(postbox)
    await office.desk.find_returns(payment.id)

    assert told(postbox, payment) == [PaymentPaid, RefundSucceeded]
    async with office.database.reading() as db:
        made = (await db.exec(select(Operation.id).where(col(Operation.kind) == "refund"))).all()
    assert made == [refund.id]


async def test_a_refund_of_ours_whose_answer_was_lost_is_not_one_by_hand(postbox, payment):
    office = postbox.office
    await office.ask(operations.refund, payment.id, reason="donor", amount=Money.of("12.00"))
    await office.stripe.control.misbehave(timeout_after=1.0)
    await office.run_jobs()
    await office.stripe.control.misbehave()

    await office.desk.find_returns(payment.id)
    assert told(postbox, payment) == [PaymentPaid]
    await bring(postbox)

    assert told(postbox, payment) == [PaymentPaid, RefundSucceeded]
    assert (await office.payment(payment)).code is None


async def test_a_refund_by_hand_of_what_we_are_about_to_refund_is_that_refund(postbox, payment):
    office = postbox.office
    await office.stripe.control.misbehave(rate_limit=1.0)
    await office.ask(operations.refund, payment.id, reason="donor")
    await office.run_jobs()
    await office.stripe.control.misbehave()
    await by_hand(postbox, payment)

    await bring(postbox)
    assert told(postbox, payment) == [PaymentPaid]
    await office.pass_time(minutes=1)
    await office.desk.poll()
    await office.run_jobs()

    assert told(postbox, payment) == [PaymentPaid, RefundSucceeded]


async def test_a_refund_by_hand_that_comes_before_the_payment_itself_is_told_after_it(postbox):
    office = postbox.office
    payment = await office.open()
    paid = await office.stripe.control.pay(payment.session_id)
    await office.stripe.gateway.refunds.create(
        paid["payment_intent"], WHOLE, metadata={}, idempotency_key="by hand"
    )

    await bring(postbox, "charge.refunded")

    assert told(postbox, payment) == [PaymentPaid, RefundSucceeded]


async def test_a_refund_before_stripe_knows_its_fee_is_told_once_it_does(postbox):
    office = postbox.office
    await office.stripe.control.misbehave(late_fees=60)
    payment = await office.paid()
    await office.stripe.control.post(f"objects/{payment.charge_id}", amount_refunded=1, refunded=False)
    await office.desk.find_returns(payment.id)
    assert (await office.payment(payment)).code is None

    await office.pass_time(minutes=5)
    await office.desk.refresh(payment.id)
    await office.stripe.control.post(f"objects/{payment.charge_id}", amount_refunded=0)
    await by_hand(postbox, payment)
    await office.run_jobs()

    assert told(postbox, payment)[-2:] == [PaymentPaid, RefundSucceeded]


async def test_a_slow_refund_by_hand_is_told_when_it_is_done_and_when_the_bank_sends_it_back(postbox):
    office = postbox.office
    payment = await office.paid("20.00", PENDING)
    await postbox.posted()
    made = await by_hand(postbox, payment)
    await bring(postbox)
    assert told(postbox, payment) == [PaymentPaid]

    for control in ("succeed", "fail"):
        await office.stripe.control.post(f"refunds/{made.id}/{control}")
        await bring(postbox)

    assert told(postbox, payment) == [PaymentPaid, RefundSucceeded, RefundFailed]


async def test_a_part_that_went_back_by_hand_waits_for_a_person_until_the_rest_does(postbox, payment):
    office = postbox.office
    await by_hand(postbox, payment, Money.of("12.00"), "one part")
    await bring(postbox)
    assert told(postbox, payment) == [PaymentPaid]
    assert (await office.payment(payment)).code == "refunded_in_part_at_stripe"

    await by_hand(postbox, payment, Money.of("8.00"), "the other")
    await bring(postbox)

    assert told(postbox, payment) == [PaymentPaid, RefundSucceeded, RefundSucceeded]
    assert (await office.payment(payment)).code is None
