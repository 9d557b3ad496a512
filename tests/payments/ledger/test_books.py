"""Debit and credit at a date, one account's lines with what it then held, the whole journal."""

from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payments.ledger import queries
from payments.ledger.rules import NOTHING_MOVED, Posting
from payments.ledger.service import post, reverse
from payments.money import Money
from payments.tables import uuid7
from tests.payments.ledger.test_queries import drafts

shared_transaction = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
DAY = timedelta(days=1)


async def recorded(db, book, at, told):
    """An entry for each, on the day that is told with it."""
    for number, (moved, days) in enumerate(told):
        await post(db, book=book, key=f"{number}", kind="movement", postings=moved, at=at + days * DAY)


@shared_transaction
@given(told=st.lists(st.tuples(drafts, st.integers(0, 3)), max_size=6), days=st.integers(0, 4))
async def test_debits_equal_credits_at_every_date(db, at, told, days):
    book = uuid7()
    await recorded(db, book, at, told)

    found = await queries.turnovers(db, book, before=at + days * DAY)

    counted = [line for moved, on in told if on < days for line in moved]
    all_ = sum(found.values(), NOTHING_MOVED)
    assert all_.debit == all_.credit == sum((line.amount for line in counted), Money.zero())
    assert list(found) == sorted({side for line in counted for side in (line.source, line.destination)})
    for account, turnover in found.items():
        entered = sum((line.amount for line in counted if line.destination == account), Money.zero())
        left = sum((line.amount for line in counted if line.source == account), Money.zero())
        assert (turnover.debit, turnover.credit) == (entered, left)
        assert turnover.balance == entered - left


@shared_transaction
@given(told=st.lists(st.tuples(drafts, st.integers(0, 3)), min_size=1, max_size=6), size=st.integers(1, 3))
async def test_the_pages_of_an_account_tell_all_that_moved_and_what_it_then_held(db, at, told, size):
    book = uuid7()
    await recorded(db, book, at, told)
    before = at + 9 * DAY
    for account, turnover in (await queries.turnovers(db, book, before=before)).items():
        lines, last = [], None
        while page := await queries.statement(db, book, account, before=before, after_entry=last, limit=size):
            lines += [line for moved in page for line in reversed(moved.lines)]
            last = page[-1].id
        held = Money.zero()
        for posting, change, then in reversed(lines):
            held += change
            assert then == held
            assert change in {posting.amount, -posting.amount}
        assert held == turnover.balance
        told_in_order = [line async for _, line in queries.journal(db, book, before=before, account=account)]
        assert told_in_order == [posting for posting, _, _ in reversed(lines)]


async def test_a_year_holds_its_first_moment_and_not_the_next_one_s(db, book, at):
    moved = [Posting("stripe", "fees", Money(5))]
    await recorded(db, book, at, [(moved, -1), (moved, 0), (moved, 1)])

    within = {"since": at, "before": at + DAY}

    assert (await queries.turnovers(db, book, **within))["fees"].debit == Money(5)
    assert [entry.at async for entry, _ in queries.journal(db, book, **within)] == [at]
    assert list(await queries.turnovers(db, book, "fees", before=at + DAY)) == ["fees"]


async def test_what_was_reversed_shows_on_both_sides(db, book, at):
    moved = [Posting("stripe", "fees", Money(5))]
    entry = await post(db, book=book, key="1", kind="movement", postings=moved, at=at)
    await reverse(db, entry, key="back", at=at)

    found = await queries.turnovers(db, book, before=at + DAY)

    assert (found["fees"].debit, found["fees"].credit) == (Money(5), Money(5))
    assert await queries.statement(db, book, "stripe", before=at) == []


async def test_only_an_address_has_a_statement(db, book, at):
    with pytest.raises(ValueError, match="not the address"):
        await queries.statement(db, book, "= 1", before=at)


async def test_what_was_given_back_is_taken_off_what_came(db, book, at):
    kept, undone = ([Posting("campaign:1:pledges", "stripe", Money(cents))] for cents in (2000, 500))
    await post(db, book=book, key="1", kind="paid", postings=kept, at=at)
    entry = await post(db, book=book, key="2", kind="paid", postings=undone, at=at)
    await post(
        db, book=book, key="3", kind="paid", postings=[Posting("campaign:12", "stripe", Money(1))], at=at
    )

    found = await queries.flows(db, book, ["campaign:1"])
    assert found == {("paid", "campaign:1:pledges", "stripe"): Money(2500)}
    await reverse(db, entry, key="back", at=at)
    found = await queries.flows(db, book, ["campaign:1", "vault"])
    assert found == {("paid", "campaign:1:pledges", "stripe"): Money(2000)}
    await reverse(db, await queries.entry_of(db, book, "1"), key="also back", at=at)
    assert await queries.flows(db, book, ["campaign:1"]) == {}
