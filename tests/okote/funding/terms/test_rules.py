"""Threshold and commission, in basis points of the goal and of what was raised."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okote.funding.terms.rules import Base, Terms, TermsOutOfRangeError, example
from payments.money import Money

USUAL = {
    "goal": Money.of(15_000),
    "threshold_bp": 7_500,
    "threshold_on": Base.ALL,
    "commission_bp": 800,
    "commission_on": Base.ALL,
    "vat_bp": 2_000,
}


@pytest.mark.parametrize(
    ("goal", "threshold_bp", "threshold"),
    [
        ("15000", 7_500, "11250"),
        ("10000", 10_000, "10000"),
        ("0.01", 7_500, "0.01"),  # three quarters of a cent are reached by a whole one only
        ("100.01", 7_500, "75.01"),  # 75.0075: rounded up
        ("100.04", 7_500, "75.03"),  # exact
        ("999.99", 3_333, "333.30"),  # 333.296667
    ],
)
def test_the_threshold_is_the_least_amount_that_reaches_it(goal, threshold_bp, threshold):
    terms = Terms(**{**USUAL, "goal": Money.of(goal), "threshold_bp": threshold_bp})
    assert terms.threshold == Money.of(threshold)


@pytest.mark.parametrize(
    ("pledged", "matched", "goal", "threshold_bp", "reached"),
    [
        ("11250", "0", "15000", 7_500, True),  # exactly
        ("11249.99", "0", "15000", 7_500, False),  # one cent below
        ("5000", "6250", "15000", 7_500, True),  # by the matches
        ("5000", "6249.99", "15000", 7_500, False),
        ("75.01", "0", "100.01", 7_500, True),
        ("75.00", "0", "100.01", 7_500, False),  # 74.99 % would read 75 % if rounded
        ("10000", "0", "10000", 10_000, True),
        ("9999.99", "0", "10000", 10_000, False),
        ("33.33", "0", "100", 3_333, True),
        ("33.32", "0", "100", 3_333, False),
        ("0", "0", "15000", 7_500, False),
        ("0", "0", "15000", 1, False),
        ("40000", "0", "15000", 7_500, True),
    ],
)
def test_the_threshold_is_reached_to_the_cent(pledged, matched, goal, threshold_bp, reached):
    terms = Terms(**{**USUAL, "goal": Money.of(goal), "threshold_bp": threshold_bp})
    assert terms.reached(Money.of(pledged), Money.of(matched)) is reached


@pytest.mark.parametrize(("pledged", "reached"), [("11249.99", False), ("11250", True)])
def test_the_threshold_may_bear_on_the_pledges_alone(pledged, reached):
    terms = Terms(**{**USUAL, "threshold_on": Base.PLEDGES})
    assert terms.reached(Money.of(pledged), Money.of("6250")) is reached


@pytest.mark.parametrize(
    ("base", "pledged", "matched", "commission"),
    [
        (Base.ALL, "20", "40", "4.80"),
        (Base.PLEDGES, "20", "40", "1.60"),
        (Base.ALL, "0.06", "0", "0.00"),  # 0.0048
        (Base.ALL, "0.07", "0", "0.01"),  # 0.0056
        (Base.ALL, "4200.31", "8400.62", "1008.07"),  # 1008.0744
        (Base.ALL, "0", "0", "0"),
    ],
)
def test_the_commission_is_rounded_once_half_up(base, pledged, matched, commission):
    terms = Terms(**{**USUAL, "commission_on": base})
    assert terms.commission(Money.of(pledged), Money.of(matched)) == Money.of(commission)


def test_half_a_cent_of_commission_goes_up():
    terms = Terms(**{**USUAL, "commission_bp": 500})
    assert terms.commission(Money.of("0.10"), Money.of("0")) == Money.of("0.01")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("goal", Money(0)),
        ("goal", Money(-1)),
        ("threshold_bp", 0),
        ("threshold_bp", 10_001),
        ("commission_bp", -1),
        ("commission_bp", 10_001),
        ("vat_bp", -1),
        ("vat_bp", 10_001),
    ],
)
def test_terms_out_of_range_are_refused_by_name(field, value):
    with pytest.raises(TermsOutOfRangeError) as refused:
        Terms(**{**USUAL, field: value})
    assert (refused.value.code, refused.value.parameters) == ("terms_out_of_range", {"field": field})


@pytest.mark.parametrize(("threshold_bp", "commission_bp", "vat_bp"), [(1, 0, 0), (10_000, 10_000, 10_000)])
def test_the_ends_of_the_ranges_are_allowed(threshold_bp, commission_bp, vat_bp):
    ends = {"threshold_bp": threshold_bp, "commission_bp": commission_bp, "vat_bp": vat_bp}
    assert Terms(**{**USUAL, **ends}).threshold.minor > 0


@given(st.integers(1, 10**9), st.integers(1, 10_000), st.integers(0, 10**9))
def test_reaching_the_threshold_is_comparing_exact_fractions(goal, threshold_bp, raised):
    terms = Terms(**{**USUAL, "goal": Money(goal), "threshold_bp": threshold_bp})
    assert terms.reached(Money(raised), Money(0)) == (
        Fraction(raised, goal) >= Fraction(threshold_bp, 10_000)
    )
    assert not (terms.threshold.minor - 1) * 10_000 >= goal * threshold_bp


@pytest.mark.parametrize(
    ("threshold_on", "pledged", "received"),
    [(Base.ALL, "5000", "13800"), (Base.PLEDGES, "11250", "19550")],
)
def test_the_example_reaches_its_threshold_and_pays_what_the_rules_say(threshold_on, pledged, received):
    made_up = example(Terms(**USUAL | {"threshold_on": threshold_on}))
    assert made_up.terms.reached(made_up.pledged, made_up.matched)
    assert (made_up.pledged, made_up.received) == (Money.of(pledged), Money.of(received))
    assert made_up.received + made_up.commission == made_up.raised
