"""What was put aside goes back as it came, and what went back by hand is not given twice."""

import pytest

from payments.money import Money
from payments.operations import queries
from payments.operations.outcomes import RefundFailed, RefundSucceeded
from payments.operations.rules import NotRefundableError, OperationStatus
from payments.tables import uuid7
from tests.payments.operations.refunding import WHOLE, asked, payment

__all__ = ["payment"]


async def quarantined(office, amount=1999):
    """A payment of 20 € of which Stripe took another amount."""
    payment = await office.open("20.00")
    paid = await office.stripe.control.pay(payment.session_id)
    intent = await office.stripe.gateway.intents.retrieve(paid["payment_intent"])
    await office.stripe.control.post(f"objects/{intent.charge.id}", amount=amount)
    payment = await office.desk.refresh(payment.id)
    office.told.clear()
    return payment


async def test_what_is_in_quarantine_goes_back_as_it_came(office):
    payment = await quarantined(office)
    person = uuid7()

    refund = await asked(office, payment, by=person)
    async with office.database.reading() as db:
        assert await queries.flagged_payments(db, office.book) == []
    await office.run_jobs()

    assert await office.refunds(payment) == [Money(1999)]
    assert [(type(told), told.amount) for told in office.told] == [(RefundSucceeded, Money(1999))]
    assert refund.details == {"reason": "donor", "by": str(person)}
    with pytest.raises(NotRefundableError):
        await asked(office, payment)


async def test_what_is_in_quarantine_and_was_given_back_by_hand_is_told(office):
    payment = await quarantined(office, 2500)
    made = await by_hand(office, payment, Money(2500))

    await office.desk.find_returns(payment.id)
    await office.desk.find_returns(payment.id)

    assert [(type(told), told.stripe_id) for told in office.told] == [(RefundSucceeded, made.id)]


async def test_what_came_in_another_currency_is_not_ours_to_give_back(office):
    payment = await office.open()
    await office.stripe.control.pay(payment.session_id)
    await office.stripe.control.post(f"objects/{payment.session_id}", currency="usd")
    await office.desk.refresh(payment.id)

    with pytest.raises(NotRefundableError):
        await asked(office, payment)


@pytest.mark.parametrize("hours", [0, 2])
async def test_what_was_not_paid_or_expired_is_not_refunded(office, hours):
    payment = await office.open()
    await office.pass_time(hours=hours)
    await office.desk.refresh(payment.id)

    with pytest.raises(NotRefundableError):
        await asked(office, payment)


async def by_hand(office, payment, amount=WHOLE, key="by hand"):
    """A refund that someone makes in Stripe's own pages."""
    return await office.stripe.gateway.refunds.create(
        payment.intent_id, amount, metadata={}, idempotency_key=key
    )


async def test_what_was_refunded_by_hand_is_the_refund_that_was_asked(office, payment):
    made = await by_hand(office, payment)

    refund = await asked(office, payment)
    await office.desk.perform(refund.id)

    refund = await office.operation(refund)
    assert [(type(told), told.stripe_id) for told in office.told] == [(RefundSucceeded, made.id)]
    assert (refund.status, refund.stripe_id) == (OperationStatus.SUCCEEDED, made.id)
    assert await office.refunds(payment) == [WHOLE]


async def test_what_was_refunded_by_hand_counts_once_for_several_operations(office, payment):
    half = Money.of("10.00")
    parts = [await asked(office, payment, amount=half) for _ in range(2)]
    made = {(await by_hand(office, payment, half, f"hand {number}")).id for number in range(2)}

    for part in parts:
        await office.desk.perform(part.id)

    assert {told.stripe_id for told in office.told if type(told) is RefundSucceeded} == made


async def test_what_was_refunded_by_hand_in_parts_of_other_amounts_is_refused(office, payment):
    part = await asked(office, payment, amount=Money.of("5.00"))
    await by_hand(office, payment)

    await office.desk.perform(part.id)

    [told] = office.told
    assert (type(told), told.code, told.revoked) == (RefundFailed, "charge_already_refunded", False)
    assert (await office.operation(part)).status is OperationStatus.FAILED
