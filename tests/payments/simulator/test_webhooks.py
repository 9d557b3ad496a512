"""Events are told to who listens, signed so that our own verifier believes them, and told again."""

import pytest

from payments.gateway.events import read_event
from payments.gateway.signatures import SignatureRefusedError, verify
from payments.money import Money
from tests.payments.webhook_listener import CONNECT_SECRET, SECRET


@pytest.fixture
async def held(stripe_server, listener):
    """Nothing is told until `deliver`."""
    await stripe_server.control.hold()
    await stripe_server.control.listen(listener.url, SECRET)
    return stripe_server


async def test_a_payment_is_told_in_order(held, listener):
    session = await held.session()
    await held.control.pay(session.id)
    told = await held.control.deliver()
    types = ["payment_intent.created", "charge.succeeded", "payment_intent.succeeded"]
    assert listener.types == [event["type"] for event in told] == [*types, "checkout.session.completed"]
    completed = read_event(listener.heard[-1].body)
    assert (completed.object_type, completed.object_id) == ("checkout.session", session.id)
    assert completed.livemode is False


async def test_what_is_told_is_signed(held, listener):
    await held.paid()
    await held.control.deliver()
    for heard in listener.heard:
        verify(heard.body, heard.headers["stripe-signature"], [SECRET])
        with pytest.raises(SignatureRefusedError):
            verify(heard.body, heard.headers["stripe-signature"], [CONNECT_SECRET])
        with pytest.raises(SignatureRefusedError):
            verify(heard.body + b" ", heard.headers["stripe-signature"], [SECRET])


async def test_while_a_secret_is_replaced_both_sign(held, listener):
    await held.control.listen(listener.url, "new", "old")
    await held.paid()
    await held.control.deliver()
    for secret in ("new", "old"):
        verify(listener.heard[0].body, listener.heard[0].headers["stripe-signature"], [secret])


async def test_connected_accounts_are_told_of_apart_under_their_own_secret(held, listener):
    await held.control.listen(f"{listener.url}/connect", CONNECT_SECRET, connect=True)
    account = await held.account()
    await held.control.deliver()
    assert [request.path for request in listener.heard] == ["/webhooks/stripe/connect"]
    verify(listener.heard[0].body, listener.heard[0].headers["stripe-signature"], [CONNECT_SECRET])
    assert read_event(listener.heard[0].body).account == account.id


async def test_one_address_may_listen_to_both_each_under_its_secret(held, listener):
    await held.control.listen(listener.url, CONNECT_SECRET, connect=True)
    await held.paid()
    await held.control.deliver()
    assert len({event["type"] for event in listener.events}) == 5
    for heard in listener.heard:
        secret = CONNECT_SECRET if read_event(heard.body).account else SECRET
        verify(heard.body, heard.headers["stripe-signature"], [secret])


async def test_who_listens_to_some_events_hears_only_those(held, listener):
    await held.control.listen(listener.url, SECRET, events=("charge.succeeded",))
    await held.paid()
    await held.control.deliver()
    assert listener.types == ["charge.succeeded"]
    await held.control.post("silence")
    await held.paid(key="another")
    assert await held.control.deliver() == []


async def test_an_event_is_told_again_until_it_is_received(held, listener):
    listener.answers = [500, 302, 404]
    await held.control.listen(listener.url, SECRET, events=("charge.succeeded",))
    await held.paid()
    statuses = [(await held.control.deliver())[0]["status"] for _ in range(4)]
    assert statuses == [500, 302, 404, 200]
    assert len({event["id"] for event in listener.events}) == 1
    assert await held.control.deliver() == []
    event = await held.control.get(f"objects/{listener.events[0]['id']}")
    assert (listener.events[0]["pending_webhooks"], event["pending_webhooks"]) == (1, 0)


async def test_an_event_that_nobody_receives_is_given_up(held, listener):
    await held.control.listen("http://127.0.0.1:9/", SECRET, events=("charge.succeeded",))
    await held.control.post("silence")
    await held.control.listen("http://127.0.0.1:9/", SECRET, events=("charge.succeeded",))
    await held.paid()
    statuses = [[told["status"] for told in await held.control.deliver()] for _ in range(9)]
    assert statuses == [[0]] * 7 + [[], []]
    assert [d["state"] for d in await held.control.get("deliveries")] == ["given up"]


async def test_events_are_told_without_being_asked_for(stripe_server, listener):
    await stripe_server.control.listen(listener.url, SECRET)
    await stripe_server.paid()
    await listener.hears(4)
    assert listener.types[-1] == "checkout.session.completed"


