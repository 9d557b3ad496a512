"""What the local Stripe answers has the fields and types of Stripe's own objects."""

import json

import httpx2
import pytest

from payments.gateway.transfers import TransferRequest
from payments.money import Money
from payments.simulator.cards import CARDS
from tests.payments.simulator.stripe_types import CLASSES, EXAMPLES, misfits


async def everything_happens(server):
    """Every object in every state that it can come to here."""
    gateway, control = server.gateway, server.control
    await gateway.accounts.create(name="Neuf", email=None, metadata={}, idempotency_key="new")
    account = await server.account()
    restricted = await server.account(key="restricted")
    await control.post(f"accounts/{restricted.id}/restrict")
    undisputed = [number for number, card in CARDS.items() if card.dispute is None]
    for number in undisputed:
        session = await server.session(f"card {number}", on_behalf_of=account.id, statement_suffix="FOUR")
        paid = await control.pay(session.id, number)
        if paid["payment_status"] == "paid":
            await gateway.refunds.create(
                paid["payment_intent"], Money(100), metadata={"a": "b"}, idempotency_key=f"refund {number}"
            )
    tried = await server.session("tried", on_behalf_of=account.id)
    await control.pay(tried.id, "4000000000000002")
    await gateway.checkout.expire(tried.id, idempotency_key="expire")
    await server.session("open", on_behalf_of=account.id)
    await control.post("overdraft", cents=-1_000_000)
    await gateway.refunds.create(
        (await server.paid(key="poor", on_behalf_of=account.id)).id,
        Money(2000),
        metadata={},
        idempotency_key="refund poor",
    )
    await control.advance(61)
    transfer = await gateway.transfers.create(
        TransferRequest(amount=Money(900), destination=account.id, transfer_group="campaign:1"),
        idempotency_key="transfer",
    )
    await gateway.transfers.reverse(transfer.id, Money(100), metadata={}, idempotency_key="reverse")
    for number in range(3):
        payout = await gateway.payouts.create(
            account.id, Money(100), metadata={}, idempotency_key=f"payout {number}"
        )
        if number == 0:
            await control.post(f"payouts/{payout.id}/fail")
        if number == 1:
            await control.advance(2 * 86_400)
    for number in sorted(CARDS.keys() - set(undisputed)):
        intent = await server.paid(number, f"disputed {number}", on_behalf_of=account.id)
        async for dispute in gateway.disputes.of_intent(intent.id):
            if CARDS[number].dispute != "inquiry":
                await control.post(f"disputes/{dispute.id}/win")
    return account


async def test_every_object_is_one_of_stripes(stripe_server):
    account = await everything_happens(stripe_server)
    rows = stripe_server.local.world.store.rows(
        "SELECT body FROM object WHERE kind NOT LIKE '\\_%' ESCAPE '\\'"
    )
    things = [json.loads(body) for (body,) in rows]
    things += [event["data"]["object"] for event in things if event["object"] == "event"]
    things += [
        bank
        for thing in things
        if thing["object"] == "account"
        for bank in thing["external_accounts"]["data"]
    ]
    async with httpx2.AsyncClient(
        base_url=stripe_server.url, headers={"Authorization": f"Bearer {stripe_server.local.api_key}"}
    ) as client:
        things.append((await client.get("/v1/balance")).json())
        link = {
            "account": account.id,
            "type": "account_onboarding",
            "return_url": "http://127.0.0.1/",
            "refresh_url": "http://127.0.0.1/",
        }
        things.append((await client.post("/v1/account_links", data=link)).json())
    assert {thing["object"] for thing in things} == set(CLASSES) >= set(EXAMPLES)
    assert "\n".join(sorted({misfit for thing in things for misfit in misfits(thing)})) == ""


@pytest.mark.parametrize(
    ("changes", "misfit"),
    [
        ({"amount": "2000"}, "refund.amount: str, not int"),
        ({"amount": None}, "refund.amount: NoneType, not int"),
        ({"status": 1}, "refund.status: int, not str"),
        ({"colour": "blue"}, "refund.colour: unknown to Stripe"),
        ({"object": "refund", "reason": "because"}, "refund.reason"),
        ({"metadata": {"a": 1}}, "refund.metadata.a: int, not str"),
        ({"destination_details": {"card": {"type": "reversal"}}}, "refund.destination_details.type: missing"),
        ({"destination_details": "card"}, "refund.destination_details: str, not dict"),
    ],
)
def test_an_object_that_is_not_one_of_stripes_is_found(changes, misfit):
    assert misfits(EXAMPLES["refund"]) == []
    assert any(found.startswith(misfit) for found in misfits({**EXAMPLES["refund"], **changes}))


def test_a_missing_field_is_found():
    partial = {name: value for name, value in EXAMPLES["refund"].items() if name != "customer"}
    assert misfits(partial) == ["refund.customer: missing"]
