"""Balances are derived from postings, and nothing is made or lost between accounts."""

from collections import defaultdict

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from payments.ledger import queries
from payments.ledger.rules import Posting
from payments.ledger.service import post, reverse
from payments.money import MINOR_PER_MAJOR, Money, total
from payments.tables import uuid7

ACCOUNTS = ["stripe", "fees", "campaign:1", "campaign:1:donor:7", "campaign:12", "partner:3"]

movements = st.builds(
    lambda pair, minor: Posting(*pair, Money(minor)),
    st.permutations(ACCOUNTS).map(lambda order: order[:2]),
    st.integers(1, 10**12),
)
drafts = st.lists(movements, min_size=1, max_size=5)


async def recorded(db, book, at, told):
    return [
        await post(db, book=book, key=f"entry:{number}", kind="movement", postings=moved, at=at)
        for number, moved in enumerate(told)
    ]


def expected(told):
    held = defaultdict(Money.zero)
    for moved in told:
        for line in moved:
            held[line.source] -= line.amount
            held[line.destination] += line.amount
    return held


# Every example writes into a book of its own, so the transaction that they share keeps them apart.
shared_transaction = settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@shared_transaction
@given(told=st.lists(drafts, max_size=6))
async def test_balances_are_what_the_postings_say_and_sum_to_zero(db, at, told):
    book = uuid7()
    await recorded(db, book, at, told)

    held = await queries.balances(db, book)

    assert held == expected(told)
    assert list(held) == sorted(held)
    assert total(list(held.values())) == Money.zero()
    for account in ACCOUNTS:
        assert await queries.balance(db, book, account) == held.get(account, Money.zero())


@shared_transaction
@given(kept=st.lists(drafts, max_size=3), undone=st.lists(drafts, min_size=1, max_size=3))
async def test_reversing_restores_the_balances(db, at, kept, undone):
    book = uuid7()
    told = await recorded(db, book, at, [*kept, *undone])

    for entry in told[len(kept) :]:
        await reverse(db, entry, key=f"{entry.key}:reversal", at=at)

    before, after = expected(kept), await queries.balances(db, book)
    assert {account: held for account, held in after.items() if held} == {
        account: held for account, held in before.items() if held
    }


async def test_each_currency_sums_to_zero_by_itself(db, book, at, monkeypatch):
    monkeypatch.setitem(MINOR_PER_MAJOR, "XTS", 100)
    for key, amount in (("one", Money(100)), ("other", Money(700, "XTS"))):
        moved = [Posting("donor:7", "stripe", amount)]
        await post(db, book=book, key=key, kind="movement", postings=moved, at=at)

    assert await queries.balances(db, book) == {"donor:7": Money(-100), "stripe": Money(100)}
    assert await queries.balances(db, book, currency="XTS") == {
        "donor:7": Money(-700, "XTS"),
        "stripe": Money(700, "XTS"),
    }
    assert await queries.balance(db, book, "stripe", currency="XTS") == Money(700, "XTS")


async def test_a_prefix_is_an_address_and_what_lies_under_it(db, book, at):
    for number, account in enumerate(ACCOUNTS[1:]):
        moved = [Posting("stripe", account, Money(number + 1))]
        await post(db, book=book, key=account, kind="movement", postings=moved, at=at)

    assert list(await queries.balances(db, book, "campaign:1")) == ["campaign:1", "campaign:1:donor:7"]
    assert await queries.balances(db, book, "campaign") == {
        "campaign:1": Money(2),
        "campaign:1:donor:7": Money(3),
        "campaign:12": Money(4),
    }
    assert await queries.balances(db, book, "camp") == {}


async def test_entries_are_paged_latest_first(db, book, at):
    told = await recorded(db, book, at, [[Posting("stripe", "fees", Money(1))]] * 5)
    latest_first = [entry.id for entry in reversed(told)]

    first = await queries.entries(db, book, limit=2)
    second = await queries.entries(db, book, limit=2, before=first[-1].id)
    third = await queries.entries(db, book, limit=2, before=second[-1].id)

    assert [entry.id for entry in (*first, *second, *third)] == latest_first


async def test_entries_of_an_account_or_of_a_reference(db, book, at):
    pledge = uuid7()
    moved = [Posting("campaign:1:donor:7", "stripe", Money(20))]
    paid = await post(db, book=book, key="1", kind="paid", postings=moved, at=at, reference=pledge)
    await post(db, book=book, key="2", kind="fee", postings=[Posting("stripe", "fees", Money(1))], at=at)
    await post(db, book=uuid7(), key="1", kind="paid", postings=moved, at=at, reference=pledge)

    assert [entry.id for entry in await queries.entries(db, book, account="campaign:1")] == [paid.id]
    assert [entry.id for entry in await queries.entries(db, book, reference=pledge)] == [paid.id]
    assert len(await queries.entries(db, book, account="stripe")) == 2


async def test_the_postings_of_a_page_come_with_one_question(db, book, at):
    told = await recorded(
        db,
        book,
        at,
        [[Posting("stripe", "fees", Money(1))], [Posting("a", "b", Money(2)), Posting("b", "c", Money(2))]],
    )

    lines = await queries.postings(db, told)

    assert [len(lines[entry.id]) for entry in told] == [1, 2]
    assert await queries.postings(db, []) == {}
