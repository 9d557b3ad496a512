from datetime import timedelta

import pytest

from payments.gateway.errors import Refusal, RefusedError
from payments.gateway.limits import AmountNotPayableError, statement_line
from payments.gateway.results import CheckoutPayment, CheckoutStatus, IntentStatus
from payments.money import Money


async def test_a_session_is_opened_paid_and_read_again(stripe_server):
    session = await stripe_server.session()
    assert (session.status, session.payment) == (CheckoutStatus.OPEN, CheckoutPayment.UNPAID)
    assert session.amount == Money.of("20.00")
    assert session.url == f"{stripe_server.url}/pay/{session.id}"
    assert session.intent_id is None
    assert session.metadata == {"payment": "1"}
    assert session.livemode is False

    await stripe_server.control.pay(session.id)
    paid = await stripe_server.gateway.checkout.retrieve(session.id)
    assert (paid.status, paid.payment, paid.url) == (CheckoutStatus.COMPLETE, CheckoutPayment.PAID, None)


async def test_what_was_paid_says_for_whom_and_what_stripe_took(stripe_server):
    intent = await stripe_server.paid(metadata={"payment": "7"}, statement_suffix="FOUR")
    assert intent.status is IntentStatus.SUCCEEDED
    assert intent.received == intent.amount == intent.charge.amount == Money.of("20.00")
    assert intent.charge.transaction.fee == Money.of("0.55")
    assert intent.charge.transaction.net == Money.of("19.45")
    assert intent.charge.transaction.source == intent.charge.id
    assert intent.transfer_group == "campaign:1"
    assert intent.metadata == {"payment": "7"}
    assert intent.failure is None


async def test_the_seller_and_the_statement_reach_stripe(stripe_server):
    account = await stripe_server.account(statement_prefix="AMIS")
    intent = await stripe_server.paid(on_behalf_of=account.id, statement_suffix="FOUR")
    charge = await stripe_server.control.get(f"objects/{intent.charge.id}")
    assert charge["on_behalf_of"] == account.id
    assert charge["calculated_statement_descriptor"] == statement_line("AMIS", "FOUR") == "AMIS* FOUR"


async def test_nothing_about_the_payer_is_kept_and_the_card_is_charged_in_euros(stripe_server):
    session = await stripe_server.session()
    wire = await stripe_server.control.get(f"objects/{session.id}")
    assert (wire["customer"], wire["customer_email"]) == (None, None)
    assert wire["client_reference_id"] == "pledge-1"
    assert wire["currency"] == "eur"
    assert wire["adaptive_pricing"] == {"enabled": False}
    assert wire["payment_method_types"] == ["card"]


async def test_an_expired_session_cannot_be_paid_nor_expired_again(stripe_server):
    session = await stripe_server.session()
    expired = await stripe_server.gateway.checkout.expire(session.id, idempotency_key="expire")
    assert (expired.status, expired.url) == (CheckoutStatus.EXPIRED, None)
    with pytest.raises(RefusedError) as refused:
        await stripe_server.gateway.checkout.expire(session.id, idempotency_key="expire again")
    assert refused.value.refusal is Refusal.INVALID


async def test_a_session_expires_by_itself(stripe_server):
    session = await stripe_server.session()
    await stripe_server.control.advance(31 * 60)
    assert (await stripe_server.gateway.checkout.retrieve(session.id)).status is CheckoutStatus.EXPIRED


async def test_a_payment_that_was_tried_in_vain_ends_with_its_session(stripe_server):
    session = await stripe_server.session()
    tried = await stripe_server.control.pay(session.id, "4000000000000002")
    await stripe_server.gateway.checkout.expire(session.id, idempotency_key="expire")
    intent = await stripe_server.gateway.intents.retrieve(tried["payment_intent"])
    assert (intent.status, intent.failure) == (IntentStatus.CANCELED, "card_declined")


async def test_a_session_whose_key_was_forgotten_is_found_by_its_day(stripe_server):
    account = await stripe_server.account()
    made = [await stripe_server.session(f"key {n}", on_behalf_of=account.id) for n in range(3)]
    start = made[0].created
    end = made[2].created + timedelta(seconds=1)
    found = [session.id async for session in stripe_server.gateway.checkout.created(start, end)]
    assert found == [session.id for session in reversed(made)]
    assert [s async for s in stripe_server.gateway.checkout.created(end, end + timedelta(days=1))] == []


