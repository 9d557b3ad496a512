import pytest

from payments.gateway.errors import Refusal, RefusedError
from payments.gateway.transfers import TransferRequest
from payments.money import Money

SETTLED = 4 * 86_400


async def transfer(server, account, amount, key, **changes):
    request = TransferRequest(
        amount=Money.of(amount),
        destination=account.id,
        transfer_group="campaign:1",
        metadata={"operation": key},
        **changes,
    )
    return await server.gateway.transfers.create(request, idempotency_key=key)


async def test_money_follows_its_charge_before_it_has_settled(stripe_server):
    account = await stripe_server.account()
    intent = await stripe_server.paid(on_behalf_of=account.id)
    made = await transfer(stripe_server, account, "18.40", "share", source_transaction=intent.charge.id)
    assert (made.amount, made.destination) == (Money.of("18.40"), account.id)
    wire = await stripe_server.control.get(f"objects/{made.id}")
    assert wire["source_transaction"] == intent.charge.id
    held = await stripe_server.gateway.balances.retrieve(account.id)
    assert (held.available, held.pending) == (Money(0), Money.of("18.40"))
    own = await stripe_server.gateway.balances.retrieve()
    assert (own.available, own.pending) == (Money(0), Money.of("1.05"))  # 20.00 - 0.55 - 18.40

    await stripe_server.control.advance(SETTLED)
    settled = await stripe_server.gateway.balances.retrieve(account.id)
    assert (settled.available, settled.pending) == (Money.of("18.40"), Money(0))


async def test_no_more_follows_a_charge_than_is_left_of_it(stripe_server):
    account = await stripe_server.account()
    intent = await stripe_server.paid(on_behalf_of=account.id)
    await stripe_server.gateway.refunds.create(
        intent.id, Money.of("5.00"), metadata={}, idempotency_key="refund"
    )
    await transfer(stripe_server, account, "10.00", "first", source_transaction=intent.charge.id)
    with pytest.raises(RefusedError, match="balance_insufficient"):
        await transfer(stripe_server, account, "5.01", "second", source_transaction=intent.charge.id)
    await transfer(stripe_server, account, "5.00", "third", source_transaction=intent.charge.id)


async def test_nothing_follows_a_charge_that_failed(stripe_server):
    account = await stripe_server.account()
    session = await stripe_server.session(on_behalf_of=account.id)
    tried = await stripe_server.control.pay(session.id, "4000000000000002")
    failed = (await stripe_server.gateway.intents.retrieve(tried["payment_intent"])).charge
    with pytest.raises(RefusedError):
        await transfer(stripe_server, account, "1.00", "failed", source_transaction=failed.id)


async def test_without_a_charge_the_balance_must_cover_it(stripe_server):
    account = await stripe_server.account()
    await stripe_server.paid(on_behalf_of=account.id)
    with pytest.raises(RefusedError, match="balance_insufficient"):
        await transfer(stripe_server, account, "10.00", "early")
    await stripe_server.control.advance(SETTLED)
    await transfer(stripe_server, account, "19.45", "late")
    with pytest.raises(RefusedError, match="balance_insufficient"):
        await transfer(stripe_server, account, "0.01", "over")


async def test_an_account_held_back_is_not_transferred_to(stripe_server):
    account = await stripe_server.account()
    await stripe_server.paid("4000000000000077", on_behalf_of=account.id)
    await stripe_server.control.post(f"accounts/{account.id}/restrict")
    with pytest.raises(RefusedError, match="insufficient_capabilities_for_transfer"):
        await transfer(stripe_server, account, "10.00", "restricted")


async def test_transfers_of_a_campaign_are_found_by_their_group(stripe_server):
    account = await stripe_server.account()
    await stripe_server.paid("4000000000000077", on_behalf_of=account.id)
    made = [await transfer(stripe_server, account, "1.00", f"transfer {n}") for n in range(3)]
    found = [one async for one in stripe_server.gateway.transfers.of_group("campaign:1")]
    assert found == list(reversed(made))
    assert [one.metadata["operation"] for one in found] == ["transfer 2", "transfer 1", "transfer 0"]
    assert [one async for one in stripe_server.gateway.transfers.of_group("campaign:2")] == []


async def test_a_transfer_is_taken_back_as_far_as_the_account_still_holds_it(stripe_server):
    account = await stripe_server.account()
    intent = await stripe_server.paid(on_behalf_of=account.id)
    made = await transfer(stripe_server, account, "18.40", "share", source_transaction=intent.charge.id)

    async def reverse(amount, key):
        return await stripe_server.gateway.transfers.reverse(
            made.id, Money.of(amount), metadata={"operation": key}, idempotency_key=key
        )

    with pytest.raises(RefusedError):
        await reverse("18.41", "too much")
    back = await reverse("8.40", "part")
    assert back.amount == Money.of("8.40")
    assert (await stripe_server.control.get(f"objects/{made.id}"))["amount_reversed"] == 840
    assert [one async for one in stripe_server.gateway.transfers.reversals(made.id)] == [back]

    await stripe_server.control.advance(SETTLED)
    await stripe_server.gateway.payouts.create(
        account.id, Money.of("10.00"), metadata={}, idempotency_key="payout"
    )
    with pytest.raises(RefusedError, match="balance_insufficient"):
        await reverse("10.00", "too late")


async def test_what_was_taken_back_whole_is_not_taken_back_again(stripe_server):
    account = await stripe_server.account()
    intent = await stripe_server.paid(on_behalf_of=account.id)
    made = await transfer(stripe_server, account, "5.00", "share", source_transaction=intent.charge.id)
    await stripe_server.gateway.transfers.reverse(made.id, made.amount, metadata={}, idempotency_key="all")
    with pytest.raises(RefusedError):
        await stripe_server.gateway.transfers.reverse(made.id, Money(1), metadata={}, idempotency_key="more")
    assert (await stripe_server.control.get(f"objects/{made.id}"))["reversed"] is True


async def test_an_unknown_transfer_is_not_found(stripe_server):
    for call in (
        stripe_server.gateway.transfers.retrieve("tr_none"),
        stripe_server.gateway.transfers.reverse("tr_none", Money(1), metadata={}, idempotency_key="r"),
    ):
        with pytest.raises(RefusedError) as refused:
            await call
        assert refused.value.refusal is Refusal.NOT_FOUND
