"""What a payer's bank does about a payment: recorded and told once, whatever messages come or are lost."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlmodel import select

from payments.gateway.results import DisputeStatus
from payments.money import Money
from payments.operations import rules, service
from payments.operations.models import Dispute, FraudWarning
from payments.operations.outcomes import (
    DisputeLost,
    DisputeMoved,
    DisputeWon,
    PaymentDisputed,
    PaymentPaid,
    PaymentQuarantined,
    RefundFailed,
    RefundSucceeded,
)
from payments.operations.rules import NotRefundableError

FRAUD, INQUIRY, WARNING = "4000000000000259", "4000000000001976", "4000000000005423"
WHOLE, FEE, NOTHING = Money.of("20.00"), Money.of("20.00"), Money.zero()

STATUS = st.sampled_from(DisputeStatus)


@given(STATUS, STATUS, STATUS)
def test_a_dispute_never_goes_back(first, second, third):
    """Read in whatever order, as two processes may: an end is an end, and nothing undoes a step."""
    reached = rules.dispute_moved_on(rules.dispute_moved_on(first, second), third)
    assert rules.dispute_moved_on(reached, first) is reached
    assert (first in rules.CLOSED) <= (reached is first)
    assert rules.takes_money(first) <= rules.takes_money(reached)


def told(office, payment):
    return [
        (type(outcome), outcome.moved, outcome.fee) if type(outcome) is DisputeMoved else type(outcome)
        for outcome in office.outcomes(payment.subject)
        if type(outcome) is not PaymentPaid
    ]


async def dispute_of(office, payment):
    async with office.database.reading() as db:
        return (await db.exec(select(Dispute).where(Dispute.payment_id == payment.id))).one()


async def step(office, payment, name):
    """At Stripe, and what we see of it."""
    dispute = await dispute_of(office, payment)
    await office.stripe.control.post(f"disputes/{dispute.stripe_id}/{name}")
    await office.desk.find_disputes(payment.id)


TAKEN = [PaymentDisputed, (DisputeMoved, WHOLE, FEE)]


@pytest.mark.parametrize(
    ("end", "after"), [("win", [(DisputeMoved, -WHOLE, NOTHING), DisputeWon]), ("lose", [DisputeLost])]
)
async def test_each_step_is_told_once(office, end, after):
    payment = await office.paid(card=FRAUD)
    for _ in range(2):
        await office.desk.find_disputes(payment.id)
    assert told(office, payment) == TAKEN
    await step(office, payment, "answer")
    assert told(office, payment) == TAKEN
    await step(office, payment, end)
    await office.desk.find_disputes(payment.id)
    assert told(office, payment) == TAKEN + after
    closed = await dispute_of(office, payment)
    assert (closed.closed_at is None, closed.next_check_at) == (False, None)


async def test_what_is_learnt_all_at_once_is_told_in_its_order(office):
    payment = await office.paid()
    dispute = await office.stripe.control.post(f"charges/{payment.charge_id}/dispute")
    await office.stripe.control.post(f"disputes/{dispute['id']}/win")
    await office.desk.find_disputes(payment.id)
    assert told(office, payment) == [*TAKEN, (DisputeMoved, -WHOLE, NOTHING), DisputeWon]


async def test_an_inquiry_is_on_record_and_told_when_it_takes_money(office):
    payment = await office.paid(card=INQUIRY)
    await office.desk.find_disputes(payment.id)
    assert (told(office, payment), (await dispute_of(office, payment)).status) == (
        [],
        DisputeStatus.WARNING_NEEDS_RESPONSE,
    )
    await step(office, payment, "escalate")
    assert told(office, payment) == TAKEN


async def test_an_inquiry_that_ends_tells_nothing(office):
    payment = await office.paid(card=INQUIRY)
    await office.desk.find_disputes(payment.id)
    await step(office, payment, "drop")
    assert told(office, payment) == []


async def test_a_dispute_is_found_with_its_payment_when_every_message_is_lost(office):
    """The payment itself is first looked at once it has been disputed; the daily look sees the rest."""
    payment = await office.paid(card=FRAUD)
    await office.run_jobs()
    assert told(office, payment) == TAKEN
    dispute = await dispute_of(office, payment)
    await office.stripe.control.post(f"disputes/{dispute.stripe_id}/lose")
    await office.desk.poll()
    await office.run_jobs()
    assert told(office, payment) == TAKEN
    await office.pass_time(days=1, minutes=1)
    await office.desk.poll()
    await office.run_jobs()
    assert told(office, payment) == [*TAKEN, DisputeLost]


async def test_what_a_bank_has_is_not_given_back_too(office):
    payment = await office.paid()
    await office.stripe.control.post(f"charges/{payment.charge_id}/dispute", amount=500)
    await office.desk.find_disputes(payment.id)
    with pytest.raises(NotRefundableError):
        await office.ask(service.refund, payment.id, reason="donor", amount=Money.of("15.01"))
    await step(office, payment, "win")
    assert (await office.ask(service.refund, payment.id, reason="donor")).amount == WHOLE


async def test_a_refund_that_a_dispute_overtakes_fails(office):
    payment = await office.paid()
    refund = await office.ask(service.refund, payment.id, reason="donor")
    await office.stripe.control.post(f"charges/{payment.charge_id}/dispute")
    await office.desk.perform(refund.id)
    [failed] = [one for one in office.outcomes(payment.subject) if type(one) is RefundFailed]
    assert (failed.code, failed.revoked) == ("charge_disputed", False)


async def test_a_refund_that_was_sent_back_is_heard_of_before_its_payment_is_disputed(office):
    """No message told of it, and what is lost to a bank must not be owed as well."""
    payment = await office.paid()
    refund = await office.ask(service.refund, payment.id, reason="donor")
    await office.desk.perform(refund.id)
    made = await office.operation(refund)
    await office.stripe.control.post(f"refunds/{made.stripe_id}/fail")
    await office.stripe.control.post(f"charges/{payment.charge_id}/dispute")
    await office.desk.find_disputes(payment.id)
    kinds = [type(one) for one in office.outcomes(payment.subject)]
    assert kinds[-3:] == [RefundFailed, PaymentDisputed, DisputeMoved]


async def test_what_is_in_quarantine_may_be_disputed(office):
    payment = await office.open()
    paid = await office.stripe.control.pay(payment.session_id)
    intent = await office.stripe.gateway.intents.retrieve(paid["payment_intent"])
    await office.stripe.control.post(f"objects/{intent.charge.id}", amount=1999)
    await office.stripe.control.post(f"charges/{intent.charge.id}/dispute")
    await office.desk.find_disputes(payment.id)
    assert told(office, payment) == [
        PaymentQuarantined,
        PaymentDisputed,
        (DisputeMoved, Money(1999), FEE),
    ]


async def test_a_warning_of_fraud_is_kept_once(office):
    payment = await office.paid(card=WARNING)
    for _ in range(2):
        await office.desk.find_disputes(payment.id)
    async with office.database.reading() as db:
        [warning] = (await db.exec(select(FraudWarning))).all()
    assert (warning.payment_id, warning.kind) == (payment.id, "made_with_stolen_card")
    assert told(office, payment) == []
    refund = await office.ask(service.refund, payment.id, reason="fraud")
    await office.desk.perform(refund.id)
    assert told(office, payment) == [RefundSucceeded]
