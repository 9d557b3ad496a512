"""Whatever way events come, each payment, refund and account ends where Stripe says it is."""

from asyncio import gather
from datetime import timedelta
from random import Random

import pytest
from sqlalchemy import text
from sqlmodel import select

from payments.inbox import queries, service
from payments.inbox.models import StripeEvent
from payments.inbox.rules import Remark, Source
from payments.operations import service as operations
from payments.operations.desk import Desk
from payments.operations.outcomes import (
    AccountUpdated,
    PaymentPaid,
    PayoutFailed,
    PayoutPaid,
    RefundFailed,
    RefundSucceeded,
)
from payments.operations.rules import PaymentStatus
from payments.tables import uuid7

DECLINED, AVAILABLE_AT_ONCE = "4000000000000002", "4000000000000077"


async def jobs(postbox, name):
    waiting = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = :name AND status = 'todo'"
    async with postbox.office.database.reading() as db:
        return await db.scalar(text(waiting).bindparams(name=name))


async def pay(postbox, payment, card="4242424242424242"):
    await postbox.office.stripe.control.pay(payment.session_id, card)


def told(postbox, subject):
    return [type(one) for one in postbox.office.outcomes(subject)]


async def test_an_event_is_acknowledged_first_and_handled_by_a_job(postbox):
    payment = await postbox.office.open()
    await pay(postbox, payment)
    calls = len(await postbox.office.stripe.control.calls())

    assert await postbox.bring(*await postbox.posted("checkout.session.completed")) == [200]
    assert len(await postbox.office.stripe.control.calls()) == calls
    assert told(postbox, payment.subject) == []
    await postbox.office.run_jobs()

    assert told(postbox, payment.subject) == [PaymentPaid]
    [event] = await postbox.events()
    assert (event.handled_at is not None, event.remark) == (True, None)


async def test_what_the_events_copy_says_is_not_believed(postbox):
    payment = await postbox.office.open()
    await pay(postbox, payment)
    completed = await postbox.posted("checkout.session.completed")
    session = await postbox.office.stripe.control.get(f"objects/{payment.session_id}")
    await postbox.office.stripe.control.post(
        f"objects/{payment.session_id}", status="open", payment_status="unpaid"
    )

    await postbox.bring(*completed)
    await postbox.office.run_jobs()
    assert told(postbox, payment.subject) == []

    await postbox.office.stripe.control.post(f"objects/{payment.session_id}", **session)
    await postbox.office.desk.refresh(payment.id)
    assert told(postbox, payment.subject) == [PaymentPaid]


async def test_an_event_that_comes_again_is_kept_once(postbox):
    payment = await postbox.office.open()
    await pay(postbox, payment)
    completed = await postbox.posted("checkout.session.completed")

    answers = await gather(*(postbox.bring(*completed) for _ in range(3)))
    await postbox.office.run_jobs()

    assert answers == [[200]] * 3
    assert await postbox.bring(*completed) == [200]
    assert len(await postbox.events()) == 1
    assert await jobs(postbox, service.HANDLE) == 0
    assert told(postbox, payment.subject) == [PaymentPaid]


@pytest.mark.parametrize("seed", range(6))
async def test_in_any_order_twice_or_never_the_end_is_the_same(postbox, seed):
    dice = Random(seed)
    payment = await postbox.office.open()
    await pay(postbox, payment, DECLINED)
    await pay(postbox, payment)
    posted = await postbox.posted()
    assert len(posted) >= 4

    brought = [request for request in posted for _ in range(dice.randint(0, 2))] or posted[-1:]
    dice.shuffle(brought)
    for request in brought:
        await postbox.bring(request)
        if dice.random() < 0.5:
            await postbox.office.run_jobs()
    await postbox.office.run_jobs()

    assert told(postbox, payment.subject) == [PaymentPaid]


async def test_where_every_event_is_lost_the_poll_finds_out(postbox):
    payment = await postbox.office.open()
    await postbox.office.stripe.control.misbehave(lose=1.0)
    await pay(postbox, payment)
    assert await postbox.posted("checkout.session.completed") == []

    await postbox.office.pass_time(minutes=1)
    await postbox.office.desk.poll()
    await postbox.office.run_jobs()

    assert told(postbox, payment.subject) == [PaymentPaid]


