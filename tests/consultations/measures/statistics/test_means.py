"""An interval for a few answers: on the scale, around the mean, and right as often as it says."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations_with_replacement
from math import comb, factorial, prod, sqrt
from statistics import fmean, stdev

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from consultations.measures.statistics import means
from consultations.measures.statistics.axes import LEAST, MOST, Answers
from consultations.measures.statistics.means import Interval, chance_above, interval, told

LEVELS = (0, 25, 50, 75, 100)


def of(*counts: int) -> Interval | None:
    return Answers(counts).interval


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        ((0, 0, 2, 4, 3), "5.4", "9"),
        ((0, 0, 0, 0, 9), "7.1", "10"),
        ((9, 0, 0, 0, 0), "0", "2.9"),
        ((0, 0, 0, 0, 2), "2.2", "10"),
        ((6, 6, 6, 6, 6), "3.7", "6.3"),
    ],
)
def test_intervals_of_panels(counts, low, high):
    assert of(*counts) == Interval(Decimal(low), Decimal(high))


def test_one_person_has_no_interval_and_nobody_has_no_mean():
    assert of(0, 0, 0, 1, 0) is None
    assert of(0, 0, 0, 0, 0) is None
    assert Answers((0, 0, 0, 0, 0)).mean is None
    assert means.mean([]) is None


def test_a_mean_is_exact_and_told_to_a_tenth():
    assert Answers((0, 0, 2, 4, 3)).mean == Fraction(70, 9)
    assert told(Fraction(70, 9)) == Decimal("7.8")
    assert told(Fraction(1, 20)) == Decimal("0.1")
    assert told(Fraction(-1, 20)) == Decimal("-0.1")
    assert str(told(Fraction(-1, 30))) == "0.0"


answers = st.lists(st.sampled_from(LEVELS), min_size=2, max_size=30)


@given(answers)
@settings(max_examples=60)
def test_it_stays_on_the_scale_with_the_mean_within_and_mirrors_what_is_mirrored(values):
    found = interval(values, LEAST, MOST)
    assert 0 <= found.low <= told(means.mean(values)) <= found.high <= 10
    assert found.low < found.high
    turned = interval([MOST - value for value in values], LEAST, MOST)
    assert (turned.low, turned.high) == (10 - found.high, 10 - found.low)


@given(answers.filter(lambda values: len(values) < 20), st.data())
@settings(max_examples=40)
def test_a_better_answer_never_lowers_it(values, data):
    place = data.draw(st.integers(0, len(values) - 1))
    better = [*values[:place], data.draw(st.sampled_from(LEVELS)), *values[place + 1 :]]
    if better[place] < values[place]:
        values, better = better, values
    before, after = interval(values, LEAST, MOST), interval(better, LEAST, MOST)
    assert before.low <= after.low
    assert before.high <= after.high


@given(st.lists(st.sampled_from([0, 100]), min_size=2, max_size=12))
@settings(max_examples=30)
def test_on_two_levels_it_is_the_mid_p_interval(values):
    """Of x successes out of n, by its definition: those beyond count whole, those equal half."""
    n, x = len(values), values.count(100)
    found = interval(values, LEAST, MOST)

    def at_least(k: int, p: Fraction) -> Fraction:
        return sum((comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k, n + 1)), Fraction())

    def beyond(p: Fraction) -> Fraction:
        return (at_least(x, p) + at_least(x + 1, p)) / 2

    low, high = (Fraction(end) / 10 for end in (found.low, found.high))
    step = Fraction(1, 100)
    if x:
        assert beyond(low) <= means.TAIL < beyond(low + step)
    if x < n:
        assert 1 - beyond(high) <= means.TAIL < 1 - beyond(high - step)


def panels(n: int):
    """Every way in which n people may spread over the levels."""
    for given_ in combinations_with_replacement(range(len(LEVELS)), n):
        yield tuple(given_.count(level) for level in range(len(LEVELS)))


def chance(counts: tuple[int, ...], shares: tuple[float, ...]) -> float:
    ways = factorial(sum(counts)) // prod(factorial(count) for count in counts)
    return ways * prod(share**count for share, count in zip(shares, counts, strict=True))


def covered(n: int, shares: tuple[float, ...], find) -> float:
    """How often a panel of n out of people with these shares is told where their true mean is, rightly."""
    truth = sum(level * share for level, share in zip(LEVELS, shares, strict=True)) / 10
    ends = ((counts, find(counts)) for counts in panels(n))
    return sum(chance(counts, shares) for counts, (low, high) in ends if low <= truth <= high)


def ours(counts: tuple[int, ...]) -> tuple[float, float]:
    found = Answers(counts).interval
    return float(found.low) - 1e-9, float(found.high) + 1e-9


STUDENT_95 = {5: 2.7764, 8: 2.3646}
"""Quantile 0.975 with one degree of freedom less than people, from any table."""


def students(counts: tuple[int, ...]) -> tuple[float, float]:
    values = [level / 10 for level, count in zip(LEVELS, counts, strict=True) for _ in range(count)]
    reach = STUDENT_95[len(values)] * stdev(values) / sqrt(len(values))
    return fmean(values) - reach, fmean(values) + reach


POPULATIONS = {
    "all over the scale": (0.2, 0.2, 0.2, 0.2, 0.2),
    "mostly content": (0.0, 0.1, 0.2, 0.4, 0.3),
    "content but for one in ten": (0.1, 0.0, 0.0, 0.0, 0.9),
    "one in a hundred lost": (0.01, 0.0, 0.0, 0.0, 0.99),
    "divided": (0.5, 0.0, 0.0, 0.0, 0.5),
    "nearly at one": (0.0, 0.0, 0.05, 0.95, 0.0),
    "slowly better": (0.05, 0.1, 0.15, 0.3, 0.4),
}


@pytest.mark.parametrize("n", [5, 8])
@pytest.mark.parametrize("population", POPULATIONS)
def test_it_is_right_at_least_as_often_as_it_says_in_every_panel_that_could_be(n, population):
    """Counted over all panels. As mid-P goes, hardly below 95 % where people are of two minds, else above."""
    least = 0.92 if population == "divided" else 0.95
    assert covered(n, POPULATIONS[population], ours) >= least


@pytest.mark.parametrize("n", [5, 8])
def test_on_average_it_is_right_more_often_than_it_says(n):
    found = [covered(n, shares, ours) for shares in POPULATIONS.values()]
    assert fmean(found) >= 0.97


def test_students_interval_would_be_wrong_where_people_are_content():
    """The negative control: what it calls 95 %, leaving the scale besides."""
    assert covered(5, POPULATIONS["content but for one in ten"], students) < 0.45
    assert covered(5, POPULATIONS["one in a hundred lost"], students) < 0.06
    assert students((0, 0, 0, 1, 4))[1] > 10


def test_beyond_a_hundred_answers_the_normal_distribution_says_the_same():
    exact = interval([*LEVELS] * 20, LEAST, MOST)
    beyond = interval([*LEVELS] * 20 + [50], LEAST, MOST)
    assert exact == Interval(Decimal("4.3"), Decimal("5.7"))
    assert beyond == exact
    low, high = means._normally(tuple(sorted([*LEVELS] * 20)), LEAST, MOST)
    assert (low, high) == (43, 57)


@given(st.lists(st.integers(0, 100), min_size=101, max_size=140))
@settings(max_examples=20)
def test_of_many_it_stays_on_the_scale_with_the_mean_within(values):
    found = interval(values, 0, 100)
    assert 0 <= found.low <= told(means.mean(values)) <= found.high <= 10


@given(st.lists(st.integers(0, 12), min_size=2, max_size=8), st.integers(-2, 14))
@settings(max_examples=60)
def test_the_chance_is_that_of_random_weights(values, at):
    """Against the divided difference from its definition, where no two values are equal."""
    knots = sorted(set(values))
    found = chance_above(knots, at)
    assert 0 <= found <= 1
    power = len(knots) - 1
    if power:
        divided = sum(
            Fraction(max(knot - at, 0) ** power, prod(knot - other for other in knots if other != knot))
            for knot in knots
        )
        assert found == divided
