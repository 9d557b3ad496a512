"""An entry is recorded once, undone at most once, and never altered."""

from asyncio import gather
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import func, select

from payments.ledger import queries
from payments.ledger.models import LedgerEntry
from payments.ledger.rules import AlreadyReversedError, IdempotencyConflictError, Posting
from payments.ledger.service import post, reverse
from payments.money import Money
from payments.tables import uuid7

PAID = Posting("donor:7", "stripe", Money.of("20.00"))
FEE = Posting("stripe", "fees", Money.of("0.55"))


async def test_an_entry_says_what_moved_where_and_when(db, book, at):
    pledge = uuid7()

    entry = await post(
        db, book=book, key="payment:1", kind="pledge-paid", postings=[PAID, FEE], at=at, reference=pledge
    )

    assert (entry.book, entry.key, entry.kind, entry.at) == (book, "payment:1", "pledge-paid", at)
    assert (entry.reference, entry.reverses) == (pledge, None)
    lines = (await queries.postings(db, [entry]))[entry.id]
    assert [line.posting for line in lines] == [PAID, FEE]


async def test_the_same_key_and_input_record_once_whenever_asked_again(db, book, at):
    first = await post(db, book=book, key="payment:1", kind="pledge-paid", postings=[PAID], at=at)
    later = at + timedelta(days=3)

    again = await post(db, book=book, key="payment:1", kind="pledge-paid", postings=[PAID], at=later)

    assert (again.id, again.at) == (first.id, at)
    assert await queries.balance(db, book, "stripe") == Money.of("20.00")


async def test_the_same_key_with_another_input_is_refused(db, book, at):
    first = await post(db, book=book, key="payment:1", kind="pledge-paid", postings=[PAID], at=at)

    with pytest.raises(IdempotencyConflictError) as refused:
        await post(db, book=book, key="payment:1", kind="pledge-paid", postings=[PAID, FEE], at=at)

    assert refused.value.parameters == {"key": "payment:1", "entry": first.id}
    assert await queries.balance(db, book, "stripe") == Money.of("20.00")


async def test_each_book_has_its_own_keys(db, book, at):
    await post(db, book=book, key="payment:1", kind="pledge-paid", postings=[PAID], at=at)
    elsewhere = await post(db, book=uuid7(), key="payment:1", kind="pledge-paid", postings=[FEE], at=at)

    assert await queries.balance(db, book, "fees") == Money.zero()
    assert await queries.balance(db, elsewhere.book, "fees") == Money.of("0.55")


async def test_a_reversal_is_a_new_entry_that_restores_the_balances(db, book, at):
    pledge = uuid7()
    entry = await post(
        db, book=book, key="payment:1", kind="pledge-paid", postings=[PAID, FEE], at=at, reference=pledge
    )

    undone = await reverse(db, entry, key="payment:1:reversal", at=at + timedelta(days=1))

    assert (undone.kind, undone.reverses, undone.reference) == ("reversal", entry.id, pledge)
    assert await queries.balances(db, book) == {
        "donor:7": Money.zero(),
        "fees": Money.zero(),
        "stripe": Money.zero(),
    }


async def test_a_reversal_asked_again_is_the_same(db, book, at):
    entry = await post(db, book=book, key="payment:1", kind="pledge-paid", postings=[PAID], at=at)

    first = await reverse(db, entry, key="undo", at=at)
    again = await reverse(db, entry, key="undo", at=at)

    assert first.id == again.id


async def test_an_entry_is_reversed_at_most_once(db, book, at):
    entry = await post(db, book=book, key="payment:1", kind="pledge-paid", postings=[PAID], at=at)
    await reverse(db, entry, key="undo", at=at)

    with pytest.raises(AlreadyReversedError) as refused:
        await reverse(db, entry, key="undo-again", at=at)

    assert refused.value.parameters == {"entry": entry.id}
    assert await queries.balance(db, book, "stripe") == Money.zero()


async def test_a_reversal_may_itself_be_reversed(db, book, at):
    entry = await post(db, book=book, key="payment:1", kind="pledge-paid", postings=[PAID], at=at)
    undone = await reverse(db, entry, key="undo", at=at)

    await reverse(db, undone, key="redo", at=at)

    assert await queries.balance(db, book, "stripe") == Money.of("20.00")


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_posting"])
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE {table} SET book = book",
        "UPDATE {table} SET book = book WHERE false",
        "DELETE FROM {table}",
        "TRUNCATE {table} CASCADE",
        "INSERT INTO {table} TABLE {table} ON CONFLICT ON CONSTRAINT pk_{table} DO UPDATE SET book = NULL",
    ],
)
async def test_what_the_ledger_recorded_stays_even_for_its_owner(db, book, at, table, statement):
    await post(db, book=book, key="payment:1", kind="pledge-paid", postings=[PAID], at=at)
    owner = await db.scalar(
        text("SELECT tableowner = current_user FROM pg_tables WHERE tablename = :table").bindparams(
            table=table
        )
    )
    assert owner

    with pytest.raises(DBAPIError, match="what the ledger recorded stays"):
        await db.exec(text(statement.format(table=table)))


async def entries_of(database, book):
    async with database.reading() as db:
        return await db.scalar(select(func.count()).where(LedgerEntry.book == book))


async def post_at_once(database, book, at, times):
    """The same entry from as many transactions, each open before any is committed."""

    async def once():
        async with database.unit_of_work() as db:
            await db.now()
            return await post(db, book=book, key="payment:1", kind="pledge-paid", postings=[PAID], at=at)

    return await gather(*(once() for _ in range(times)))


async def test_two_transactions_that_post_the_same_record_it_once(database, book, at):
    posted = await post_at_once(database, book, at, times=4)

    assert len({entry.id for entry in posted}) == 1
    assert await entries_of(database, book) == 1


async def test_without_the_unique_key_the_same_race_records_it_twice(database, book, at):
    async with database.unit_of_work() as db:
        await db.exec(text("ALTER TABLE ledger_entry DROP CONSTRAINT uq_ledger_entry_book_key"))

    posted = await post_at_once(database, book, at, times=4)

    assert len({entry.id for entry in posted}) == 4
    assert await entries_of(database, book) == 4


async def test_two_transactions_that_reverse_the_same_entry_undo_it_once(database, book, at):
    async with database.unit_of_work() as db:
        entry = await post(db, book=book, key="payment:1", kind="pledge-paid", postings=[PAID], at=at)

    async def undo(key):
        async with database.unit_of_work() as db:
            return await reverse(db, entry, key=key, at=at)

    results = await gather(undo("one"), undo("other"), return_exceptions=True)

    assert sorted(type(result).__name__ for result in results) == ["AlreadyReversedError", "LedgerEntry"]
    assert await entries_of(database, book) == 2