async def test_an_event_may_overtake_our_own_record(postbox):
    """The session was made, and the process died before it could write down which."""
    payment = await postbox.office.intended()
    await postbox.office.stripe.control.misbehave(timeout_after=1.0)
    assert await postbox.office.desk.checkout_url(payment.id) is None
    await postbox.office.stripe.control.misbehave()
    sessions = postbox.office.stripe.gateway.checkout.created(
        payment.created_at.replace(year=2020), payment.expires_at
    )
    [session] = [session async for session in sessions]
    await postbox.office.stripe.control.pay(session.id)

    await postbox.bring(*await postbox.posted("payment_intent.succeeded"))
    await postbox.office.run_jobs()

    assert told(postbox, payment.subject) == [PaymentPaid]
    assert (await postbox.office.payment(payment)).session_id == session.id


async def test_another_session_that_bears_our_note_is_not_ours(postbox):
    payment = await postbox.office.open()
    forged = await postbox.office.stripe.session("forged", metadata={"payment_id": str(payment.id)})
    await postbox.office.stripe.control.pay(forged.id)

    await postbox.bring(*await postbox.posted("checkout.session.completed"))
    await postbox.office.run_jobs()

    [event] = await postbox.events()
    assert (event.remark, told(postbox, payment.subject)) == (Remark.UNKNOWN_OBJECT, [])


async def test_what_we_know_nothing_of_is_kept_for_a_person(postbox):
    await postbox.office.stripe.paid()
    posted = await postbox.posted()

    assert set(await postbox.bring(*posted)) == {200}
    await postbox.office.run_jobs()

    remarks = {event.type: event.remark for event in await postbox.events()}
    assert remarks["payment_intent.succeeded"] is Remark.UNKNOWN_OBJECT
    assert remarks["checkout.session.completed"] is Remark.UNKNOWN_OBJECT
    async with postbox.office.database.reading() as db:
        troubled = await queries.events(db, troubled=True)
        assert {event.remark for event in troubled} >= {Remark.UNKNOWN_OBJECT}
        page = await queries.events(db, limit=1, before=troubled[0].id)
    assert page[0].id < troubled[0].id


async def planted(postbox, event_type, subject, source=Source.PLATFORM):
    """An event of ours, as though it had come."""
    async with postbox.office.database.unit_of_work() as db:
        at = await db.now()
        body = f'{{"data": {{"object": {subject}}}}}'.encode()
        event = StripeEvent(
            source=source,
            event_id=f"evt_{uuid7()}",
            type=event_type,
            livemode=False,
            body=body,
            created_at=at,
            received_at=at,
        )
        db.add(event)
    await postbox.office.ask(service.handle, event.id)
    async with postbox.office.database.reading() as db:
        return await db.get_one(StripeEvent, event.id)


@pytest.mark.parametrize(
    ("event_type", "remark"),
    [("invoice.paid", Remark.UNKNOWN_TYPE), ("balance.available", None)],
)
async def test_a_type_without_consequence_is_handled(postbox, event_type, remark):
    event = await planted(postbox, event_type, '{"object": "balance"}')

    assert (event.remark, event.handled_at is not None) == (remark, True)


@pytest.mark.parametrize(
    ("event_type", "subject"),
    [
        ("charge.updated", '{"object": "charge", "id": "ch_1"}'),
        ("charge.refunded", '{"object": "charge", "id": "ch_1", "payment_intent": "pi_1"}'),
        ("charge.dispute.created", '{"object": "dispute", "id": "du_1", "payment_intent": "pi_1"}'),
        ("refund.updated", '{"object": "refund", "id": "re_1"}'),
        ("account.updated", '{"object": "account", "id": "acct_1"}'),
        ("payout.paid", '{"object": "payout", "id": null}'),
    ],
)
async def test_an_object_that_is_not_ours_leads_to_nothing(postbox, event_type, subject):
    await postbox.office.intended()

    event = await planted(postbox, event_type, subject)

    assert event.remark is Remark.UNKNOWN_OBJECT


async def test_what_was_forgotten_leads_to_nothing(postbox):
    payment = await postbox.office.open()
    await pay(postbox, payment)
    await postbox.bring(*await postbox.posted("checkout.session.completed"))
    await postbox.office.run_jobs()
    async with postbox.office.database.unit_of_work() as db:
        await db.exec(text("UPDATE stripe_event SET body = ''"))
        event = (await db.exec(select(StripeEvent))).one()
        await service.handle_again(db, event)
        assert event.remark is Remark.UNKNOWN_OBJECT
    assert await jobs(postbox, operations.REFRESH) == 0


