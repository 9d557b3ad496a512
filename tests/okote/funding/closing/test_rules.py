"""The decision, to the cent and by exact fractions; and how the money then parts."""

from datetime import date, timedelta
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okote.funding.campaigns.rules import Period
from okote.funding.closing.rules import (
    Decision,
    may_decide,
    settle,
    vat_within,
    verdict,
)
from okote.funding.matching.rules import Match
from okote.funding.partners.rules import PartnerKind
from okote.funding.terms.rules import Base, Terms
from okote.territories.days import end_of, start_of
from payments.money import Money
from tests.okote.funding.clocks import PARIS

PERIOD = Period(start_of(date(2026, 11, 1), PARIS), end_of(date(2026, 12, 9), PARIS))
INSTANT = timedelta(microseconds=1)


def terms(**change) -> Terms:
    usual = {
        "goal": Money.of(300),
        "threshold_bp": 7_500,
        "threshold_on": Base.ALL,
        "commission_bp": 800,
        "commission_on": Base.ALL,
        "vat_bp": 2_000,
    }
    return Terms(**{**usual, **change})


@pytest.mark.parametrize(("decision", "state"), [("funded", "funded"), ("refunded", "refunding")])
def test_where_the_campaign_goes_next(decision, state):
    assert Decision(decision).state == state


@pytest.mark.parametrize(
    ("after", "pending", "unheard", "may"),
    [
        (-INSTANT, 0, 0, False),
        (timedelta(), 0, 0, True),
        (timedelta(), 1, 1, False),
        (timedelta(minutes=30) - INSTANT, 1, 0, False),
        (timedelta(minutes=30) - INSTANT, 0, 0, True),
        (timedelta(minutes=30), 1, 0, True),  # a bank that is no longer waited for
        (timedelta(minutes=30), 1, 1, False),  # Stripe may have charged it
        (timedelta(days=3), 12, 0, True),
        (timedelta(days=3), 12, 1, False),
    ],
)
def test_payments_begun_in_time_are_waited_for_half_an_hour(after, pending, unheard, may):
    assert may_decide(PERIOD, pending=pending, unheard=unheard, at=PERIOD.ends_at + after) is may


@pytest.mark.parametrize(
    ("amount", "vat_bp", "vat"),
    [
        ("24.00", 2_000, "4.00"),
        ("4.80", 2_000, "0.80"),
        ("1008.07", 2_000, "168.01"),  # 168.01166…
        ("0.03", 2_000, "0.01"),  # half a cent goes up
        ("0.02", 2_000, "0.00"),  # 0.00333…
        ("100", 0, "0"),
        ("105.50", 550, "5.50"),
        ("0", 2_000, "0"),
    ],
)
def test_the_vat_inside_an_amount(amount, vat_bp, vat):
    assert vat_within(Money.of(amount), vat_bp) == Money.of(vat)


@pytest.mark.parametrize(
    ("pledged", "matched", "on", "commission", "vat", "transferred", "owed", "net"),
    [
        ("20", "40", Base.ALL, "4.80", "0.80", "15.20", "0", "55.20"),
        ("20", "40", Base.PLEDGES, "1.60", "0.27", "18.40", "0", "58.40"),
        ("4200.31", "8400.62", Base.ALL, "1008.07", "168.01", "3192.24", "0", "11592.86"),
        ("100", "0", Base.ALL, "8", "1.33", "92", "0", "92"),
        ("8", "92", Base.ALL, "8", "1.33", "0", "0", "92"),  # the pledges just cover it
        ("1", "99", Base.ALL, "8", "1.33", "0", "7", "92"),  # the rest is invoiced
        ("0", "100", Base.ALL, "8", "1.33", "0", "8", "92"),
    ],
)
def test_how_the_money_of_a_funded_campaign_parts(
    pledged, matched, on, commission, vat, transferred, owed, net
):
    parts = settle(terms(commission_on=on), Money.of(pledged), Money.of(matched))
    assert parts.commission == Money.of(commission)
    assert parts.vat == Money.of(vat)
    assert parts.transferred == Money.of(transferred)
    assert parts.owed == Money.of(owed)
    assert parts.net == Money.of(net)


