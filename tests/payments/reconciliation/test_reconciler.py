"""One reconciliation after another, over a local Stripe."""

import asyncio
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from payments.gateway.errors import TemporaryError
from payments.ledger.models import LedgerEntry
from payments.ledger.queries import balance
from payments.ledger.rules import Posting
from payments.ledger.service import post, reverse
from payments.money import Money
from payments.reconciliation import service
from payments.reconciliation.accounts import BANK, STRIPE_OWN_FEES, SUSPENSE
from payments.reconciliation.models import Difference
from payments.reconciliation.service import AlreadyEndedError

OPERATOR = UUID(int=7)


async def test_a_clean_story_reconciles_with_nothing(counting_house):
    house, office = counting_house, counting_house.office
    payments = [await office.paid(str(amount)) for amount in (20, 35, 50)]
    await house.refunded(payments[0])
    await house.reversed(await house.transferred(Money.of("30.00"), payments[2]))
    await office.stripe.control.post(f"charges/{payments[1].charge_id}/dispute")
    await office.desk.find_disputes(payments[1].id)
    run = await house.reconcile()
    assert await house.differences() == []
    assert (run.found, run.open, run.unexplained_minor, run.compared) == (0, 0, 0, 7)
    assert run.stripe_minor == run.ledger_minor == run.moved_minor == (await house.stripe()).minor
    assert run.is_sound


async def test_what_is_still_on_its_way_raises_no_alarm(counting_house):
    """Paid a moment ago and not learnt yet; given back, and the bank takes its time."""
    house, office = counting_house, counting_house.office
    slow = await office.paid(card="4000000000007726")
    await house.refunded(slow)
    await office.pass_time(minutes=16)
    payment = await office.open()
    await office.stripe.control.pay(payment.session_id)
    for _ in range(2):
        run = await house.reconciler.run()
        assert (run.found, run.open, run.unexplained_minor) == (0, 0, 0)
    assert run.stripe_minor != run.ledger_minor
    later = await house.reconcile()
    [learnt] = await house.differences()
    assert (learnt.kind, learnt.payment_id, learnt.ended_at is None) == (
        "payment_not_learnt",
        payment.id,
        False,
    )
    assert (later.found, later.mended, later.open, later.unexplained_minor) == (1, 1, 0, 0)


async def test_a_refund_that_has_just_failed_raises_no_alarm(counting_house):
    """It was told of before, and is taken back a moment ago: that line is for the next time."""
    house, office = counting_house, counting_house.office
    refund = await house.refunded(await office.paid())
    await office.pass_time(minutes=16)
    await office.stripe.control.post(f"refunds/{refund.stripe_id}/fail", reason="lost_or_stolen_card")
    await office.desk.perform(refund.id)
    run = await house.reconciler.run()
    assert (run.compared, run.found, run.open) == (2, 0, 0)
    run = await house.reconcile()
    assert (run.compared, run.found, run.open) == (3, 0, 0)
    assert run.stripe_minor == run.ledger_minor


async def test_the_operators_own_movements_are_mirrored_once(counting_house):
    house, office = counting_house, counting_house.office
    await office.paid("50.00", card="4000000000000077")
    made = await office.stripe.raw("POST", "/v1/payouts", {"amount": "3000", "currency": "eur"})
    await office.stripe.control.post("topups", amount=700)
    await office.stripe.control.post("lines", type="stripe_fee", amount=-200)
    await office.stripe.control.post(f"payouts/{made.json()['id']}/fail")
    made = await office.stripe.raw("POST", "/v1/payouts", {"amount": "1000", "currency": "eur"})
    for number, found in ((1, 5), (2, 0)):
        run = await house.reconcile()
        assert (number, run.found, run.mended, run.open) == (number, found, found, 0)
        assert run.stripe_minor == run.ledger_minor
    async with office.database.reading() as db:
        held = [await balance(db, OPERATOR, account) for account in (BANK, STRIPE_OWN_FEES, SUSPENSE)]
        entries = (await db.exec(select(LedgerEntry.key).where(LedgerEntry.book == OPERATOR))).all()
    assert held == [Money.of("3.00"), Money.of("2.00"), Money.zero()]
    assert len(entries) == len(set(entries)) == 5


async def test_what_is_put_aside_and_given_back_is_in_the_ledger_all_the_same(counting_house):
    house, office = counting_house, counting_house.office
    payment = await office.open()
    paid = await office.stripe.control.pay(payment.session_id)
    intent = await office.stripe.gateway.intents.retrieve(paid["payment_intent"])
    await office.stripe.control.post(f"objects/{paid['id']}", amount_total=1999)
    aside = await office.desk.refresh(payment.id)
    assert aside.status == "quarantined"
    run = await house.reconcile()
    assert (run.found, run.mended, run.stripe_minor) == (1, 1, run.ledger_minor)
    await house.refunded(aside)
    run = await house.reconcile()
    assert (run.open, run.stripe_minor) == (0, run.ledger_minor)
    async with office.database.reading() as db:
        assert await balance(db, office.book, SUSPENSE) == Money.zero()
        assert await balance(db, office.book, STRIPE_OWN_FEES) == intent.charge.transaction.fee


