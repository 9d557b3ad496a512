"""It remembers, runs as a process of its own, keeps its own time, and is told what to do."""

import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import httpx2
import pytest

from payments.gateway.gateway import StripeGateway
from payments.money import Money
from payments.simulator.remote import ControlRefusedError, Remote
from payments.simulator.server import LOCAL_KEY, LocalStripe
from tests.payments.stripe_server import gateway_settings


async def test_it_finds_its_objects_keys_and_clock_again(tmp_path):
    state = tmp_path / "var" / "stripe.sqlite"
    with LocalStripe(state=state) as local:
        gateway = StripeGateway(gateway_settings(local))
        made = await gateway.accounts.create(name="Amis", email=None, metadata={}, idempotency_key="account")
        async with Remote(local.url) as control:
            await control.advance(3600)
        await gateway.close()
    with LocalStripe(state=state) as local:
        gateway = StripeGateway(gateway_settings(local))
        assert await gateway.accounts.retrieve(made.id) == made
        again = await gateway.accounts.create(name="Amis", email=None, metadata={}, idempotency_key="account")
        assert again == made
        async with Remote(local.url) as control:
            assert (await control.get("clock"))["offset"] == 3600
        await gateway.close()


@pytest.mark.parametrize("ended_by", [signal.SIGTERM, signal.SIGINT])
def test_it_runs_as_a_process_and_ends_when_told(tmp_path, ended_by):
    command = [sys.executable, "-m", "payments.simulator", "--state", str(tmp_path / "stripe.sqlite")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        url = process.stdout.readline().removeprefix("Local Stripe at ").strip()
        assert httpx2.get(f"{url}/v1/balance", auth=(LOCAL_KEY, "")).json()["object"] == "balance"
        process.send_signal(ended_by)
        assert process.wait(timeout=10) == 0


async def test_its_clock_moves_and_what_falls_due_happens(stripe_server):
    session = await stripe_server.session()
    real = datetime.fromtimestamp(time.time(), UTC)
    assert abs(await stripe_server.now() - real) < timedelta(minutes=1)
    await stripe_server.control.advance(86_400)
    await stripe_server.control.advance(86_400)
    assert abs(await stripe_server.now() - real - timedelta(days=2)) < timedelta(minutes=1)
    assert (await stripe_server.control.get(f"objects/{session.id}"))["status"] == "expired"
    await stripe_server.control.post("clock", offset=0)
    assert abs(await stripe_server.now() - real) < timedelta(minutes=1)


async def test_what_falls_due_happens_by_itself(stripe_server, listener):
    await stripe_server.control.listen(listener.url, "secret", events=("checkout.session.expired",))
    await stripe_server.session()
    stripe_server.local.world.store.set("clock_offset", 31 * 60)
    await listener.hears(1)


async def test_a_reset_forgets_everything_but_who_listens(stripe_server, listener):
    await stripe_server.control.listen(listener.url, "secret")
    await stripe_server.paid()
    await stripe_server.control.post("reset")
    assert await stripe_server.control.calls() == []
    assert (await stripe_server.raw("GET", "/v1/charges")).json()["data"] == []
    listener.heard.clear()
    await stripe_server.paid()
    await listener.hears(4)


async def test_an_object_can_be_tampered_with(stripe_server):
    intent = await stripe_server.paid()
    await stripe_server.control.post(f"objects/{intent.id}", amount_received=1999)
    assert (await stripe_server.gateway.intents.retrieve(intent.id)).received == Money(1999)


async def test_a_line_of_its_ledger_turns_available_in_time(stripe_server):
    intent = await stripe_server.paid()
    path = f"/v1/balance_transactions/{intent.charge.transaction.id}"
    assert (await stripe_server.raw("GET", path)).json()["status"] == "pending"
    await stripe_server.control.advance(4 * 86_400)
    assert (await stripe_server.raw("GET", path)).json()["status"] == "available"
    own = await stripe_server.raw("POST", "/v1/payouts", {"amount": "1945", "currency": "eur"})
    assert own.json()["status"] == "pending"
    await stripe_server.control.post(f"payouts/{own.json()['id']}/arrive")
    found = (await stripe_server.raw("GET", "/v1/payouts", {"status": "paid"})).json()["data"]
    assert [payout["id"] for payout in found] == [own.json()["id"]]


async def test_a_transfer_takes_its_charges_group(stripe_server):
    account = await stripe_server.account()
    intent = await stripe_server.paid(on_behalf_of=account.id)
    form = {
        "amount": "1",
        "currency": "eur",
        "destination": account.id,
        "source_transaction": intent.charge.id,
    }
    assert (await stripe_server.raw("POST", "/v1/transfers", form)).json()["transfer_group"] == "campaign:1"


async def test_what_is_decided_later_can_be_decided_now(stripe_server):
    session = await stripe_server.session()
    waiting = await stripe_server.control.pay(session.id, "4000000000000127")
    await stripe_server.control.post(f"intents/{waiting['payment_intent']}/decide")
    intent = await stripe_server.gateway.intents.retrieve(waiting["payment_intent"])
    assert intent.status == "succeeded"
    refund = await stripe_server.gateway.refunds.create(
        intent.id, intent.amount, metadata={}, idempotency_key="refund"
    )
    await stripe_server.control.post(f"refunds/{refund.id}/fail", reason="lost_or_stolen_card")
    assert (await stripe_server.gateway.refunds.retrieve(refund.id)).failure == "lost_or_stolen_card"


async def test_what_it_cannot_do_it_says(stripe_server):
    session = await stripe_server.session()
    await stripe_server.control.pay(session.id)
    for control, message in (
        (f"sessions/{session.id}/pay", "complete"),
        ("sessions/cs_none/pay", "No such checkout session"),
        ("objects/none", "No such object"),
        ("cakes", "No such control"),
    ):
        with pytest.raises(ControlRefusedError, match=message):
            await stripe_server.control.post(control)


async def test_every_call_is_kept(stripe_server):
    account = await stripe_server.account()
    await stripe_server.control.post("calls/forget")
    await stripe_server.gateway.balances.retrieve(account.id)
    await stripe_server.raw("POST", "/v1/refunds", {"charge": "ch_1"}, Idempotency_Key="refund")
    assert await stripe_server.control.calls() == [
        {
            "method": "GET",
            "path": "/v1/balance",
            "query": "",
            "form": "",
            "idempotency_key": None,
            "account": account.id,
            "status": 200,
            "trouble": None,
        },
        {
            "method": "POST",
            "path": "/v1/refunds",
            "query": "",
            "form": "charge=ch_1",
            "idempotency_key": "refund",
            "account": None,
            "status": 400,
            "trouble": None,
        },
    ]
