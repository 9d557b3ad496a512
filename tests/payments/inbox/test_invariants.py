"""Each invariant is silent on sound rows and finds what was planted against it."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from payments.inbox.invariants import INVARIANTS
from payments.inbox.models import StripeEvent

PLANTED = [
    (
        "inbox-event-is-handled",
        "UPDATE stripe_event SET handled_at = NULL, received_at = received_at - interval '61 minutes'",
    ),
    ("inbox-event-is-as-it-came", "UPDATE stripe_event SET type = 'charge.refunded'"),
    ("inbox-event-is-as-it-came", "UPDATE stripe_event SET livemode = NOT livemode"),
    ("inbox-event-is-as-it-came", "UPDATE stripe_event SET body = ''"),
    ("inbox-events-of-one-mode", "UPDATE stripe_event SET livemode = true WHERE event_id = 'evt_1'"),
]


@pytest.fixture
async def kept(db):
    at = await db.now()
    for number in (1, 2):
        about = {"id": f"evt_{number}", "type": "payment_intent.succeeded", "livemode": False}
        db.add(
            StripeEvent(
                source="platform",
                event_id=about["id"],
                type=about["type"],
                livemode=False,
                body=json.dumps(about | {"note": "\x00" if number == 2 else ""}).encode(),
                created_at=at,
                received_at=at - timedelta(minutes=59),
                handled_at=at if number == 1 else None,
            )
        )
    await db.flush()


async def violations(db, name):
    invariant = next(invariant for invariant in INVARIANTS if invariant.name == name)
    return (await db.exec(text(invariant.sql))).all()


def test_every_invariant_has_a_violation_planted():
    assert {invariant.name for invariant in INVARIANTS} == {name for name, _ in PLANTED}


@pytest.mark.usefixtures("kept")
@pytest.mark.parametrize(("name", "statement"), PLANTED)
async def test_an_invariant_finds_what_breaks_it(db, name, statement):
    assert await violations(db, name) == []

    planted = await db.exec(text(statement))

    assert planted.rowcount > 0
    assert await violations(db, name) != []
