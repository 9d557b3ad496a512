"""Days of a place, as instants: people say the first and the last, machines keep [start, end)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant of that day in the place: 23, 24 or 25 hours after that of the day before."""
    return datetime.combine(day, time.min, zone).astimezone(UTC)


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """The first instant that no longer belongs to that day: what "until Sunday" means."""
    return start_of(day + timedelta(days=1), zone)