@pytest.mark.parametrize(
    ("card", "code"),
    [
        ("4000000000000002", "card_declined"),
        ("4000000000009995", "card_declined"),
        ("4000000000000069", "expired_card"),
    ],
)
async def test_a_refused_card_leaves_the_session_open(stripe_server, card, code):
    session = await stripe_server.session()
    tried = await stripe_server.control.pay(session.id, card)
    assert tried["status"] == "open"
    intent = await stripe_server.gateway.intents.retrieve(tried["payment_intent"])
    assert (intent.status, intent.failure) == (IntentStatus.REQUIRES_PAYMENT_METHOD, code)
    assert (intent.received, intent.charge.paid) == (Money(0), False)

    paid = await stripe_server.control.pay(session.id)
    assert (paid["status"], paid["payment_intent"]) == ("complete", intent.id)
    assert (await stripe_server.gateway.intents.retrieve(intent.id)).failure is None


@pytest.mark.parametrize(
    ("answer", "status"), [("confirm", "succeeded"), ("refuse", "requires_payment_method")]
)
async def test_a_card_that_asks_its_bank(stripe_server, answer, status):
    session = await stripe_server.session()
    asked = await stripe_server.control.pay(session.id, "4000002760003184")
    intent = await stripe_server.gateway.intents.retrieve(asked["payment_intent"])
    assert (intent.status, intent.charge) == (IntentStatus.REQUIRES_ACTION, None)
    await stripe_server.control.pay(session.id, "4000002760003184", bank=answer)
    assert (await stripe_server.gateway.intents.retrieve(intent.id)).status == status


@pytest.mark.parametrize(
    ("card", "status", "payment"),
    [
        ("4000000000000127", IntentStatus.SUCCEEDED, CheckoutPayment.PAID),
        ("4000000000000135", IntentStatus.REQUIRES_PAYMENT_METHOD, CheckoutPayment.UNPAID),
    ],
)
async def test_a_slow_bank_completes_the_session_before_it_pays(stripe_server, card, status, payment):
    session = await stripe_server.session()
    done = await stripe_server.control.pay(session.id, card)
    complete = await stripe_server.gateway.checkout.retrieve(session.id)
    assert (complete.status, complete.payment) == (CheckoutStatus.COMPLETE, CheckoutPayment.UNPAID)
    waiting = await stripe_server.gateway.intents.retrieve(done["payment_intent"])
    assert (waiting.status, waiting.received) == (IntentStatus.PROCESSING, Money(0))

    await stripe_server.control.advance(61)
    assert (await stripe_server.gateway.intents.retrieve(waiting.id)).status is status
    assert (await stripe_server.gateway.checkout.retrieve(session.id)).payment is payment


async def test_the_fee_may_be_known_only_after_the_payment(stripe_server):
    await stripe_server.control.misbehave(late_fees=10)
    intent = await stripe_server.paid()
    assert intent.charge.transaction is None
    await stripe_server.control.advance(10)
    settled = await stripe_server.gateway.intents.retrieve(intent.id)
    assert settled.charge.transaction.fee == Money.of("0.55")


@pytest.mark.parametrize("amount", ["0.49", "0.00", "-1.00", "1000000.00"])
async def test_an_amount_that_stripe_would_not_take_never_leaves(stripe_server, amount):
    account = await stripe_server.account()
    with pytest.raises(AmountNotPayableError):
        await stripe_server.session(amount=Money.of(amount), on_behalf_of=account.id)
    assert [call for call in await stripe_server.control.calls() if "checkout" in call["path"]] == []


async def test_stripe_refuses_a_seller_who_may_not_sell(stripe_server):
    account = await stripe_server.account()
    await stripe_server.control.post(f"accounts/{account.id}/restrict")
    with pytest.raises(RefusedError) as refused:
        await stripe_server.session(on_behalf_of=account.id)
    assert refused.value.refusal is Refusal.INVALID
    with pytest.raises(RefusedError, match="resource_missing"):
        await stripe_server.session("another", on_behalf_of="acct_nobody")


async def test_a_session_that_does_not_exist_is_not_found(stripe_server):
    with pytest.raises(RefusedError) as refused:
        await stripe_server.gateway.checkout.retrieve("cs_test_none")
    assert (refused.value.refusal, refused.value.code) == (Refusal.NOT_FOUND, "resource_missing")
    assert refused.value.request_id.startswith("req_")
