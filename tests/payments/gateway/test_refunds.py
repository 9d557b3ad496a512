import pytest

from payments.gateway.errors import RefusedError
from payments.gateway.results import RefundStatus
from payments.money import Money


async def refund(server, intent, amount, key):
    return await server.gateway.refunds.create(
        intent.id, Money.of(amount), metadata={"operation": key}, idempotency_key=key
    )


async def test_a_payment_is_given_back_in_parts_never_more_than_was_paid(stripe_server):
    intent = await stripe_server.paid()
    first = await refund(stripe_server, intent, "5.00", "first")
    assert (first.status, first.amount, first.intent_id, first.charge_id) == (
        RefundStatus.SUCCEEDED,
        Money.of("5.00"),
        intent.id,
        intent.charge.id,
    )
    with pytest.raises(RefusedError):
        await refund(stripe_server, intent, "15.01", "too much")
    second = await refund(stripe_server, intent, "15.00", "second")
    assert (await stripe_server.gateway.intents.retrieve(intent.id)).charge.refunded == Money.of("20.00")
    with pytest.raises(RefusedError, match="charge_already_refunded"):
        await refund(stripe_server, intent, "0.01", "once more")

    found = [made async for made in stripe_server.gateway.refunds.of_intent(intent.id)]
    assert found == [second, first]
    assert found[0].metadata == {"operation": "second"}


async def test_stripe_keeps_its_fee(stripe_server):
    intent = await stripe_server.paid()
    await refund(stripe_server, intent, "20.00", "all")
    balance = await stripe_server.gateway.balances.retrieve()
    assert balance.available + balance.pending == Money.of("-0.55")


async def test_a_refund_that_takes_its_time(stripe_server):
    intent = await stripe_server.paid("4000000000007726")
    made = await refund(stripe_server, intent, "20.00", "slow")
    assert made.status is RefundStatus.PENDING
    await stripe_server.control.advance(61)
    assert (await stripe_server.gateway.refunds.retrieve(made.id)).status is RefundStatus.SUCCEEDED


async def test_a_refund_that_fails_after_it_had_succeeded(stripe_server):
    intent = await stripe_server.paid("4000000000005126")
    made = await refund(stripe_server, intent, "20.00", "failing")
    assert made.status is RefundStatus.SUCCEEDED
    await stripe_server.control.advance(61)
    failed = await stripe_server.gateway.refunds.retrieve(made.id)
    assert (failed.status, failed.failure) == (RefundStatus.FAILED, "expired_or_canceled_card")
    assert (await stripe_server.gateway.intents.retrieve(intent.id)).charge.refunded == Money(0)
    balance = await stripe_server.gateway.balances.retrieve()
    assert balance.available + balance.pending == Money.of("19.45")


async def test_a_refund_waits_for_money(stripe_server):
    intent = await stripe_server.paid()
    await stripe_server.control.post("overdraft", cents=0)
    made = await refund(stripe_server, intent, "20.00", "waits")
    assert made.status is RefundStatus.PENDING
    await stripe_server.control.post(f"refunds/{made.id}/succeed")
    assert (await stripe_server.gateway.refunds.retrieve(made.id)).status is RefundStatus.SUCCEEDED


async def test_nothing_is_no_refund(stripe_server):
    intent = await stripe_server.paid()
    with pytest.raises(RefusedError, match="parameter_invalid_integer"):
        await refund(stripe_server, intent, "0.00", "nothing")


async def test_a_refund_that_fails_while_it_waits_for_money(stripe_server):
    intent = await stripe_server.paid()
    await stripe_server.control.post("overdraft", cents=0)
    made = await refund(stripe_server, intent, "20.00", "waits")
    await stripe_server.control.post(f"refunds/{made.id}/fail")
    assert (await stripe_server.gateway.refunds.retrieve(made.id)).status is RefundStatus.FAILED
    balance = await stripe_server.gateway.balances.retrieve()
    assert balance.available + balance.pending == Money.of("19.45")


async def test_what_was_never_paid_is_not_refunded(stripe_server):
    session = await stripe_server.session()
    tried = await stripe_server.control.pay(session.id, "4000000000000002")
    intent = await stripe_server.gateway.intents.retrieve(tried["payment_intent"])
    with pytest.raises(RefusedError):
        await refund(stripe_server, intent, "20.00", "nothing")
