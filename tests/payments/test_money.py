"""No operation on amounts loses or makes a cent."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payments.money import (
    BASIS_POINTS,
    MINOR_PER_MAJOR,
    CurrencyMismatchError,
    Money,
    UnknownCurrencyError,
    total,
)

cents = st.integers(-(10**15), 10**15)
rates = st.fractions(min_value=0, max_value=1000, max_denominator=10_000)
weights = st.lists(st.integers(0, 10**9), min_size=1, max_size=40).filter(any)


@pytest.fixture
def second_currency(monkeypatch):
    monkeypatch.setitem(MINOR_PER_MAJOR, "XTS", 1000)
    return "XTS"


@given(minor=cents, weights=weights)
def test_the_parts_of_a_split_make_the_whole(minor, weights):
    parts = Money(minor).split(weights)

    assert total(parts) == Money(minor)


@given(minor=cents, weights=weights)
def test_no_part_of_a_split_is_a_whole_cent_away_from_its_exact_share(minor, weights):
    for part, weight in zip(Money(minor).split(weights), weights, strict=True):
        assert abs(part.minor - Fraction(minor * weight, sum(weights))) < 1


@given(minor=cents, weights=weights)
def test_who_weighs_nothing_gets_nothing(minor, weights):
    parts = Money(minor).split([*weights, 0])

    assert parts[-1] == Money(0)


@pytest.mark.parametrize(
    ("minor", "weights", "expected"),
    [
        (100, [1, 1, 1], [34, 33, 33]),
        (-100, [1, 1, 1], [-34, -33, -33]),
        (101, [1, 1, 1], [34, 34, 33]),
        (10, [1, 2, 3], [2, 3, 5]),
        (1, [1, 1], [1, 0]),
        (0, [5, 1], [0, 0]),
        (5, [3, 7, 0], [2, 3, 0]),
    ],
)
def test_the_odd_cents_go_to_the_largest_remainders_and_then_to_the_earlier(minor, weights, expected):
    assert [part.minor for part in Money(minor).split(weights)] == expected


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1], [-1, -2]])
def test_nothing_is_split_by_no_weights(weights):
    with pytest.raises(ValueError, match="weights"):
        Money(100).split(weights)


@given(minor=cents, rate=rates)
def test_scaling_floors(minor, rate):
    exact = minor * rate

    assert 0 <= exact - Money(minor).scaled(rate).minor < 1


@pytest.mark.parametrize(
    ("major", "rate", "expected"),
    [
        ("0.05", Fraction(1, 2), "0.02"),
        ("120.00", Fraction(1), "120.00"),
        ("-0.05", Fraction(1, 2), "-0.03"),
        ("0.29", Fraction(10), "2.90"),
    ],
)
def test_a_part_of_a_cent_is_never_owed(major, rate, expected):
    assert Money.of(major).scaled(rate) == Money.of(expected)


@given(minor=cents, basis_points=st.integers(0, BASIS_POINTS))
def test_a_share_is_the_nearest_cent(minor, basis_points):
    exact = Fraction(minor * basis_points, BASIS_POINTS)

    assert abs(Money(minor).share(basis_points).minor - exact) <= Fraction(1, 2)


@given(minor=cents, basis_points=st.integers(0, BASIS_POINTS))
def test_what_is_taken_back_is_what_was_taken(minor, basis_points):
    assert Money(-minor).share(basis_points) == -Money(minor).share(basis_points)


@given(minor=cents)
def test_the_whole_share_is_the_whole(minor):
    assert Money(minor).share(BASIS_POINTS) == Money(minor)


@pytest.mark.parametrize(
    ("major", "basis_points", "expected"),
    [
        ("60.00", 800, "4.80"),
        ("0.06", 800, "0.00"),
        ("0.07", 800, "0.01"),
        ("1.25", 1000, "0.13"),
        ("-1.25", 1000, "-0.13"),
    ],
)
def test_a_share_is_rounded_once_half_away_from_zero(major, basis_points, expected):
    assert Money.of(major).share(basis_points) == Money.of(expected)


@given(left=cents, right=cents)
def test_amounts_add_subtract_and_compare_as_their_cents_do(left, right):
    one, other = Money(left), Money(right)

    assert (one + other).minor == left + right
    assert (one - other) + other == one
    assert (one < other, one <= other, one > other, one >= other) == (
        left < right,
        left <= right,
        left > right,
        left >= right,
    )
    assert bool(one) is (left != 0)


@given(minor=cents)
def test_major_units_and_back(minor):
    assert Money.of(Money(minor).major) == Money(minor)


def test_major_units_show_all_their_decimals():
    assert str(Money(2000).major) == "20.00"


@pytest.mark.parametrize(
    ("major", "minor"), [("20.00", 2000), ("20", 2000), (20, 2000), (Decimal("0.1"), 10), ("1e3", 100_000)]
)
def test_major_units_are_read_exactly(major, minor):
    assert Money.of(major) == Money(minor)


@pytest.mark.parametrize(
    "major",
    [
        "0.001",
        "1.005",
        "0." + "0" * 40 + "1",
        "12345678901234567890123456789.005",
        "1E+999999999",
        "nan",
        "inf",
        "vingt",
    ],
)
def test_what_is_not_a_whole_number_of_cents_is_no_amount(major):
    with pytest.raises(ValueError, match="not a whole number of minor units"):
        Money.of(major)


@pytest.mark.parametrize("minor", [1.0, True, "1", Decimal(1), None])
def test_cents_are_whole_numbers(minor):
    with pytest.raises(TypeError):
        Money(minor)


@pytest.mark.parametrize("currency", ["USD", "eur", ""])
def test_a_currency_that_the_ledger_does_not_keep_is_refused(currency):
    with pytest.raises(UnknownCurrencyError) as refused:
        Money.of("1.005", currency)

    assert refused.value.parameters == {"currency": currency}


@pytest.mark.parametrize(
    "operation",
    [
        lambda one, other: one + other,
        lambda one, other: one - other,
        lambda one, other: one < other,
        lambda one, other: one >= other,
        lambda one, other: total([one, other]),
    ],
)
def test_two_currencies_never_meet(operation, second_currency):
    with pytest.raises(CurrencyMismatchError):
        operation(Money(1), Money(1, second_currency))


def test_each_currency_has_its_own_number_of_minor_units(second_currency):
    assert Money.of("1.005", second_currency) == Money(1005, second_currency)
    assert Money(1005, second_currency).major == Decimal("1.005")


def test_the_total_of_nothing_is_nothing():
    assert total([]) == Money.zero()
    assert total([Money(1), Money(2), Money(-5)]) == Money(-2)
