"""Days of accounts: a period is told by its first and its last day, and kept by moments."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from payments.errors import DomainError

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
"""Others are slips, and the calendar's ends would break the arithmetic."""

LONGEST = 731
"""Days of a period: a first fiscal year may have up to two."""


class DayOutOfRangeError(DomainError):
    code = "day_out_of_range"


class PeriodBackwardsError(DomainError):
    """The last day comes before the first."""

    code = "period_backwards"


class PeriodTooLongError(DomainError):
    code = "period_too_long"


class DayNotOverError(DomainError):
    """What is exported as closed must be so."""

    code = "day_not_over"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, both counted."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if not FIRST <= self.first <= LAST or not FIRST <= self.last <= LAST:
            raise DayOutOfRangeError
        if self.last < self.first:
            raise PeriodBackwardsError
        if (self.last - self.first).days >= LONGEST:
            raise PeriodTooLongError

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """The first moment of it, and the first after it."""
        return start_of(self.first, zone), end_of(self.last, zone)


def start_of(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of the day after."""
    return start_of(day + timedelta(days=1), zone)


def year_of(day: date) -> Period:
    """The calendar year that a day is in."""
    return Period(date(day.year, 1, 1), date(day.year, 12, 31))
