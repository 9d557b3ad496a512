"""Averages, and when a year may be told."""

from datetime import date
from decimal import Decimal

import pytest

from okote.funding.reports.rules import (
    Activity,
    Counted,
    ReportPublishedError,
    YearNotOverError,
    average,
    check_publishable,
)
from payments.money import Money

NOBODY = Counted(0, Money.zero())


@pytest.mark.parametrize(
    ("amount", "among", "expected"),
    [("10", 4, "2.50"), ("10", 3, "3.33"), ("0.05", 2, "0.03"), ("10", 0, "0")],
)
def test_an_average_is_half_up_to_the_cent(amount, among, expected):
    assert average(Money.of(amount), among) == Money.of(expected)


def test_what_follows_from_the_sums():
    activity = Activity(NOBODY, NOBODY, NOBODY, Money.of(300), donors=8, backed=4, backings=9)
    assert activity.donors_per_project == Decimal("2.3")
    assert activity.given_per_donor == Money.of("37.50")
    assert activity.given_per_project == Money.of(75)


def test_a_year_without_anything_divides_by_nothing():
    activity = Activity(NOBODY, NOBODY, NOBODY, Money.zero(), donors=0, backed=0, backings=0)
    assert (activity.donors_per_project, activity.given_per_donor) == (0, Money.zero())


def test_a_year_is_told_once_it_is_over_and_once():
    check_publishable(2026, date(2027, 1, 1), published=False)
    with pytest.raises(YearNotOverError) as refused:
        check_publishable(2026, date(2026, 12, 31), published=False)
    assert refused.value.parameters == {"from_": date(2027, 1, 1)}
    with pytest.raises(ReportPublishedError):
        check_publishable(2026, date(2027, 1, 1), published=True)