async def test_two_workers_on_the_same_event_have_it_done_once(postbox):
    payment = await postbox.office.open()
    await pay(postbox, payment)
    await postbox.bring(*await postbox.posted("checkout.session.completed"))
    [event] = await postbox.events()

    await gather(*(postbox.office.ask(service.handle, event.id) for _ in range(3)))

    assert await jobs(postbox, operations.REFRESH) == 1


async def test_without_the_events_lock_it_would_be_done_twice(postbox):
    payment = await postbox.office.open()
    await pay(postbox, payment)
    await postbox.bring(*await postbox.posted("checkout.session.completed"))
    [event] = await postbox.events()

    opened = postbox.office.database.unit_of_work
    async with opened() as one, opened() as other:
        for db in (one, other):
            unlocked = await db.get_one(StripeEvent, event.id)
            assert unlocked.handled_at is None
            await service._ask_again(db, [unlocked])

    assert await jobs(postbox, operations.REFRESH) == 2


async def test_refunds_are_followed_to_their_end_and_beyond(postbox):
    office = postbox.office
    payment = await office.paid()
    office.told.clear()
    refund = await office.ask(operations.refund, payment.id, reason="donor")
    await office.run_jobs()
    await postbox.bring(*await postbox.posted())
    await office.run_jobs()
    refund = await office.operation(refund)

    await office.stripe.control.post(f"refunds/{refund.stripe_id}/fail")
    await postbox.bring(*await postbox.posted())
    await office.run_jobs()

    assert told(postbox, payment.subject) == [RefundSucceeded, RefundFailed]


async def test_accounts_and_their_payouts_are_told_by_the_other_endpoint(postbox):
    office = postbox.office
    account = await office.account()
    await office.paid("20.00", AVAILABLE_AT_ONCE, account=account)
    about = {"purpose": "payout", "account_id": account.id}
    amount = (await office.stripe.gateway.balances.retrieve()).available
    await office.ask(
        operations.transfer, **about, subject=uuid7(), amount=amount, transfer_group="campaign:1"
    )
    await office.run_jobs()
    payout = await office.ask(operations.pay_out, **about, subject=uuid7(), amount=amount)
    await office.run_jobs()
    stripe_id = (await office.operation(payout)).stripe_id
    await postbox.posted()

    for control in ("arrive", "fail"):
        await office.stripe.control.post(f"payouts/{stripe_id}/{control}")
        await postbox.bring(*await postbox.posted("payout.paid", "payout.failed"))
        await office.run_jobs()
    await office.stripe.control.post(f"accounts/{account.stripe_id}/restrict")
    await postbox.bring(*await postbox.posted("account.updated"))
    await office.run_jobs()

    assert told(postbox, payout.subject) == [PayoutPaid, PayoutFailed]
    assert told(postbox, account.subject) == [AccountUpdated]
    assert {event.source for event in await postbox.events()} == {Source.CONNECT}


async def test_an_account_made_before_a_crash_is_learnt_of_by_its_event(postbox):
    office = postbox.office
    whose = {"book": office.book, "purpose": "holder", "subject": uuid7()}
    account = await office.ask(operations.create_account, **whose, name="Les Amis du Four")
    await office.stripe.control.misbehave(timeout_after=1.0)
    await office.run_jobs()
    await office.stripe.control.misbehave()
    since = account.created_at
    accounts = office.stripe.gateway.accounts.created(since - timedelta(hours=1), since + timedelta(hours=1))
    [made] = [account async for account in accounts]
    await office.stripe.control.post(f"accounts/{made.id}/enable")

    await postbox.bring(*await postbox.posted("account.updated"))
    await office.run_jobs()

    assert told(postbox, account.subject) == [AccountUpdated]


async def test_a_subscriber_that_fails_has_the_event_asked_again(postbox):
    async def fails(_db, _outcome):
        raise RuntimeError("not today")

    office = postbox.office
    payment = await office.open()
    await pay(postbox, payment)
    broken = Desk(office.database.unit_of_work, office.stripe.gateway, {"pledge": fails})
    with pytest.raises(RuntimeError):
        await broken.refresh(payment.id)
    assert (await office.payment(payment)).status is PaymentStatus.OPEN

    await postbox.bring(*await postbox.posted("checkout.session.completed"))
    await office.run_jobs()

    assert told(postbox, payment.subject) == [PaymentPaid]
