"""What is said before anyone pays."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okote.funding.pledges.rules import what_is_brought
from okote.funding.terms.rules import Base, Terms
from payments.money import Money


def terms(on: Base = Base.ALL, commission_bp: int = 800) -> Terms:
    return Terms(Money.of(15_000), 7_500, Base.ALL, commission_bp, on, 2_000)


@pytest.mark.parametrize(
    ("pledge", "matches", "on", "gross", "net"),
    [
        ("20", ["20", "20"], Base.ALL, "60", "55.20"),  # one public, one private partner, 8 % of all
        ("20", ["20", "20"], Base.PLEDGES, "60", "58.40"),  # 8 % of 20 €
        ("20", [], Base.ALL, "20", "18.40"),
        ("20", ["20", "3.57"], Base.ALL, "43.57", "40.08"),  # a ceiling is near; 3.4856 of commission
        ("0.50", ["0.25"], Base.ALL, "0.75", "0.69"),
        ("999999.99", ["5000", "5000"], Base.ALL, "1009999.99", "929199.99"),
    ],
)
def test_gross_with_the_match_and_net_of_the_commission(pledge, matches, on, gross, net):
    brought = what_is_brought(terms(on), Money.of(pledge), [Money.of(match) for match in matches])
    assert brought.pledge == Money.of(pledge)
    assert brought.gross == Money.of(gross)
    assert brought.net == Money.of(net)


@given(
    st.integers(50, 99_999_999),
    st.lists(st.integers(0, 500_000), max_size=3),
    st.sampled_from(Base),
    st.integers(0, 10_000),
)
def test_gross_is_net_and_commission_to_the_cent(pledge, matches, on, commission_bp):
    brought = what_is_brought(terms(on, commission_bp), Money(pledge), [Money(match) for match in matches])
    assert brought.gross == Money(pledge + sum(matches)) == brought.net + brought.commission
    assert Money(0) <= brought.commission <= brought.gross
