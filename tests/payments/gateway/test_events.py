import json
from datetime import timedelta

import pytest

from payments.gateway.errors import UnexpectedAnswerError
from payments.gateway.events import read_event


async def test_what_webhooks_lost_can_be_asked_for(stripe_server):
    start = await stripe_server.now()
    session = await stripe_server.session()
    await stripe_server.control.pay(session.id)
    end = await stripe_server.now() + timedelta(seconds=1)
    events = [event async for event in stripe_server.gateway.events.created(start, end)]
    assert [event.type for event in events] == [
        "checkout.session.completed",
        "payment_intent.succeeded",
        "charge.succeeded",
        "payment_intent.created",
    ]
    assert (events[0].object_type, events[0].object_id) == ("checkout.session", session.id)
    assert (events[0].account, events[0].livemode) == (None, False)
    assert read_event(events[0].body.encode()) == events[0]


async def test_a_connected_accounts_events_are_its_own(stripe_server):
    account = await stripe_server.account()
    day = timedelta(days=1)
    now = await stripe_server.now()
    events = [event async for event in stripe_server.gateway.events.created(now - day, now + day, account.id)]
    assert [(event.type, event.account) for event in events] == [("account.updated", account.id)]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        b"[]",
        b"{}",
        b'{"object": "event"}',
        b'{"object": "v2.core.event", "id": "evt_1", "data": {"object": {"object": "account"}}}',
        json.dumps({"object": "charge", "data": {"object": {}}}).encode(),
    ],
)
def test_what_is_no_event_is_not_read_as_one(body):
    with pytest.raises(UnexpectedAnswerError):
        read_event(body)
