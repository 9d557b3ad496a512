"""Each invariant of the chain is silent on a sound one, and names what was done to it and to its rows."""

import pytest
from sqlalchemy import text
from sqlmodel import select

from okote.platform.audit import AuditEntry
from okote.platform.chain import rules
from okote.platform.chain.invariants import INVARIANTS, as_sealed
from okote.platform.chain.models import Seal, SealedRow
from okote.platform.chain.queries import seal_of
from okote.platform.chain.service import seal

SEALS = {1: ("one",), 2: ("two", "three"), 3: ("four",)}
"""What is under each; five waits."""

LINKS, ROWS = INVARIANTS
DEEDS = as_sealed(AuditEntry)

PLANTED = [
    ("UPDATE seal SET hash = sha256(hash) WHERE number = 2", {3}, {2}, set()),
    ("UPDATE seal SET previous_hash = hash WHERE number = 2", {2}, {2}, set()),
    ("UPDATE seal SET previous_hash = hash WHERE number = 1", {1}, {1}, set()),
    ("UPDATE seal SET at = at + interval '1 microsecond' WHERE number = 2", set(), {2}, set()),
    ("UPDATE seal SET row_count = 3 WHERE number = 2", set(), {2}, set()),
    ("UPDATE seal SET number = 5 WHERE number = 2", {3, 5}, {2, 5}, set()),
    ("DELETE FROM seal WHERE number = 2", {3}, {2}, set()),
    ("INSERT INTO seal SELECT 4, at, hash, hash, 1 FROM seal WHERE number = 3", set(), {4}, set()),
    ("UPDATE sealed_row SET seal_number = 1 WHERE seal_number = 2", set(), {1, 2}, set()),
    ("UPDATE sealed_row SET seal_number = 9 WHERE seal_number = 2", set(), {2, 9}, set()),
    ("UPDATE sealed_row SET id = id + 100 WHERE seal_number = 2", set(), {2}, set()),
    (
        "UPDATE sealed_row SET relation = 'pledge' WHERE seal_number = 2",
        set(),
        {2},
        {("two", "not sealed"), ("three", "not sealed")},
    ),
    (
        "UPDATE sealed_row SET key = 'six' WHERE seal_number = 3",
        set(),
        {3},
        {("four", "not sealed"), ("six", "missing")},
    ),
    (
        "UPDATE sealed_row SET digest = sha256(digest) WHERE seal_number = 3",
        set(),
        {3},
        {("four", "altered")},
    ),
    ("UPDATE sealed_row SET digest = NULL WHERE seal_number = 3", set(), {3}, {("four", "not sealed")}),
    ("DELETE FROM sealed_row WHERE seal_number = 3", set(), {3}, {("four", "not sealed")}),
    ("DELETE FROM unsealed_row", set(), set(), {("five", "not sealed")}),
    ("UPDATE unsealed_row SET digest = sha256(digest)", set(), set(), {("five", "altered")}),
    ("UPDATE audit_entry SET reason = 'another' WHERE called = 'five'", set(), set(), {("five", "altered")}),
    ("DELETE FROM audit_entry WHERE called = 'one'", set(), set(), {("one", "missing")}),
    ("UPDATE audit_entry SET before = before", set(), set(), set()),
]


@pytest.fixture
async def chain(db, doer, act):
    """Then nothing objects any more."""
    for names in SEALS.values():
        await act(db, doer, *names)
        await seal(db)
    await act(db, doer, "five")
    await db.exec(text("SET LOCAL session_replication_role = replica"))


async def asked(db, sql):
    return (await db.exec(text(sql))).all()


async def located(db):
    """Seals that don't follow, seals that don't hold their rows, and deeds by what they are called."""
    known = {str(one.id): one.called for one in await db.exec(select(AuditEntry).order_by(AuditEntry.id))}
    gone = {"one"} - set(known.values())
    rows = {(known.get(row.key, *gone or {row.key}), row.found) for row in await asked(db, DEEDS.sql)}
    links, texts = await asked(db, LINKS.sql), await asked(db, ROWS.sql)
    return {row.seal for row in links}, {row.seal for row in texts}, rows


