"""Each invariant of cheques finds what is planted against it."""

import pytest
from sqlalchemy import text

from okote.funding.cheques.invariants import INVARIANTS
from okote.platform.checks import violations
from tests.okote.funding.cheques.steps import COMPANY, confirmed

PLANTED = {
    "cheque-is-where-its-last-step-led": "DELETE FROM cheque_step WHERE state = 'held'",
    "cheque-confirmed-by-a-second-person": "UPDATE cheque_step SET person_id ="
    " (SELECT person_id FROM cheque)",
    "cheque-counts-once-confirmed": "UPDATE pledge SET amount_minor = amount_minor + 1",
    "cheque-counts-in-the-name-that-was-declared": "UPDATE cheque_body SET number = '100000009'",
    "cheque-keeps-a-reward-while-it-may-count": "UPDATE reward_hold SET ended_at = NULL",
    "cheque-scan-is-of-a-cheque-in-hand": "INSERT INTO cheque_scan (id, territory_id, cheque_id, kind,"
    " sent_at, sent_by) SELECT id, id, id, 'pdf', created_at, person_id FROM cheque",
    "cheques-are-in-the-ledger": "UPDATE cheque SET amount_minor = amount_minor + 1",
}


def test_something_is_planted_against_each():
    assert set(PLANTED) == {invariant.name for invariant in INVARIANTS}


@pytest.mark.usefixtures("taken")
@pytest.mark.parametrize("name", PLANTED)
async def test_each_finds_what_is_planted(db, live_campaign, donor, agents, jar, name):
    """The guards are off for whoever plants: `okote check` is for what got past them."""
    await confirmed(db, live_campaign, donor, agents, body=COMPANY, reward=jar.id)
    planted = await db.begin_nested()
    await db.exec(text("SET LOCAL session_replication_role = replica"))
    await db.exec(text(PLANTED[name]))
    assert name in {one.invariant.name for one in await violations(db, INVARIANTS)}
    await planted.rollback()
    await db.exec(text("SET LOCAL session_replication_role = DEFAULT"))


@pytest.mark.usefixtures("taken")
async def test_a_pledge_without_payment_or_cheque_is_found(db, live_campaign, donor, agents):
    await confirmed(db, live_campaign, donor, agents)
    planted = await db.begin_nested()
    await db.exec(text("SET LOCAL session_replication_role = replica"))
    await db.exec(text("DELETE FROM cheque"))
    found = {one.invariant.name for one in await violations(db, INVARIANTS)}
    assert "cheque-counts-once-confirmed" in found
    await planted.rollback()
    await db.exec(text("SET LOCAL session_replication_role = DEFAULT"))
