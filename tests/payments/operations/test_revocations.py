"""What a bank sends back is found out, by whichever way is left."""

from datetime import timedelta

from payments.money import Money
from payments.operations import queries
from payments.operations.outcomes import RefundFailed, RefundSucceeded
from payments.operations.rules import OperationStatus
from tests.payments.operations.refunding import asked, payment

__all__ = ["payment"]


async def test_a_bank_may_send_a_refund_back(office, payment):
    refund = await asked(office, payment)
    await office.desk.perform(refund.id)
    refund = await office.operation(refund)

    await office.stripe.control.post(f"refunds/{refund.stripe_id}/fail")
    await office.desk.perform(refund.id)
    await office.desk.perform(refund.id)

    assert [type(told) for told in office.told] == [RefundSucceeded, RefundFailed]
    assert (office.told[1].code, office.told[1].revoked) == ("expired_or_canceled_card", True)


async def test_a_refund_sent_back_while_stripe_cannot_be_asked_is_learnt_of_once_it_can(office, payment):
    refund = await asked(office, payment)
    await office.run_jobs()
    refund = await office.operation(refund)
    await office.stripe.control.post(f"refunds/{refund.stripe_id}/fail")
    async with office.misbehaving(server_error=1.0):
        await office.desk.perform(refund.id)
    assert [type(told) for told in office.told] == [RefundSucceeded]

    await office.pass_time(seconds=6)
    await office.desk.poll()
    await office.run_jobs()

    assert [type(told) for told in office.told] == [RefundSucceeded, RefundFailed]


async def test_a_refund_sent_back_that_no_webhook_told_is_found_by_the_next_day(office, payment):
    refund = await asked(office, payment)
    await office.run_jobs()
    refund = await office.operation(refund)
    await office.stripe.control.post(f"refunds/{refund.stripe_id}/fail")

    await office.pass_time(hours=23)
    await office.desk.poll()
    await office.run_jobs()
    assert [type(told) for told in office.told] == [RefundSucceeded]
    await office.pass_time(hours=2)
    await office.desk.poll()
    await office.run_jobs()

    assert [type(told) for told in office.told] == [RefundSucceeded, RefundFailed]
    assert (await office.operation(refund)).next_attempt_at is None


async def test_after_thirty_days_a_refund_is_read_no_more(office, payment):
    refund = await asked(office, payment)
    await office.run_jobs()
    assert (await office.operation(refund)).next_attempt_at is not None

    await office.pass_time(days=31)
    await office.desk.poll()
    await office.run_jobs()

    assert (await office.operation(refund)).next_attempt_at is None


async def test_what_stripe_will_not_show_is_read_again_the_next_day(office, payment):
    refund = await asked(office, payment)
    await office.run_jobs()
    await office.stripe.control.post("reset")

    await office.desk.perform(refund.id)

    refund = await office.operation(refund)
    assert (refund.status, refund.code, refund.failures) == (OperationStatus.SUCCEEDED, None, 0)
    assert refund.next_attempt_at - refund.called_at >= timedelta(days=1)


async def test_the_poll_asks_for_money_before_it_reads_again(office, payment):
    done = await asked(office, payment, amount=Money.of("5.00"))
    await office.run_jobs()
    await office.pass_time(days=2)
    await asked(office, payment, amount=Money.of("5.00"))
    await office.pass_time(minutes=10)

    async with office.database.unit_of_work() as db:
        due = await queries.operations_due(db, await db.now())

    assert [one.status for one in due] == [OperationStatus.WAITING, OperationStatus.SUCCEEDED]
    assert due[-1].id == done.id
