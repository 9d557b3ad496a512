"""What the poll has looked at, what a crash left, and what people who watch over it see."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import text

from payments.operations import holding, jobs, queries, service
from payments.operations.outcomes import PaymentPaid, RefundSucceeded
from payments.operations.rules import OperationStatus, PaymentStatus


async def forget_jobs(office):
    """As when a worker died with them."""
    async with office.database.unit_of_work() as db:
        await db.exec(text("DELETE FROM procrastinate_jobs"))


async def poll(office):
    await jobs.poll(SimpleNamespace(additional_context={"desk": office.desk}), timestamp=0)
    await office.run_jobs()


async def test_the_poll_learns_what_no_webhook_told(office):
    payment = await office.open()
    await office.stripe.control.pay(payment.session_id)
    await forget_jobs(office)

    await poll(office)
    assert office.outcomes(payment.subject) == []
    await office.pass_time(seconds=20)
    await poll(office)

    assert [type(told) for told in office.outcomes(payment.subject)] == [PaymentPaid]


async def test_the_poll_opens_what_a_crash_left_unopened(office):
    payment = await office.intended()
    await forget_jobs(office)
    await office.pass_time(seconds=20)

    await poll(office)

    assert (await office.payment(payment)).status is PaymentStatus.OPEN


async def test_the_poll_asks_again_when_the_wait_is_over(office):
    payment = await office.paid()
    refund = await office.ask(service.refund, payment.id, reason="donor")
    async with office.misbehaving(rate_limit=1.0):
        await office.run_jobs()

    await poll(office)
    assert (await office.operation(refund)).status is OperationStatus.WAITING
    await office.pass_time(seconds=6)
    await poll(office)

    assert [type(told) for told in office.outcomes(payment.subject)] == [PaymentPaid, RefundSucceeded]


async def test_the_poll_follows_accounts(office):
    account = await office.account()
    async with office.database.unit_of_work() as db:
        held = await holding.account_for_update(db, account.id)
        held.next_check_at = await db.now()
    await office.stripe.control.post(f"accounts/{account.stripe_id}/restrict")

    await poll(office)

    assert [told.ready for told in office.outcomes(account.subject)] == [False]


async def test_what_is_being_looked_at_is_not_polled_again_at_once(office):
    await office.intended()
    await forget_jobs(office)
    await office.pass_time(minutes=10)

    await office.desk.poll()
    await office.desk.poll()

    async with office.database.reading() as db:
        asked = (await db.exec(text("SELECT task_name FROM procrastinate_jobs ORDER BY id"))).scalars().all()
    assert asked == ["payments.refresh", "payments.perform"]


async def test_a_checkout_opened_before_a_crash_is_found_again(office):
    payment = await office.intended()
    async with office.misbehaving(timeout_after=1.0):
        assert await office.desk.checkout_url(payment.id) is None

    await office.pass_time(minutes=30)
    url = await office.desk.checkout_url(payment.id)

    at = (await office.payment(payment)).created_at
    sessions = office.stripe.gateway.checkout.created(at - timedelta(hours=1), at + timedelta(hours=1))
    assert [session.url async for session in sessions] == [url]


async def test_a_checkout_that_stripe_keeps_failing_to_answer_for_is_looked_for(office):
    payment = await office.intended()
    async with office.misbehaving(server_error_after=1.0):
        for _ in range(2):
            assert await office.desk.checkout_url(payment.id) is None

    assert await office.desk.checkout_url(payment.id)

    at = (await office.payment(payment)).created_at
    sessions = office.stripe.gateway.checkout.created(at - timedelta(hours=1), at + timedelta(hours=1))
    assert len([session.id async for session in sessions]) == 1


async def test_what_may_be_done_twice_is_not_looked_for(office):
    account = await office.account()
    link = {"return_url": "http://localhost/", "refresh_url": "http://localhost/"}
    asked = await office.ask(service.onboarding_link, account.id, **link)
    async with office.misbehaving(server_error=1.0):
        for _ in range(2):
            await office.desk.perform(asked.id)

    await office.desk.perform(asked.id)

    asked = await office.operation(asked)
    assert (asked.status, asked.key_number) == (OperationStatus.SUCCEEDED, 1)
    with pytest.raises(ValueError, match="moves no money"):
        _ = asked.amount


async def test_a_session_that_stripe_does_not_know_stays_for_a_person_to_see(office):
    payment = await office.open()
    await office.stripe.control.post("reset")
    await office.pass_time(seconds=20)

    await poll(office)

    payment = await office.payment(payment)
    assert (payment.status, payment.code) == (PaymentStatus.OPEN, "resource_missing")


async def test_people_see_what_is_not_settled_page_by_page(office):
    account = await office.account()
    await office.paid(account=account)
    waiting = [await office.intended(account=account) for _ in range(3)]

    async with office.database.reading() as db:
        first = await queries.payments_under_way(db, office.book, limit=2)
        second = await queries.payments_under_way(db, office.book, limit=2, before=first[-1].id)
        openings = await queries.operations_under_way(db, office.book, limit=2)
        rest = await queries.operations_under_way(db, office.book, limit=2, before=openings[-1].id)
        elsewhere = await queries.payments_under_way(db, account.id)

    assert [one.id for one in (*first, *second)] == [one.id for one in reversed(waiting)]
    assert [one.payment_id for one in (*openings, *rest)] == [one.id for one in reversed(waiting)]
    assert elsewhere == []


async def failing_refund(office, payment):
    refund = await office.ask(service.refund, payment.id, reason="donor")
    await office.run_jobs()
    refund = await office.operation(refund)
    await office.stripe.control.post(f"refunds/{refund.stripe_id}/fail")
    await office.desk.perform(refund.id)
    return refund


async def test_people_see_what_failed_page_by_page_until_it_is_asked_anew(office):
    account = await office.account()
    paid = [await office.paid(account=account) for _ in range(3)]
    failed = [await failing_refund(office, payment) for payment in paid]

    async with office.database.reading() as db:
        first = await queries.failed_operations(db, office.book, limit=2)
        second = await queries.failed_operations(db, office.book, limit=2, before=first[-1].id)
        waiting = await queries.waiting_for_a_person(db, office.book)
        elsewhere = await queries.waiting_for_a_person(db, account.id)
    assert [one.id for one in (*first, *second)] == [one.id for one in reversed(failed)]
    assert (waiting, elsewhere) == (3, 0)

    await office.ask(service.refund, paid[0].id, reason="donor")
    async with office.database.reading() as db:
        assert await queries.waiting_for_a_person(db, office.book) == 2


async def test_a_refund_that_waits_for_money_says_so(office):
    payment = await office.paid()
    await office.stripe.control.post("overdraft", cents=-10_000)
    refund = await office.ask(service.refund, payment.id, reason="donor")
    await office.run_jobs()

    async with office.database.reading() as db:
        [waiting] = await queries.operations_under_way(db, office.book)
    assert (waiting.id, waiting.status, waiting.code) == (refund.id, "pending", "insufficient_funds")
