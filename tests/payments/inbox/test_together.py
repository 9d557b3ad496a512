"""Events that wait are handled together, and payments asked for together; one that is amiss, alone."""

from asyncio import gather

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from payments.inbox import service
from payments.inbox.models import StripeEvent
from payments.operations import service as operations
from payments.operations.outcomes import PaymentPaid
from payments.operations.rules import PaymentStatus

SEVERAL = 5
WAITING = text(
    "SELECT task_name, args FROM procrastinate_jobs WHERE status = 'todo' AND task_name <> 'payments.perform'"
    " ORDER BY id"
)


async def waiting(postbox):
    async with postbox.office.database.reading() as db:
        return [tuple(row) for row in await db.exec(WAITING)]


@pytest.fixture
async def paid(postbox):
    """Payments of which Stripe has just told."""
    account = await postbox.office.account()
    payments = [await postbox.office.open(account=account) for _ in range(SEVERAL)]
    for payment in payments:
        await postbox.office.stripe.control.pay(payment.session_id)
    await postbox.bring(*await postbox.posted("checkout.session.completed"))
    return payments


async def statuses(postbox, payments):
    return [(await postbox.office.payment(payment)).status for payment in payments]


async def test_all_that_wait_are_handled_by_the_first_and_asked_for_by_one_question_each(postbox, paid):
    [first, *_] = await postbox.events()
    calls = len(await postbox.office.stripe.control.calls())
    async with postbox.office.database.unit_of_work() as db:
        await service.handle(db, first.id, along=SEVERAL)

    [together] = await waiting(postbox)
    assert (together[0], len(together[1]["payment_ids"])) == (operations.REFRESH_TOGETHER, SEVERAL)
    assert all(event.handled_at is not None for event in await postbox.events())
    await postbox.office.run_jobs()

    assert [type(one) for one in postbox.office.told] == [PaymentPaid] * SEVERAL
    assert len(await postbox.office.stripe.control.calls()) == calls + SEVERAL


async def test_what_is_not_committed_leaves_every_job_where_it_was(postbox, paid):
    [first, *_] = await postbox.events()
    before = await waiting(postbox)

    async def handle_and_fail(db):
        await service.handle(db, first.id, along=SEVERAL)
        raise ConnectionError

    with pytest.raises(ConnectionError):
        await postbox.office.ask(handle_and_fail)

    assert await waiting(postbox) == before
    await postbox.office.run_jobs()
    assert await statuses(postbox, paid) == [PaymentStatus.PAID] * SEVERAL


async def test_workers_that_take_from_the_same_heap_ask_for_each_once(postbox, paid):
    events = await postbox.events()
    await gather(*(postbox.office.ask(service.handle, event.id, along=2) for event in events))

    asked = [
        payment_id
        for name, about in await waiting(postbox)
        if name != service.HANDLE
        for payment_id in about.get("payment_ids", [about.get("payment_id")])
    ]
    assert sorted(asked) == sorted(str(payment.id) for payment in paid)


async def test_an_event_that_cannot_be_read_keeps_no_other_from_being_handled(postbox, paid):
    async with postbox.office.database.unit_of_work() as db:
        (await db.exec(select(StripeEvent).order_by(col(StripeEvent.id)))).first().body = b"no JSON"
    await postbox.office.run_jobs()

    broken, *others = await postbox.events()
    assert broken.handled_at is None
    assert all(event.handled_at is not None for event in others)
    assert [name for name, _ in await waiting(postbox)] == [service.HANDLE]


async def test_a_payment_that_nobody_can_be_told_of_keeps_no_other_from_being_recorded(postbox, paid):
    tell, unlucky = postbox.office.subscribers["pledge"], paid[2]

    async def sometimes(db, outcome):
        if outcome.subject == unlucky.subject:
            raise ConnectionError
        await tell(db, outcome)

    postbox.office.subscribers["pledge"] = sometimes
    await postbox.office.run_jobs()

    assert [payment.id for payment in paid if not postbox.office.outcomes(payment.subject)] == [unlucky.id]
    assert (await postbox.office.payment(unlucky)).status is PaymentStatus.OPEN
    assert await waiting(postbox) == [(operations.REFRESH, {"payment_id": str(unlucky.id)})]


async def test_of_what_stripe_would_not_tell_now_the_poll_asks_again(postbox, paid):
    async with postbox.office.misbehaving(server_error=1.0):
        await postbox.office.run_jobs()
    assert await statuses(postbox, paid) == [PaymentStatus.OPEN] * SEVERAL

    await postbox.office.pass_time(seconds=30)
    await postbox.office.desk.poll()
    await postbox.office.run_jobs()

    assert await statuses(postbox, paid) == [PaymentStatus.PAID] * SEVERAL


async def test_one_that_was_never_opened_is_opened_with_the_others(postbox, paid):
    intended = await postbox.office.intended()
    await postbox.office.desk.refresh_together([paid[0].id, intended.id])

    assert await statuses(postbox, [paid[0], intended]) == [PaymentStatus.PAID, PaymentStatus.OPEN]
