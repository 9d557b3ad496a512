"""Money back: in parts, never more than was paid, and never twice, whatever breaks on the way."""

from asyncio import gather
from datetime import timedelta

import pytest
from sqlmodel import col, update

from payments.gateway.gateway import StripeGateway
from payments.money import Money, total
from payments.operations import queries, service
from payments.operations.desk import Desk
from payments.operations.models import Operation
from payments.operations.outcomes import RefundFailed, RefundSucceeded
from payments.operations.rules import NotRefundableError, OperationStatus
from payments.sessions import WriteSession
from payments.simulator.messages import Request, Response
from payments.simulator.serving import HttpServer
from payments.tables import uuid7

WHOLE = Money.of("20.00")
PENDING, FAILING = "4000000000007726", "4000000000005126"


@pytest.fixture
async def payment(office):
    paid = await office.paid("20.00")
    office.told.clear()
    return paid


async def asked(office, payment, **named) -> Operation:
    return await office.ask(service.refund, payment.id, reason="donor", **named)


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
        assert await queries.unsettled_payments(db, office.book) == []
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


async def test_a_bank_may_send_a_refund_back(office, payment):
    refund = await asked(office, payment)
    await office.desk.perform(refund.id)
    refund = await office.operation(refund)

    await office.stripe.control.post(f"refunds/{refund.stripe_id}/fail")
    await office.desk.perform(refund.id)
    await office.desk.perform(refund.id)

    assert [type(told) for told in office.told] == [RefundSucceeded, RefundFailed]
    assert (office.told[1].code, office.told[1].revoked) == ("expired_or_canceled_card", True)


TROUBLES = ["rate_limit", "server_error", "server_error_after", "timeout_before", "timeout_after"]


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_whatever_goes_wrong_money_goes_back_once(office, payment, trouble):
    refund = await asked(office, payment)
    await office.stripe.control.misbehave(**{trouble: 1.0})
    await office.desk.perform(refund.id)

    waiting = await office.operation(refund)
    assert (waiting.status, waiting.failures, office.told) == (OperationStatus.WAITING, 1, [])
    assert waiting.next_attempt_at > waiting.called_at
    assert waiting.code

    await office.stripe.control.misbehave()
    for _ in range(3):
        await office.desk.perform(refund.id)

    assert await office.refunds(payment) == [WHOLE]
    assert [type(told) for told in office.told] == [RefundSucceeded]
    assert (await office.operation(refund)).failures == 0


@pytest.mark.parametrize("seed", range(3))
async def test_a_stripe_that_fails_half_the_time_refunds_everyone_once(office, payment, seed):
    waiting = [await asked(office, payment, amount=Money.of("4.00")) for _ in range(5)]
    await office.stripe.control.misbehave(seed=seed, **dict.fromkeys(TROUBLES, 0.12))

    for _ in range(30):
        for refund in waiting:
            await office.desk.perform(refund.id)
        waiting = [one for one in waiting if not (await office.operation(one)).ended_at]

    await office.stripe.control.misbehave()
    assert waiting == []
    assert await office.refunds(payment) == [Money.of("4.00")] * 5
    assert [type(told) for told in office.told] == [RefundSucceeded] * 5


class Dying:
    """A process that dies when it is about to open its transaction number `dies_at`, or to end it."""

    def __init__(self, database, dies_at, before_commit):
        self._database, self._left, self._before_commit = database, dies_at, before_commit

    def __call__(self):
        return self

    async def __aenter__(self) -> WriteSession:
        self._left -= 1
        if not self._left and not self._before_commit:
            raise KeyboardInterrupt
        self._open = self._database.unit_of_work()
        return await self._open.__aenter__()

    async def __aexit__(self, *raised):
        if not self._left and raised[0] is None:
            raised = (KeyboardInterrupt, KeyboardInterrupt(), None)
            await self._open.__aexit__(*raised)
            raise KeyboardInterrupt
        return await self._open.__aexit__(*raised)


@pytest.mark.parametrize("dies_at", [1, 2])
@pytest.mark.parametrize("before_commit", [False, True])
async def test_a_process_that_dies_between_any_two_steps_is_repaired_by_the_next(
    office, payment, dies_at, before_commit
):
    refund = await asked(office, payment)
    dying = Desk(Dying(office.database, dies_at, before_commit), office.stripe.gateway, office.subscribers)
    with pytest.raises(KeyboardInterrupt):
        await dying.perform(refund.id)
    assert office.told == []

    await office.desk.perform(refund.id)

    assert await office.refunds(payment) == [WHOLE]
    assert [type(told) for told in office.told] == [RefundSucceeded]


