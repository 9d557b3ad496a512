"""The mean of answers on a scale with two ends, and between what it may lie: exact, for a panel of a few.

Panels answer on five levels, mostly the upper ones. Student's interval then leaves the scale, and has no
width where all agree; what it calls 95 % may be 5 % (a test shows it). So an interval is told here as if one
more person had answered, with equal chances at the worst or at the best end, and each answer weighed anew at
random. It never leaves the scale, and the mean is always in it.

With the worst end alone below and the best alone above, this is the bound of N. Gaffke (Mathematical
Methods of Statistics 14, 2005), as E. G. Learned-Miller and P. S. Thomas describe it in "A New Confidence
Interval for the Mean of a Bounded Random Variable" (arXiv 1905.06208): that of Clopper and Pearson on two.
Taking half of each is the mid-P of H. O. Lancaster (1961), which on two levels A. Agresti and A. Gottard
recommend (Statistical Science 20, 2005), since it is right on average where the other is always too wide:
what the adjusted Wald interval is for a share. That it keeps its level on five is not proven; a test counts
all panels that there can be of some people.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from math import ceil, floor, lcm
from statistics import NormalDist

TENTHS = 10
"""Scales are counted in tenths of a point, and intervals told to a tenth, rounded outwards."""

TAIL = Fraction(1, 40)
"""What is left out at each side of an interval of 95 %."""

EXACT_MOST = 100
"""Beyond, the normal distribution of the same mean and variance does as well, and takes no time."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Between what the mean of all who might have been asked lies, 95 times out of 100; in points."""

    low: Decimal
    high: Decimal


def mean(values: Sequence[int]) -> Fraction | None:
    """In points, of tenths; None where there are none."""
    return Fraction(sum(values), TENTHS * len(values)) if values else None


def told(value: Fraction) -> Decimal:
    """To a tenth, halves away from nothing: as people count, for whom nothing has no sign."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal("0.1"), ROUND_HALF_UP) + 0


def interval(values: Sequence[int], least: int, most: int) -> Interval | None:
    """Of the mean of values on a scale from `least` to `most`, all in tenths; of one person alone, none."""
    return _interval(tuple(sorted(values)), least, most) if len(values) > 1 else None


@lru_cache(maxsize=4_096)
def _interval(values: tuple[int, ...], least: int, most: int) -> Interval:
    find = _exactly if len(values) <= EXACT_MOST else _normally
    low, high = find(values, least, most)
    return Interval(Decimal(low) / TENTHS, Decimal(high) / TENTHS)


def _exactly(values: tuple[int, ...], least: int, most: int) -> tuple[int, int]:
    worse, better = (least, *values), (*values, most)

    def above(at: int) -> Fraction:
        return (chance_above(worse, at) + chance_above(better, at)) / 2

    scale = range(least, most + 1)
    low = bisect_right(scale, TAIL - 1, key=lambda at: -above(at)) - 1
    high = bisect_left(scale, -TAIL, key=lambda at: -above(at))
    return scale[max(low, 0)], scale[high]


def _normally(values: tuple[int, ...], least: int, most: int) -> tuple[int, int]:
    moments = [_moments((*values, end)) for end in (least, most)]
    (low, below), (high, over) = moments
    variance = (below + over) / 2 + ((high - low) / 2) ** 2
    around = NormalDist(float((low + high) / 2), float(variance) ** 0.5)
    ends = around.inv_cdf(float(TAIL)), around.inv_cdf(float(1 - TAIL))
    return max(least, floor(ends[0])), min(most, ceil(ends[1]))


def _moments(values: tuple[int, ...]) -> tuple[Fraction, Fraction]:
    """Mean and variance of the mean of values that are weighed at random."""
    count = len(values)
    middle = Fraction(sum(values), count)
    return middle, sum(((value - middle) ** 2 for value in values), Fraction()) / (count * (count + 1))


def chance_above(values: Sequence[int], at: int) -> Fraction:
    """How likely the mean of sorted values is above `at`, where all ways to weigh them are equally likely.

    Their weights are those of Dirichlet (1, …, 1). The chance is a divided difference of truncated powers,
    that is an integral of a B-spline (H. B. Curry and I. J. Schoenberg, 1966): by de Boor's recursion, each
    step a mean of two chances of one value less. Whole numbers over one denominator, so nothing is rounded.
    """
    reach = lcm(*(b - a for a in set(values) for b in set(values) if b > a))
    row = [int(value > at) for value in values]
    for size in range(1, len(values)):
        certain = reach**size
        row = [
            certain * (first > at)
            if not first <= at < last
            else reach // (last - first) * ((last - at) * row[i + 1] + (at - first) * row[i])
            for i, (first, last) in enumerate(zip(values, values[size:], strict=False))
        ]
    return Fraction(row[0], reach ** (len(values) - 1))
