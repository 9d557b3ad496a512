from datetime import timedelta

from payments.money import Money, total


async def test_every_movement_is_a_line_and_the_balance_is_their_sum(stripe_server):
    account = await stripe_server.account()
    start = await stripe_server.now()
    intents = [await stripe_server.paid(key=f"payment {n}", on_behalf_of=account.id) for n in range(3)]
    await stripe_server.gateway.refunds.create(
        intents[0].id, intents[0].amount, metadata={}, idempotency_key="refund"
    )
    end = await stripe_server.now() + timedelta(seconds=1)
    lines = [line async for line in stripe_server.gateway.balances.transactions(start, end)]
    assert [line.type for line in lines] == ["refund", "charge", "charge", "charge"]
    assert total([line.fee for line in lines]) == Money.of("1.65")
    balance = await stripe_server.gateway.balances.retrieve()
    assert total([line.net for line in lines]) == balance.available + balance.pending == Money.of("38.35")


async def test_lines_are_read_page_after_page_without_loss(stripe_server):
    start = await stripe_server.now()
    intent = await stripe_server.paid()
    for number in range(101):
        await stripe_server.gateway.refunds.create(
            intent.id, Money(1), metadata={}, idempotency_key=f"refund {number}"
        )
    lines = stripe_server.gateway.balances.transactions(start, start + timedelta(days=1))
    ids = [line.id async for line in lines]
    assert len(ids) == len(set(ids)) == 102


async def test_a_connected_account_has_a_ledger_of_its_own(stripe_server):
    account = await stripe_server.account()
    await stripe_server.paid(on_behalf_of=account.id)
    start = await stripe_server.now() - timedelta(days=1)
    lines = stripe_server.gateway.balances.transactions(start, start + timedelta(days=2), account.id)
    assert [line async for line in lines] == []
    assert (await stripe_server.gateway.balances.retrieve(account.id)).pending == Money(0)
