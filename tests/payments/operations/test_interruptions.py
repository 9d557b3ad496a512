"""Money goes back once, whatever breaks on the way."""

from asyncio import gather

import pytest
from sqlmodel import col, update

from payments.money import Money
from payments.operations import holding
from payments.operations.desk import Desk
from payments.operations.models import Operation
from payments.operations.outcomes import RefundSucceeded
from payments.operations.rules import OperationStatus
from payments.sessions import WriteSession
from tests.payments.operations.refunding import WHOLE, asked, payment

__all__ = ["payment"]


TROUBLES = ["rate_limit", "server_error", "server_error_after", "timeout_before", "timeout_after"]


@pytest.mark.parametrize("trouble", TROUBLES)
async def test_whatever_goes_wrong_money_goes_back_once(office, payment, trouble):
    refund = await asked(office, payment)
    async with office.misbehaving(**{trouble: 1.0}):
        await office.desk.perform(refund.id)

        waiting = await office.operation(refund)
        assert (waiting.status, waiting.failures, office.told) == (OperationStatus.WAITING, 1, [])
        assert waiting.next_attempt_at > waiting.called_at
        assert waiting.code

    for _ in range(3):
        await office.desk.perform(refund.id)

    assert await office.refunds(payment) == [WHOLE]
    assert [type(told) for told in office.told] == [RefundSucceeded]
    assert (await office.operation(refund)).failures == 0


@pytest.mark.parametrize("seed", range(3))
async def test_a_stripe_that_fails_half_the_time_refunds_everyone_once(office, payment, seed):
    waiting = [await asked(office, payment, amount=Money.of("4.00")) for _ in range(5)]
    async with office.misbehaving(seed=seed, **dict.fromkeys(TROUBLES, 0.12)):
        for _ in range(30):
            for refund in waiting:
                await office.desk.perform(refund.id)
            waiting = [one for one in waiting if not (await office.operation(one)).ended_at]
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
    async with office.misbehaving(timeout_before=1.0):
        await office.desk.perform(refund.id)

    await office.pass_time(hours=25)
    await office.desk.perform(refund.id)

    assert await office.refunds(payment) == [WHOLE]
    assert (await office.operation(refund)).key_number == 1


async def test_while_an_old_call_may_be_on_its_way_nothing_is_asked(office, payment):
    refund = await asked(office, payment)
    async with office.misbehaving(rate_limit=1.0):
        await office.desk.perform(refund.id)
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
        held = await holding.operation_for_update(db, refund.id)
        held.amount_minor = 600

    await office.desk.perform(refund.id)
    assert (await office.operation(refund)).doubtful
    await office.desk.perform(refund.id)

    assert await office.refunds(payment) == [Money.of("5.00")]


async def test_two_workers_in_doubt_renew_the_key_once(office, payment):
    refund = await asked(office, payment, amount=Money.of("5.00"))
    async with office.misbehaving(server_error=1.0):
        for _ in range(2):
            await office.desk.perform(refund.id)
        assert (await office.operation(refund)).doubtful

    await gather(*(office.desk.perform(refund.id) for _ in range(3)))

    assert await office.refunds(payment) == [Money.of("5.00")]
    assert (await office.operation(refund)).key_number == 1
