"""Each invariant of the ledger is silent on a sound ledger and finds what was planted against it."""

import pytest
from sqlalchemy import text

from payments.ledger.invariants import INVARIANTS
from payments.ledger.rules import Posting
from payments.ledger.service import post, reverse
from payments.money import Money
from payments.tables import uuid7

PLANTED = {
    "ledger-entry-has-postings": "DELETE FROM ledger_posting WHERE book = :book AND entry_id = :entry",
    "ledger-posting-belongs-to-entry-of-its-book": (
        "UPDATE ledger_posting SET book = :other WHERE book = :book AND entry_id = :entry AND position = 1"
    ),
    "ledger-entry-in-one-currency": (
        "UPDATE ledger_posting SET currency = 'XTS' WHERE book = :book AND entry_id = :entry AND position = 1"
    ),
    "ledger-reversal-mirrors-its-entry": (
        "UPDATE ledger_posting SET amount_minor = 1 WHERE book = :book AND entry_id = :undone"
    ),
    "ledger-entry-matches-its-digest": (
        "UPDATE ledger_entry SET kind = 'pledge-lost' WHERE book = :book AND id = :entry"
    ),
}

MORE_PLANTED = [
    (
        "ledger-reversal-mirrors-its-entry",
        "UPDATE ledger_entry SET reverses = :other WHERE book = :book AND id = :undone",
    ),
    (
        "ledger-reversal-mirrors-its-entry",
        "UPDATE ledger_entry SET reference = :other WHERE book = :book AND id = :undone",
    ),
    (
        "ledger-reversal-mirrors-its-entry",
        "DELETE FROM ledger_posting WHERE book = :book AND entry_id = :undone AND position = 1",
    ),
    (
        "ledger-entry-matches-its-digest",
        "UPDATE ledger_posting SET amount_minor = 1 WHERE book = :book AND entry_id = :entry",
    ),
    (
        "ledger-entry-matches-its-digest",
        "UPDATE ledger_entry SET reference = NULL WHERE book = :book AND id = :entry",
    ),
]


@pytest.fixture
async def ledger(db, book, at):
    """An entry with its reversal, and one more, as identifiers by the names used in the statements."""
    moved = [Posting("donor:7", "stripe", Money(2000)), Posting("stripe", "fees", Money(55))]
    entry = await post(db, book=book, key="1", kind="paid", postings=moved, at=at, reference=uuid7())
    undone = await reverse(db, entry, key="2", at=at)
    await post(db, book=book, key="3", kind="paid", postings=moved, at=at)
    return {"book": book, "entry": entry.id, "undone": undone.id, "other": uuid7()}


async def violations(db, name):
    invariant = next(invariant for invariant in INVARIANTS if invariant.name == name)
    return (await db.exec(text(invariant.sql))).all()


def test_every_invariant_has_a_violation_planted():
    assert {invariant.name for invariant in INVARIANTS} == set(PLANTED)


@pytest.mark.parametrize(("name", "statement"), [*PLANTED.items(), *MORE_PLANTED])
async def test_an_invariant_finds_what_breaks_it(db, ledger, name, statement):
    assert await violations(db, name) == []

    # A replica applies what it is told: neither triggers nor foreign keys object.
    await db.exec(text("SET LOCAL session_replication_role = replica"))
    used = {word: value for word, value in ledger.items() if f":{word}" in statement}
    planted = await db.exec(text(statement).bindparams(**used))

    assert planted.rowcount > 0
    assert await violations(db, name) != []
