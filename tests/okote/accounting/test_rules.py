"""Whole days of a territory, as moments."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from okote.accounting.rules import end_of

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("day", "moment"),
    [
        ((2026, 12, 31), (2026, 12, 31, 23)),
        ((2026, 3, 29), (2026, 3, 29, 22)),  # the clock is put forward
        ((2026, 10, 25), (2026, 10, 25, 23)),  # and back
    ],
)
def test_a_day_ends_at_midnight_there(day, moment):
    assert end_of(date(*day), PARIS) == datetime(*moment, tzinfo=UTC)
