"""Whole days of a territory, as moments."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from okote.accounting.rules import (
    DayOutOfRangeError,
    Period,
    PeriodBackwardsError,
    PeriodTooLongError,
    year_of,
)

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("first", "last", "since", "before"),
    [
        ((2026, 1, 1), (2026, 12, 31), (2025, 12, 31, 23), (2026, 12, 31, 23)),
        ((2026, 3, 29), (2026, 3, 29), (2026, 3, 28, 23), (2026, 3, 29, 22)),  # 23 hours
        ((2026, 10, 25), (2026, 10, 25), (2026, 10, 24, 22), (2026, 10, 25, 23)),  # 25 hours
    ],
)
def test_both_days_count_from_midnight_to_midnight(first, last, since, before):
    period = Period(date(*first), date(*last))
    assert period.moments(PARIS) == (datetime(*since, tzinfo=UTC), datetime(*before, tzinfo=UTC))


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [
        ((1999, 12, 31), (2026, 1, 1), DayOutOfRangeError),
        ((2026, 1, 1), (2100, 1, 1), DayOutOfRangeError),
        ((2026, 1, 2), (2026, 1, 1), PeriodBackwardsError),
        ((2026, 1, 1), (2028, 1, 2), PeriodTooLongError),
    ],
)
def test_no_other_period_is_asked_for(first, last, refusal):
    with pytest.raises(refusal):
        Period(date(*first), date(*last))


def test_two_years_are_not_too_long():
    assert Period(date(2027, 1, 1), date(2028, 12, 31))
    assert year_of(date(2028, 2, 29)) == Period(date(2028, 1, 1), date(2028, 12, 31))
