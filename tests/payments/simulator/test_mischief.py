"""What goes wrong goes wrong by seed: the same again, and otherwise with another."""

from collections import Counter
from contextlib import suppress

import httpx2
import pytest

from payments.simulator.remote import ControlRefusedError

PLAN = {"rate_limit": 0.2, "server_error": 0.2, "timeout_before": 0.2, "timeout_after": 0.2}


async def run(server, seed, **plan):
    """What became of forty questions."""
    await server.control.misbehave(seed=seed, **plan)
    await server.control.post("calls/forget")
    for _ in range(40):
        with suppress(httpx2.RemoteProtocolError):  # the line was dropped
            await server.raw("GET", "/v1/balance")
    return [(call["trouble"], call["status"]) for call in await server.control.calls()]


async def test_the_same_seed_goes_wrong_in_the_same_places(stripe_server):
    first = await run(stripe_server, 7, **PLAN)
    assert first == await run(stripe_server, 7, **PLAN)
    assert first != await run(stripe_server, 8, **PLAN)
    troubles = Counter(trouble for trouble, _ in first)
    assert set(troubles) == {None, *PLAN}
    assert set(first) <= {
        (None, 200),
        ("rate_limit", 429),
        ("server_error", 500),
        ("timeout_before", 0),
        ("timeout_after", 200),
    }


async def test_it_behaves_unless_told_otherwise(stripe_server):
    assert set(await run(stripe_server, 7)) == {(None, 200)}


async def test_an_unknown_mischief_is_refused(stripe_server):
    with pytest.raises(ControlRefusedError, match="explode"):
        await stripe_server.control.misbehave(explode=1)


@pytest.mark.parametrize(
    ("plan", "heard"),
    [
        ({}, 30),
        ({"duplicate": 1}, 60),
        ({"lose": 1}, 0),
    ],
)
async def test_events_are_told_once_twice_or_never(stripe_server, listener, plan, heard):
    await told_of_thirty(stripe_server, listener, 1, **plan)
    assert len(listener.heard) == heard
    assert len({event["id"] for event in listener.events}) == min(heard, 30)


async def told_of_thirty(server, listener, seed, **plan):
    """Numbers of thirty accounts, in the order in which the listener heard of them."""
    await server.control.hold()
    await server.control.listen(listener.url, "secret", connect=True)
    await server.control.misbehave(seed=seed, **plan)
    listener.heard.clear()
    for number in range(30):
        made = await server.raw("POST", "/v1/accounts", {"metadata[number]": str(number)})
        await server.control.post(f"accounts/{made.json()['id']}/enable")
    await server.control.deliver()
    return [int(event["data"]["object"]["metadata"]["number"]) for event in listener.events]


async def test_the_same_seed_loses_repeats_and_reorders_the_same_events(stripe_server, listener):
    plan = {"duplicate": 0.3, "lose": 0.2, "reorder": 0.3}
    heard = await told_of_thirty(stripe_server, listener, 5, **plan)
    assert heard == await told_of_thirty(stripe_server, listener, 5, **plan)
    assert heard != await told_of_thirty(stripe_server, listener, 6, **plan)
    assert heard != sorted(heard)
    assert len(set(heard)) < 30
    assert len(set(heard)) < len(heard)


async def test_what_was_lost_can_still_be_asked_for(stripe_server, listener):
    await told_of_thirty(stripe_server, listener, 1, lose=1)
    account = (await stripe_server.raw("GET", "/v1/accounts")).json()["data"][0]
    events = await stripe_server.raw("GET", "/v1/events", Stripe_Account=account["id"])
    assert [event["type"] for event in events.json()["data"]] == ["account.updated"]


async def test_a_late_event_is_late(stripe_server, listener):
    await told_of_thirty(stripe_server, listener, 1, delay=100)
    due = [delivery["due"] for delivery in await stripe_server.control.get("deliveries")]
    assert max(due) - min(due) > 50