async def test_an_event_is_sent_again_on_demand(held, listener):
    await held.paid()
    await held.control.deliver()
    await held.control.post(f"events/{listener.events[0]['id']}/resend")
    await held.control.deliver()
    assert listener.events[-1]["id"] == listener.events[0]["id"]


async def test_an_event_says_which_request_it_comes_from(held, listener):
    intent = await held.paid()
    await held.gateway.refunds.create(intent.id, Money(100), metadata={}, idempotency_key="refund:1")
    await held.control.deliver()
    by_type = {event["type"]: event for event in listener.events}
    assert by_type["refund.created"]["request"]["idempotency_key"] == "refund:1"
    assert by_type["refund.created"]["request"]["id"].startswith("req_")
    assert by_type["charge.succeeded"]["request"] == {"id": None, "idempotency_key": None}


async def test_a_picture_is_of_its_moment(held, listener):
    """`charge.refunded` of the first refund says 5 €, however late it arrives."""
    intent = await held.paid()
    for key in ("one", "two"):
        await held.gateway.refunds.create(intent.id, Money(500), metadata={}, idempotency_key=key)
    await held.control.deliver()
    pictures = [event for event in listener.events if event["type"] == "charge.refunded"]
    assert [picture["data"]["object"]["amount_refunded"] for picture in pictures] == [500, 1000]


@pytest.mark.parametrize(
    ("card", "types"),
    [
        (
            "4000000000000002",
            ["payment_intent.created", "charge.failed", "payment_intent.payment_failed"],
        ),
        ("4000002760003184", ["payment_intent.created", "payment_intent.requires_action"]),
        (
            "4000000000000127",
            [
                "payment_intent.created",
                "charge.pending",
                "payment_intent.processing",
                "checkout.session.completed",
                "charge.succeeded",
                "payment_intent.succeeded",
                "checkout.session.async_payment_succeeded",
            ],
        ),
        (
            "4000000000000135",
            [
                "payment_intent.created",
                "charge.pending",
                "payment_intent.processing",
                "checkout.session.completed",
                "charge.failed",
                "payment_intent.payment_failed",
                "checkout.session.async_payment_failed",
            ],
        ),
    ],
)
async def test_each_course_of_a_payment_is_told(held, listener, card, types):
    session = await held.session()
    await held.control.pay(session.id, card)
    await held.control.advance(61)
    await held.control.deliver()
    assert listener.types == types


@pytest.mark.parametrize(
    ("card", "steps", "types"),
    [
        (
            "4000000000000259",
            ("answer", "win"),
            ["created", "funds_withdrawn", "updated", "funds_reinstated", "closed"],
        ),
        ("4000000000000259", ("lose",), ["created", "funds_withdrawn", "closed"]),
        ("4000000000001976", ("escalate", "lose"), ["created", "updated", "funds_withdrawn", "closed"]),
        ("4000000000001976", ("drop",), ["created", "closed"]),
    ],
)
async def test_each_course_of_a_dispute_is_told(held, listener, card, steps, types):
    intent = await held.paid(card)
    [dispute] = [one async for one in held.gateway.disputes.of_intent(intent.id)]
    for step in steps:
        await held.control.post(f"disputes/{dispute.id}/{step}")
    await held.control.deliver()
    about = [event["type"] for event in listener.events if event["data"]["object"]["id"] == dispute.id]
    assert about == [f"charge.dispute.{each}" for each in types]


async def test_a_warning_of_fraud_is_told(held, listener):
    await held.paid("4000000000005423")
    await held.control.deliver()
    assert "radar.early_fraud_warning.created" in listener.types


async def test_a_session_that_expires_is_told(held, listener):
    session = await held.session()
    await held.control.advance(31 * 60)
    await held.control.deliver()
    assert [(event["type"], event["data"]["object"]["id"]) for event in listener.events] == [
        ("checkout.session.expired", session.id)
    ]


@pytest.mark.parametrize(
    ("card", "types"),
    [
        ("4242424242424242", ["refund.created", "charge.refunded"]),
        ("4000000000007726", ["refund.created", "charge.refunded", "refund.updated"]),
        ("4000000000005126", ["refund.created", "charge.refunded", "refund.updated", "refund.failed"]),
    ],
)
async def test_each_course_of_a_refund_is_told(held, listener, card, types):
    intent = await held.paid(card)
    await held.control.deliver()
    listener.heard.clear()
    await held.gateway.refunds.create(intent.id, Money(100), metadata={}, idempotency_key="refund")
    await held.control.advance(61)
    await held.control.deliver()
    assert listener.types == types
