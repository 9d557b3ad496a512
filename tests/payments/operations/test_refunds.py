"""Money back: in parts, and never more than was paid."""

from asyncio import gather

import pytest

from payments.gateway.gateway import StripeGateway
from payments.money import Money, total
from payments.operations import service
from payments.operations.desk import Desk
from payments.operations.models import Operation
from payments.operations.outcomes import RefundSucceeded
from payments.operations.rules import NotRefundableError, OperationStatus
from payments.sessions import WriteSession
from payments.simulator.messages import Request, Response
from payments.simulator.serving import HttpServer
from payments.tables import uuid7
from tests.payments.operations.refunding import WHOLE, asked, payment

__all__ = ["payment"]

PENDING, FAILING = "4000000000007726", "4000000000005126"


async def test_a_refund_gives_everything_back_and_is_told(office, payment):
    refund = await asked(office, payment)
    await office.run_jobs()

    refund = await office.operation(refund)
    assert office.told == [
        RefundSucceeded(
            book=office.book,
            purpose="pledge",
            subject=payment.subject,
            at=refund.ended_at,
            operation_id=refund.id,
            stripe_id=refund.stripe_id,
            payment_id=payment.id,
            amount=WHOLE,
        )
    ]
    assert await office.refunds(payment) == [WHOLE]
    assert refund.details == {"reason": "donor"}


async def test_several_parts_make_at_most_the_whole(office, payment):
    for amount in ("5.00", "0.01", "14.99"):
        refund = await asked(office, payment, amount=Money.of(amount))
        await office.desk.perform(refund.id)

    with pytest.raises(NotRefundableError) as refused:
        await asked(office, payment, amount=Money(1))

    assert refused.value.parameters == {"amount": Money(1), "left": Money(0)}
    assert total(await office.refunds(payment)) == WHOLE


async def test_what_is_left_is_the_default(office, payment):
    await asked(office, payment, amount=Money.of("5.00"))

    refund = await asked(office, payment)

    assert refund.amount == Money.of("15.00")


async def test_a_refund_may_have_a_purpose_of_its_own(office, payment):
    subject = uuid7()

    refund = await asked(office, payment, purpose="payout", subject=subject)
    await office.desk.perform(refund.id)

    assert [type(told) for told in office.outcomes(subject)] == [RefundSucceeded]


async def test_two_refunds_at_once_never_exceed_what_was_paid(office, payment):
    async def most_of_it():
        return await asked(office, payment, amount=Money.of("15.00"))

    results = await gather(most_of_it(), most_of_it(), return_exceptions=True)

    assert sorted(type(result).__name__ for result in results) == ["NotRefundableError", "Operation"]


async def test_without_the_payments_lock_two_at_once_would(office, payment):
    """Two that read before either has written: what `payment_for_update` prevents."""

    async def unlocked(db: WriteSession) -> Operation:
        refunds = await service._operations(db, "refund", payment.id)
        assert refunds == []
        return await service._ask(
            db, "refund", payment, payment_id=payment.id, amount=Money.of("15.00"), details={}
        )

    async with office.database.unit_of_work() as one, office.database.unit_of_work() as other:
        asked = [await unlocked(one), await unlocked(other)]

    assert total([refund.amount for refund in asked]) > WHOLE


async def test_a_key_that_may_not_refund_leaves_the_refund_waiting(office, payment):
    def forbidden(_request: Request) -> Response:
        return Response(403, b'{"error": {"type": "invalid_request_error", "code": "more_permissions"}}')

    refund = await asked(office, payment)
    strict = HttpServer(0, forbidden)
    strict.start()
    restricted = StripeGateway(office.stripe.settings(api_base=strict.url))
    await Desk(office.database.unit_of_work, restricted, office.subscribers).perform(refund.id)
    await restricted.close()
    strict.stop()

    waiting = await office.operation(refund)
    assert (waiting.status, waiting.code, office.told) == (OperationStatus.WAITING, "more_permissions", [])
    await office.desk.perform(refund.id)
    assert [type(told) for told in office.told] == [RefundSucceeded]


async def test_what_failed_may_be_asked_for_again(office):
    payment = await office.paid(card=FAILING)
    refund = await asked(office, payment)
    await office.desk.perform(refund.id)
    await office.pass_time(days=3)
    await office.desk.perform(refund.id)
    assert (await office.operation(refund)).status is OperationStatus.FAILED

    assert (await asked(office, payment)).amount == WHOLE


async def test_a_refund_that_takes_its_time_is_read_until_it_is_done(office):
    payment = await office.paid(card=PENDING)
    office.told.clear()
    refund = await asked(office, payment)
    await office.desk.perform(refund.id)
    refund = await office.operation(refund)
    assert (refund.status, office.told) == (OperationStatus.PENDING, [])

    await office.desk.perform(refund.id)
    assert office.told == []
    await office.stripe.control.post(f"refunds/{refund.stripe_id}/succeed")
    await office.desk.perform(refund.id)

    assert [type(told) for told in office.told] == [RefundSucceeded]
