"""The posting table: every recipe as the README says, and nothing left over at the end of a campaign."""

from collections import defaultdict
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okote.funding import accounts
from okote.funding.closing.rules import settle
from okote.funding.terms.rules import Base, Terms
from payments.ledger.rules import Posting
from payments.money import Money

CAMPAIGN, PARTNER = UUID(int=5), UUID(int=7)
C, P = f"campaign:{CAMPAIGN}", f"partner:{PARTNER}:match:{CAMPAIGN}"


def euros(amount: str) -> Money:
    return Money.of(amount)


def lines(postings: list[Posting]) -> list[tuple[str, str, str]]:
    return [(posting.source, posting.destination, str(posting.amount.major)) for posting in postings]


@pytest.mark.parametrize(
    ("postings", "expected"),
    [
        (accounts.pledge_paid(CAMPAIGN, euros("20")), [(f"{C}:pledges", "stripe:balance", "20.00")]),
        (accounts.fee_taken(CAMPAIGN, euros("0.55")), [("stripe:balance", f"{C}:fees", "0.55")]),
        (accounts.fee_taken(CAMPAIGN, euros("0")), []),
        (
            accounts.pledge_refunded(CAMPAIGN, euros("20"), euros("0.55")),
            [
                ("stripe:balance", f"{C}:pledges", "20.00"),
                (f"{C}:fees", "operator:fees-not-recovered", "0.55"),
            ],
        ),
        (
            accounts.pledge_refunded(CAMPAIGN, euros("20"), euros("0")),
            [("stripe:balance", f"{C}:pledges", "20.00")],
        ),
        (
            accounts.campaign_funded(
                CAMPAIGN, pledged=euros("20"), commission=euros("4.80"), vat=euros("0.80"), fees=euros("0.55")
            ),
            [
                (f"{C}:due", f"{C}:pledges", "20.00"),
                ("operator:commission", f"{C}:due", "4.00"),
                ("operator:vat", f"{C}:due", "0.80"),
                (f"{C}:fees", "operator:stripe-fees", "0.55"),
            ],
        ),
        (
            accounts.campaign_funded(
                CAMPAIGN, pledged=euros("1"), commission=euros("8"), vat=euros("1.33"), fees=euros("0.27")
            ),
            [
                (f"{C}:due", f"{C}:pledges", "1.00"),
                ("operator:commission", f"{C}:due", "6.67"),
                ("operator:vat", f"{C}:due", "1.33"),
                (f"{C}:due", f"{C}:commission-owed", "7.00"),
                (f"{C}:fees", "operator:stripe-fees", "0.27"),
            ],
        ),
        (accounts.transferred(CAMPAIGN, euros("15.20")), [("stripe:balance", f"{C}:due", "15.20")]),
        (
            accounts.cheque_held(CAMPAIGN, euros("20")),
            [(f"{C}:cheques-given", f"{C}:cheques-held", "20.00")],
        ),
        (
            accounts.cheque_banked(CAMPAIGN, euros("20")),
            [(f"{C}:cheques-held", f"{C}:cheques-banked", "20.00")],
        ),
        (
            accounts.match_called(PARTNER, CAMPAIGN, euros("20")),
            [(f"{P}:granted", f"{P}:called", "20.00")],
        ),
        (
            accounts.match_received(PARTNER, CAMPAIGN, euros("20")),
            [(f"{P}:called", f"{P}:received", "20.00")],
        ),
    ],
)
def test_each_event_posts_what_the_table_says(postings, expected):
    assert lines(postings) == expected


def balances(postings: list[Posting]) -> dict[str, int]:
    """What entered each account less what left it, in cents; empty accounts left out."""
    held: defaultdict[str, int] = defaultdict(int)
    for posting in postings:
        held[posting.source] -= posting.amount.minor
        held[posting.destination] += posting.amount.minor
    return {account: minor for account, minor in held.items() if minor}


def test_twenty_euros_from_the_card_to_the_holder():
    """60 € gross and 55,20 € net: 15,20 € through Stripe, 40 € straight from the partners."""
    postings = [
        *accounts.pledge_paid(CAMPAIGN, euros("20")),
        *accounts.fee_taken(CAMPAIGN, euros("0.55")),
        *accounts.campaign_funded(
            CAMPAIGN, pledged=euros("20"), commission=euros("4.80"), vat=euros("0.80"), fees=euros("0.55")
        ),
        *accounts.transferred(CAMPAIGN, euros("15.20")),
        *accounts.match_called(PARTNER, CAMPAIGN, euros("40")),
        *accounts.match_received(PARTNER, CAMPAIGN, euros("40")),
    ]
    assert balances(postings) == {
        "stripe:balance": 425,  # 20 − 0.55 − 15.20
        "operator:commission": -400,
        "operator:vat": -80,
        "operator:stripe-fees": 55,
        f"{P}:granted": -4_000,
        f"{P}:received": 4_000,
    }


pledges = st.lists(st.tuples(st.integers(50, 10**6), st.integers(0, 2_000)), max_size=8)
paid = Terms(Money.of(100), 7_500, Base.ALL, 800, Base.ALL, 2_000)


def received(pledged: list[tuple[int, int]]) -> list[Posting]:
    return [
        posting
        for amount, fee in pledged
        for posting in [
            *accounts.pledge_paid(CAMPAIGN, Money(amount)),
            *accounts.fee_taken(CAMPAIGN, Money(fee)),
        ]
    ]


@given(pledges, st.integers(0, 10**8))
def test_a_funded_campaign_leaves_nothing_but_what_the_holder_owes(pledged, matched):
    held, fees = sum(amount for amount, _ in pledged), sum(fee for _, fee in pledged)
    parts = settle(paid, Money(held), Money(matched))
    postings = [
        *received(pledged),
        *accounts.campaign_funded(
            CAMPAIGN, pledged=Money(held), commission=parts.commission, vat=parts.vat, fees=Money(fees)
        ),
        *accounts.transferred(CAMPAIGN, parts.transferred),
    ]
    left = balances(postings)
    owed = {f"{C}:commission-owed": parts.owed.minor} if parts.owed else {}
    assert {account: minor for account, minor in left.items() if account.startswith("campaign:")} == owed
    assert left.get("stripe:balance", 0) == held - fees - parts.transferred.minor
    assert left.get("operator:commission", 0) + left.get("operator:vat", 0) == -parts.commission.minor
    assert sum(left.values()) == 0


@given(pledges)
def test_a_failed_campaign_costs_its_donors_nothing_and_the_operator_the_fees(pledged):
    postings = received(pledged)
    for amount, fee in pledged:
        postings += accounts.pledge_refunded(CAMPAIGN, Money(amount), Money(fee))
    fees = sum(fee for _, fee in pledged)
    expected = {"stripe:balance": -fees, "operator:fees-not-recovered": fees} if fees else {}
    assert balances(postings) == expected


@given(pledges)
def test_reversing_every_posting_empties_every_account(pledged):
    postings = received(pledged)
    assert balances([*postings, *(posting.mirrored() for posting in postings)]) == {}
