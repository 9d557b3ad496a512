"""Whatever is written is sealed once, whoever was slow, and however many seal at once."""

from asyncio import Event, create_task, gather, wait_for
from collections import Counter

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import select

from okote.platform.audit import AuditEntry
from okote.platform.chain.invariants import INVARIANTS, as_sealed
from okote.platform.chain.models import Seal, SealedRow, UnsealedRow
from okote.platform.chain.queries import head, row_count, seal_of
from okote.platform.chain.rules import FIRST, Version, sealed
from okote.platform.chain.service import seal
from okote.platform.checks import violations
from okote.rooms import FEATURE

WATCHED = (*INVARIANTS, as_sealed(AuditEntry))


async def under(db, number):
    rows = await db.exec(select(SealedRow).where(SealedRow.seal_number == number).order_by(SealedRow.id))
    return [Version(row.id, row.relation, row.key, row.digest) for row in rows]


async def entries(db):
    return [str(one) for one in await db.exec(select(AuditEntry.id).order_by(AuditEntry.id))]


async def test_each_seal_is_over_what_is_new_and_over_the_one_before(db, doer, act):
    assert await head(db) is None
    assert await seal(db) is None
    await act(db, doer, "Rivemont", "Vieux-Gué")
    first = await seal(db)
    await act(db, doer, "Clairville")
    second = await seal(db)
    assert await seal(db) is None

    assert (first.number, first.previous_hash, first.row_count) == (1, FIRST, 2)
    assert (second.number, second.previous_hash, second.row_count) == (2, first.hash, 1)
    assert second.hash == sealed(first.hash, 2, second.at, await under(db, 2))
    assert [row.key for number in (1, 2) for row in await under(db, number)] == await entries(db)
    assert (await db.exec(select(UnsealedRow.id))).all() == []
    assert await head(db) == await seal_of(db, 2) == second
    assert (await seal_of(db, 3), await row_count(db)) == (None, 3)
    assert await violations(db, FEATURE.invariants) == []


async def test_what_is_too_much_for_one_seal_has_the_next(db, doer, act):
    await act(db, doer, "Rivemont", "Vieux-Gué", "Clairville")
    assert [(await seal(db, most=2)).row_count for _ in range(2)] == [2, 1]
    assert await violations(db, FEATURE.invariants) == []


@pytest.mark.parametrize("table", ["seal", "sealed_row"])
@pytest.mark.parametrize("statement", ["UPDATE {} SET {}", "DELETE FROM {}", "TRUNCATE {}"])
async def test_nobody_alters_a_seal_whoever_asks(db, doer, act, table, statement):
    await act(db, doer, "Rivemont")
    await seal(db)
    changed = "at = at" if table == "seal" else "digest = NULL"
    with pytest.raises(DBAPIError, match="what is sealed stays sealed"):
        await db.exec(text(statement.format(table, changed)))


async def test_what_a_slow_transaction_wrote_is_sealed_when_it_comes(database, somebody, act):
    async with database.unit_of_work() as db:
        doer = await somebody(db)
    async with database.unit_of_work() as slow:
        await act(slow, doer, "Rivemont")
        async with database.unit_of_work() as quick:
            await act(quick, doer, "Vieux-Gué")
        async with database.unit_of_work() as db:
            early = await seal(db)
    async with database.unit_of_work() as db:
        late = await seal(db)
        (earlier,), (later,) = await under(db, 1), await under(db, 2)
        assert (early.row_count, late.row_count) == (1, 1)
        assert later.id < earlier.id
        assert {earlier.key, later.key} == set(await entries(db))
        assert await violations(db, FEATURE.invariants) == []


async def test_no_check_is_alarmed_while_people_write_and_seals_are_made(database, somebody, act):
    """Whatever is looked at is of one moment: a row and its digest come together, and move together."""
    async with database.unit_of_work() as db:
        doer = await somebody(db)
    writing = {create_task(write_often(database, act, doer)) for _ in range(3)}
    looked = 0
    while not all(task.done() for task in writing):
        async with database.unit_of_work() as db:
            await seal(db, most=5)
        async with database.reading() as db:
            assert await violations(db, WATCHED) == []
        looked += 1
    await gather(*writing)
    assert looked > 1


async def write_often(database, act, doer):
    for number in range(15):
        async with database.unit_of_work() as db:
            await act(db, doer, str(number))


async def test_of_two_who_seal_at_once_one_does(database, somebody, act):
    async with database.unit_of_work() as db:
        await act(db, await somebody(db), "Rivemont")
    async with database.unit_of_work() as one, database.unit_of_work() as other:
        assert (await seal(one)).number == 1
        assert await seal(other) is None
    async with database.reading() as db:
        assert len((await db.exec(select(Seal).order_by(Seal.number))).all()) == 1


async def test_without_the_lock_both_would_go_on_from_the_same_seal(database):
    """The negative control: the same question and the same write, nobody waiting for the other.

    The chain would fork, were there not one seal of each number.
    """
    asked = [Event(), Event()]

    async def sealing(mine, others):
        async with database.unit_of_work() as db:
            before, at = await head(db), await db.now()
            mine.set()
            await wait_for(others.wait(), 10)
            number = before.number + 1 if before else 1
            hash_ = sealed(FIRST, number, at, [])
            db.add(Seal(number=number, at=at, previous_hash=FIRST, hash=hash_, row_count=0))

    outcomes = await gather(sealing(*asked), sealing(*reversed(asked)), return_exceptions=True)
    assert Counter(map(type, outcomes)) == {type(None): 1, IntegrityError: 1}


async def test_a_digest_is_the_same_wherever_whoever_writes_has_their_clock(db, doer, act):
    await db.exec(text("SET LOCAL timezone = 'Asia/Tokyo'"))
    await act(db, doer, "Rivemont")
    await db.exec(text("SET LOCAL timezone = 'UTC'"))
    assert await violations(db, FEATURE.invariants) == []


async def test_a_column_that_comes_later_and_holds_nothing_changes_no_digest(db, doer, act):
    await act(db, doer, "Rivemont")
    await seal(db)
    await db.exec(text("ALTER TABLE audit_entry ADD COLUMN weather text"))
    assert await violations(db, FEATURE.invariants) == []
    await db.exec(text("ALTER TABLE audit_entry ADD COLUMN mood text NOT NULL DEFAULT 'good'"))
    found = [one.invariant.name for one in await violations(db, FEATURE.invariants)]
    assert found == ["audit-entry-as-sealed"]