@pytest.mark.parametrize(("statement", "links", "rows", "deeds"), PLANTED, ids=[one[0] for one in PLANTED])
async def test_what_was_done_is_named_and_nothing_else(db, chain, statement, links, rows, deeds):
    assert await located(db) == (set(), set(), set())
    assert (await db.exec(text(statement))).rowcount > 0
    assert await located(db) == (links, rows, deeds)


@pytest.mark.parametrize("number", [1, 2, 3])
async def test_whoever_rewrites_everything_can_not_keep_the_head(db, chain, number):
    """They hold the database, and know how seals are made: the check is silent, the witness is not."""
    mailed = [(await seal_of(db, one)).hash for one in (1, 2, 3)]
    untrue = text("UPDATE audit_entry SET reason = 'x' WHERE called = :called")
    await db.exec(untrue.bindparams(called=SEALS[number][0]))
    rewritten = """
        UPDATE sealed_row SET digest = row_digest(to_jsonb(one)) FROM audit_entry one WHERE key = one.id::text
    """
    await db.exec(text(rewritten))
    previous = rules.FIRST
    for made in (await db.exec(select(Seal).order_by(Seal.number))).all():
        under = select(SealedRow).where(SealedRow.seal_number == made.number).order_by(SealedRow.id)
        found = [rules.Version(row.id, row.relation, row.key, row.digest) for row in await db.exec(under)]
        made.previous_hash, made.hash = previous, rules.sealed(previous, made.number, made.at, found)
        previous = made.hash
    await db.flush()

    assert await located(db) == (set(), set(), set())
    now = [(await seal_of(db, one)).hash for one in (1, 2, 3)]
    assert [one == other for one, other in zip(mailed, now, strict=True)] == [
        one < number for one in (1, 2, 3)
    ]


async def test_every_five_minutes_another_stretch_is_read_until_all_of_it_was(db, doer, act):
    """A page holds twenty to fifty of these deeds, so that each of them is found in one turn of several."""
    await act(db, doer, *(str(number) for number in range(120)))
    await seal(db)
    await db.exec(text("SET LOCAL session_replication_role = replica"))
    await db.exec(text("UPDATE audit_entry SET reason = 'another' WHERE called::int % 2 = 0"))
    await db.exec(text("DELETE FROM sealed_row WHERE right(key, 1) IN ('0', '1')"))
    part, whole = as_sealed(AuditEntry, pages=1).part, await asked(db, DEEDS.sql)
    pages = (await asked(db, "SELECT pg_relation_size('audit_entry') / 8192"))[0][0]

    turns = [
        [tuple(row) for row in await asked(db, part.replace("now()", f"to_timestamp({300 * turn})"))]
        for turn in range(2 * (pages + 1))
    ]
    once, again = turns[: pages + 1], turns[pages + 1 :]
    assert once == again
    assert sum(map(bool, once)) > 1
    assert sorted(row for found in once for row in found) == sorted(tuple(row) for row in whole)
    assert {row[1] for row in whole} == {"altered", "not sealed"}


async def test_the_latest_seals_are_made_anew_every_five_minutes(db, doer, act):
    for number in range(52):
        await act(db, doer, str(number))
        await seal(db)
    await db.exec(text("SET LOCAL session_replication_role = replica"))
    assert await asked(db, ROWS.part) == []
    await db.exec(text("UPDATE sealed_row SET digest = NULL WHERE seal_number IN (2, 3, 52)"))
    await db.exec(text("DELETE FROM seal WHERE number = 4"))
    assert {row.seal for row in await asked(db, ROWS.part)} == {3, 4, 52}
    assert {row.seal for row in await asked(db, ROWS.sql)} == {2, 3, 4, 52}
