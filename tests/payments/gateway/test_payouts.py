from datetime import timedelta

import pytest

from payments.gateway.errors import Refusal, RefusedError
from payments.gateway.results import PayoutStatus
from payments.gateway.transfers import TransferRequest
from payments.money import Money


@pytest.fixture
async def holder(stripe_server):
    """A connected account that holds 10 € at once."""
    account = await stripe_server.account()
    await stripe_server.paid("4000000000000077", on_behalf_of=account.id)
    request = TransferRequest(amount=Money.of("10.00"), destination=account.id, transfer_group="campaign:1")
    await stripe_server.gateway.transfers.create(request, idempotency_key="transfer")
    return account


async def pay_out(server, account, amount, key="payout"):
    return await server.gateway.payouts.create(
        account.id, Money.of(amount), metadata={"operation": key}, idempotency_key=key
    )


async def test_a_payout_arrives_after_two_days(stripe_server, holder):
    made = await pay_out(stripe_server, holder, "10.00")
    assert (made.status, made.amount, made.failure) == (PayoutStatus.PENDING, Money.of("10.00"), None)
    wire = await stripe_server.control.get(f"objects/{made.id}")
    assert wire["arrival_date"] - wire["created"] == 2 * 86_400
    assert (await stripe_server.gateway.balances.retrieve(holder.id)).available == Money(0)
    await stripe_server.control.advance(2 * 86_400)
    assert (await stripe_server.gateway.payouts.retrieve(holder.id, made.id)).status is PayoutStatus.PAID


async def test_a_payout_that_the_bank_sends_back_is_in_the_balance_again(stripe_server, holder):
    made = await pay_out(stripe_server, holder, "10.00")
    await stripe_server.control.advance(2 * 86_400)
    await stripe_server.control.post(f"payouts/{made.id}/fail", code="account_closed")
    failed = await stripe_server.gateway.payouts.retrieve(holder.id, made.id)
    assert (failed.status, failed.failure) == (PayoutStatus.FAILED, "account_closed")
    assert (await stripe_server.gateway.balances.retrieve(holder.id)).available == Money.of("10.00")


async def test_nobody_is_paid_more_than_they_hold(stripe_server, holder):
    with pytest.raises(RefusedError, match="balance_insufficient"):
        await pay_out(stripe_server, holder, "10.01")


async def test_an_account_held_back_is_not_paid_out(stripe_server, holder):
    await stripe_server.control.post(f"accounts/{holder.id}/restrict")
    with pytest.raises(RefusedError, match="payouts_not_allowed"):
        await pay_out(stripe_server, holder, "10.00")


async def test_a_payout_belongs_to_its_account(stripe_server, holder):
    made = await pay_out(stripe_server, holder, "4.00")
    other = await stripe_server.account(key="other")
    with pytest.raises(RefusedError) as refused:
        await stripe_server.gateway.payouts.retrieve(other.id, made.id)
    assert refused.value.refusal is Refusal.NOT_FOUND
    with pytest.raises(RefusedError) as refused:
        await stripe_server.gateway.payouts.retrieve("acct_nobody", made.id)
    assert refused.value.refusal is Refusal.PERMISSION


async def test_a_payout_whose_key_was_forgotten_is_found_by_its_day(stripe_server, holder):
    made = await pay_out(stripe_server, holder, "4.00")
    day = timedelta(days=1)
    found = stripe_server.gateway.payouts.created(holder.id, made.created - day, made.created + day)
    assert [one async for one in found] == [made]