cents = st.integers(0, 10**9)
rates = st.integers(0, 10_000)


@given(cents, cents, rates, rates, st.sampled_from(Base))
def test_no_cent_is_lost_or_made(pledged, matched, commission_bp, vat_bp, on):
    held_to = terms(commission_bp=commission_bp, commission_on=on, vat_bp=vat_bp)
    parts = settle(held_to, Money(pledged), Money(matched))
    zero = Money(0)
    assert min(parts.vat, parts.commission - parts.vat, parts.transferred, parts.owed, parts.net) >= zero
    assert parts.transferred + parts.commission - parts.owed == parts.pledged
    assert parts.transferred + parts.matched - parts.owed == parts.net
    assert not (parts.transferred and parts.owed)
    base = pledged + (matched if on is Base.ALL else 0)
    assert abs(parts.commission.minor - Fraction(base * commission_bp, 10_000)) <= Fraction(1, 2)
    exact_vat = Fraction(parts.commission.minor * vat_bp, 10_000 + vat_bp)
    assert abs(parts.vat.minor - exact_vat) <= Fraction(1, 2)


def match(kind: PartnerKind, amount: str) -> Match:
    return Match(UUID(int=7), UUID(int=8), kind, Money.of(amount))


def matches(public: str, private: str) -> list[Match]:
    return [match(PartnerKind.PUBLIC, public), match(PartnerKind.PRIVATE, private)]


def test_a_campaign_at_its_threshold_is_funded_and_its_partners_called():
    """90 + 90 + 45 = 225 €: exactly 75 % of 300 €."""
    reached = verdict(terms(), Money.of(90), matches("90", "45"))
    assert reached.decision == "funded"
    assert reached.pledged == Money.of(90)
    assert (reached.public_match, reached.private_match) == (Money.of(90), Money.of(45))
    assert reached.calls == matches("90", "45")
    assert reached.settlement is not None
    assert reached.settlement.commission == Money.of(18)
    assert reached.settlement.vat == Money.of(3)
    assert reached.settlement.transferred == Money.of(72)
    assert reached.settlement.net == Money.of(207)


def test_a_cent_below_and_everyone_is_refunded_and_nobody_called():
    below = verdict(terms(), Money.of("89.99"), matches("90", "45"))
    assert below.decision == "refunded"
    assert below.settlement is None
    assert below.calls == []
    assert (below.public_match, below.private_match) == (Money.of(90), Money.of(45))


def test_the_threshold_may_bear_on_the_pledges_alone():
    on_pledges = terms(threshold_on=Base.PLEDGES)
    assert verdict(on_pledges, Money.of("224.99"), matches("900", "900")).decision == "refunded"
    assert verdict(on_pledges, Money.of("225"), []).decision == "funded"


def test_a_partner_that_owes_nothing_is_not_called():
    reached = verdict(terms(), Money.of(300), matches("0", "0.01"))
    assert reached.decision == "funded"
    assert reached.calls == [match(PartnerKind.PRIVATE, "0.01")]


@pytest.mark.parametrize(
    ("by_cheque", "transferred", "owed"),
    [("0", "220", "0"), ("200", "20", "0"), ("230", "0", "10"), ("300", "0", "80")],
)
def test_the_share_is_taken_from_what_stripe_holds_and_the_rest_is_owed(by_cheque, transferred, owed):
    """A cheque counts like any contribution, and its money goes straight to the holder."""
    parts = settle(terms(), Money.of(300), Money.of(700), Money.of(by_cheque))
    assert parts.commission == Money.of(80)
    assert (parts.transferred, parts.owed) == (Money.of(transferred), Money.of(owed))
    assert parts.net == Money.of(920)