async def test_refunds_by_hand_in_parts_that_come_to_the_whole_are_learnt(counting_house):
    house, office = counting_house, counting_house.office
    payment = await office.paid()
    for cents in (500, 1500):
        form = {"payment_intent": payment.intent_id, "amount": str(cents)}
        await office.stripe.raw("POST", "/v1/refunds", form)
        run = await house.reconcile()
    assert (run.open, run.stripe_minor) == (0, run.ledger_minor)
    assert {one.kind.value for one in await house.differences()} == {"refund_unknown"}


async def test_what_a_person_has_closed_is_not_raised_again_unless_it_changes(counting_house):
    house, office = counting_house, counting_house.office
    payment = await office.paid()
    form = {"payment_intent": payment.intent_id, "amount": "500"}
    await office.stripe.raw("POST", "/v1/refunds", form)
    run = await house.reconcile()
    assert (run.open, run.unexplained_minor, run.is_sound) == (1, 0, False)
    [one] = await house.differences()
    async with office.database.unit_of_work() as db:
        closed = await service.close(
            db, await db.get_one(Difference, one.id), "A gesture.", house.reconciler.house
        )
        assert closed.reason == "A gesture."
    with pytest.raises(AlreadyEndedError):
        await office.ask(service.close, closed, "Again.", house.reconciler.house)
    assert await house.ledger() == await house.stripe()
    run = await house.reconcile()
    assert (run.found, run.open, run.is_sound) == (0, 0, True)
    await office.stripe.raw("POST", "/v1/refunds", form)
    run = await house.reconcile()
    assert (run.found, run.open) == (1, 1)


async def test_what_the_ledger_has_too_much_is_found_until_it_is_reversed(counting_house):
    house, office = counting_house, counting_house.office
    moved = [Posting("x", "stripe:balance", Money.of("7.00"))]
    async with office.database.unit_of_work() as db:
        entry = await post(db, book=office.book, key="odd", kind="odd", postings=moved, at=await db.now())
    assert (await house.reconcile()).open == 1
    async with office.database.unit_of_work() as db:
        await reverse(db, entry, key="odd again", at=await db.now())
    run = await house.reconcile()
    assert (run.open, run.mended, run.unexplained_minor) == (0, 1, 0)


async def test_a_period_of_its_own_compares_no_totals_until_all_was_read(counting_house):
    house, office = counting_house, counting_house.office
    await office.paid()
    await office.pass_time(days=3)
    async with office.database.reading() as db:
        at = (await db.now()).replace(microsecond=0)
    await office.paid("35.00")
    part = await house.reconcile(at, None)
    assert (part.compared, part.continuous, part.stripe_minor) == (1, False, None)
    whole = await house.reconcile()
    assert (whole.since, whole.compared, whole.unexplained_minor) == (None, 2, 0)
    next_ = await house.reconcile()
    assert next_.since == whole.until - timedelta(days=2)
    assert next_.compared == 1


async def test_a_payment_whose_line_is_older_than_the_period_is_not_missing(counting_house):
    house, office = counting_house, counting_house.office
    payment = await office.open()
    await office.stripe.control.pay(payment.session_id)
    await office.pass_time(hours=2)
    async with office.database.reading() as db:
        at = await db.now()
    await office.pass_time(minutes=1)
    await office.desk.refresh(payment.id)
    run = await house.reconcile(at, None)
    assert (run.compared, run.found) == (0, 0)


async def test_where_stripe_cannot_be_asked_the_run_says_so_and_the_next_begins_anew(counting_house):
    house, office = counting_house, counting_house.office
    await office.paid()
    async with office.misbehaving(server_error=1.0):
        with pytest.raises(TemporaryError):
            await house.reconcile()
    run = await house.reconcile()
    assert (run.since, run.compared, run.is_sound) == (None, 1, True)


async def test_two_at_once_find_and_mirror_each_difference_once(counting_house):
    house, control = counting_house, counting_house.office.stripe.control
    await house.office.pass_time(minutes=1)
    for amount in range(1, 9):
        await control.post("lines", type="stripe_fee", amount=-amount)
        await control.post("lines", type="reserve_transaction", amount=-amount)
    await house.office.pass_time(minutes=16)
    await asyncio.gather(house.reconciler.run(), house.reconciler.run())
    kinds = Counter(one.kind.value for one in await house.differences())
    assert kinds == {"own_fee": 8, "type_unknown": 8}
    async with house.office.database.reading() as db:
        assert await balance(db, OPERATOR, STRIPE_OWN_FEES) == Money(36)


async def test_a_difference_is_open_once_whoever_writes_it_down(counting_house):
    """What the lock orders, the database refuses to break."""
    house = counting_house
    await house.office.stripe.control.post("lines", type="reserve_transaction", amount=-70)
    await house.reconcile()
    [one] = await house.differences()
    twin = Difference(**one.model_dump(exclude={"id"}))
    with pytest.raises(IntegrityError, match="uq_difference_key"):
        async with house.office.database.unit_of_work() as db:
            db.add(twin)