async def test_a_subscriber_that_fails_is_told_again(office, payment):
    async def fails(_db, _outcome):
        raise RuntimeError("not today")

    refund = await asked(office, payment)
    with pytest.raises(RuntimeError):
        await Desk(office.database.unit_of_work, office.stripe.gateway, {"pledge": fails}).perform(refund.id)

    await office.desk.perform(refund.id)

    assert await office.refunds(payment) == [WHOLE]
    assert [type(told) for told in office.told] == [RefundSucceeded]


async def test_two_workers_on_the_same_refund_make_one(office, payment):
    refund = await asked(office, payment)

    await gather(*(office.desk.perform(refund.id) for _ in range(3)))
    await office.desk.perform(refund.id)

    assert await office.refunds(payment) == [WHOLE]
    assert [type(told) for told in office.told] == [RefundSucceeded]


async def dies_after_the_call(office, refund):
    dying = Desk(Dying(office.database, 2, before_commit=False), office.stripe.gateway, office.subscribers)
    with pytest.raises(KeyboardInterrupt):
        await dying.perform(refund.id)


async def change(office, operation, **values):
    async with office.database.unit_of_work() as db:
        await db.exec(update(Operation).where(col(Operation.id) == operation.id).values(**values))


async def test_without_the_rows_key_asking_again_would_refund_twice(office, payment):
    refund = await asked(office, payment, amount=Money.of("5.00"))
    await dies_after_the_call(office, refund)
    await change(office, refund, key_number=7)

    await office.desk.perform(refund.id)

    assert await office.refunds(payment) == [Money.of("5.00")] * 2


async def test_when_stripe_has_forgotten_the_key_we_look_before_we_ask(office, payment):
    refund = await asked(office, payment, amount=Money.of("5.00"))
    await dies_after_the_call(office, refund)

    await office.pass_time(hours=25)
    await office.desk.perform(refund.id)

    assert await office.refunds(payment) == [Money.of("5.00")]
    assert [type(told) for told in office.told] == [RefundSucceeded]
    assert (await office.operation(refund)).key_number == 0


async def test_without_looking_a_forgotten_key_would_refund_twice(office, payment):
    refund = await asked(office, payment, amount=Money.of("5.00"))
    await dies_after_the_call(office, refund)

    await office.pass_time(hours=25)
    await change(office, refund, key_since=None)
    await office.desk.perform(refund.id)

    assert await office.refunds(payment) == [Money.of("5.00")] * 2


async def test_what_an_old_call_never_made_is_asked_for_under_a_new_key(office, payment):
    refund = await asked(office, payment)
    await office.stripe.control.misbehave(timeout_before=1.0)
    await office.desk.perform(refund.id)
    await office.stripe.control.misbehave()

    await office.pass_time(hours=25)
    await office.desk.perform(refund.id)

    assert await office.refunds(payment) == [WHOLE]
    assert (await office.operation(refund)).key_number == 1


async def test_while_an_old_call_may_be_on_its_way_nothing_is_asked(office, payment):
    refund = await asked(office, payment)
    await office.stripe.control.misbehave(rate_limit=1.0)
    await office.desk.perform(refund.id)
    await office.stripe.control.misbehave()
    await office.pass_time(hours=25)
    async with office.database.reading() as db:
        at = await db.now()
    await change(office, refund, called_at=at)

    await office.desk.perform(refund.id)

    assert await office.refunds(payment) == []


async def test_a_key_used_for_another_form_is_doubtful(office, payment):
    refund = await asked(office, payment, amount=Money.of("5.00"))
    await dies_after_the_call(office, refund)
    async with office.database.unit_of_work() as db:
        held = await service.operation_for_update(db, refund.id)
        held.amount_minor = 600

    await office.desk.perform(refund.id)
    assert (await office.operation(refund)).doubtful
    await office.desk.perform(refund.id)

    assert await office.refunds(payment) == [Money.of("5.00")]


async def test_two_workers_in_doubt_renew_the_key_once(office, payment):
    refund = await asked(office, payment, amount=Money.of("5.00"))
    await office.stripe.control.misbehave(server_error=1.0)
    for _ in range(2):
        await office.desk.perform(refund.id)
    assert (await office.operation(refund)).doubtful
    await office.stripe.control.misbehave()

    await gather(*(office.desk.perform(refund.id) for _ in range(3)))

    assert await office.refunds(payment) == [Money.of("5.00")]
    assert (await office.operation(refund)).key_number == 1


async def test_a_refund_sent_back_while_stripe_cannot_be_asked_is_learnt_of_once_it_can(office, payment):
    refund = await asked(office, payment)
    await office.run_jobs()
    refund = await office.operation(refund)
    await office.stripe.control.post(f"refunds/{refund.stripe_id}/fail")
    await office.stripe.control.misbehave(server_error=1.0)
    await office.desk.perform(refund.id)
    await office.stripe.control.misbehave()
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
