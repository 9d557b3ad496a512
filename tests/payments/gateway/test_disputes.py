import pytest

from payments.gateway.errors import RefusedError
from payments.gateway.results import DisputeStatus
from payments.money import Money

FRAUD, NOT_RECEIVED, INQUIRY, WARNING = (
    "4000000000000259",
    "4000000000002685",
    "4000000000001976",
    "4000000000005423",
)
TAKEN = (Money.of("-20.00"), Money.of("20.00"))


async def disputes(server, intent):
    return [dispute async for dispute in server.gateway.disputes.of_intent(intent.id)]


async def held(server):
    balance = await server.gateway.balances.retrieve()
    return balance.available + balance.pending


def lines(dispute):
    return [(line.amount, line.fee) for line in dispute.lines]


@pytest.mark.parametrize(("card", "reason"), [(FRAUD, "fraudulent"), (NOT_RECEIVED, "product_not_received")])
async def test_a_bank_takes_the_money_and_stripe_its_fee_at_once(stripe_server, card, reason):
    intent = await stripe_server.paid(card)
    [dispute] = await disputes(stripe_server, intent)
    assert (dispute.status, dispute.reason) == (DisputeStatus.NEEDS_RESPONSE, reason)
    assert (dispute.amount, lines(dispute)) == (Money.of("20.00"), [TAKEN])
    assert dispute.answer_by > dispute.created
    assert (await stripe_server.gateway.intents.retrieve(intent.id)).charge.disputed
    assert await held(stripe_server) == Money.of("-20.55")
    with pytest.raises(RefusedError, match="charge_disputed"):
        await stripe_server.gateway.refunds.create(intent.id, Money(1), metadata={}, idempotency_key="no")


@pytest.mark.parametrize(
    ("step", "status", "left"),
    [("win", DisputeStatus.WON, "-0.55"), ("lose", DisputeStatus.LOST, "-20.55")],
)
async def test_it_is_won_or_lost(stripe_server, step, status, left):
    intent = await stripe_server.paid(FRAUD)
    [dispute] = await disputes(stripe_server, intent)
    await stripe_server.control.post(f"disputes/{dispute.id}/answer")
    assert [one.status for one in await disputes(stripe_server, intent)] == [DisputeStatus.UNDER_REVIEW]
    await stripe_server.control.post(f"disputes/{dispute.id}/{step}")
    [closed] = await disputes(stripe_server, intent)
    given_back = [(Money.of("20.00"), Money(0))] if status is DisputeStatus.WON else []
    assert (closed.status, lines(closed)) == (status, [TAKEN, *given_back])
    assert await held(stripe_server) == Money.of(left)


async def test_an_inquiry_takes_nothing_until_it_becomes_a_dispute(stripe_server):
    intent = await stripe_server.paid(INQUIRY)
    [asked] = await disputes(stripe_server, intent)
    assert (asked.status, asked.lines) == (DisputeStatus.WARNING_NEEDS_RESPONSE, ())
    await stripe_server.control.post(f"disputes/{asked.id}/escalate")
    [disputed] = await disputes(stripe_server, intent)
    assert (disputed.status, lines(disputed)) == (DisputeStatus.NEEDS_RESPONSE, [TAKEN])


async def test_an_inquiry_may_end_by_itself(stripe_server):
    intent = await stripe_server.paid(INQUIRY)
    [asked] = await disputes(stripe_server, intent)
    await stripe_server.control.post(f"disputes/{asked.id}/drop")
    [dropped] = await disputes(stripe_server, intent)
    assert (dropped.status, dropped.lines) == (DisputeStatus.WARNING_CLOSED, ())


async def test_a_part_may_be_disputed(stripe_server):
    intent = await stripe_server.paid()
    await stripe_server.control.post(f"charges/{intent.charge.id}/dispute", amount=500)
    [dispute] = await disputes(stripe_server, intent)
    assert dispute.amount == Money.of("5.00")


async def test_a_network_warns_of_fraud(stripe_server):
    intent = await stripe_server.paid(WARNING)
    [warning] = [one async for one in stripe_server.gateway.disputes.warnings(intent.id)]
    assert warning.kind == "made_with_stolen_card"
    assert await disputes(stripe_server, intent) == []
