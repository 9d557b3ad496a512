"""Days of accounts, kept by moments."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from payments.errors import DomainError

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
"""Others are slips, and the calendar's ends would break the arithmetic."""


class DayOutOfRangeError(DomainError):
    code = "day_out_of_range"


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of the day after."""
    return datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)
