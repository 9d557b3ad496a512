"""Meetings of a panel: when and where, who is expected, who came, and what is paid for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from payments.errors import DomainError
from payments.money import Money

TITLE_MOST = 150
PLACE_MOST = 300
LINK_MOST = 500
ABOUT_MOST = 3_000
REFERENCE_MOST = 80
LONGEST = timedelta(hours=16)
REMIND_BEFORE = timedelta(days=2)
KNOWN_FOR = timedelta(days=1)
"""Nobody is reminded of what they were told of a moment ago."""
EUROS_MOST = 10_000


class Presence(StrEnum):
    """Expected is whoever sits and of whom nothing was noted; excused says so beforehand."""

    EXPECTED = "expected"
    CAME = "came"
    EXCUSED = "excused"
    MISSED = "missed"


class MeetingTimesError(DomainError):
    """It ends after it begins, on the same day or in the night after."""

    code = "meeting_times"


class MeetingPlaceError(DomainError):
    """Somebody has to find it: a place, a link, or both."""

    code = "meeting_place"


class MeetingOverError(DomainError):
    """It was called off, or is over: nothing of it is changed any more."""

    code = "meeting_over"


class MeetingToComeError(DomainError):
    """Nobody has come to a meeting that has not begun."""

    code = "meeting_to_come"


class NotExpectedError(DomainError):
    """Who did not sit on the panel at that moment is not expected at its meeting."""

    code = "meeting_not_expected"


class NothingOwedError(DomainError):
    """What is paid is more than nothing, and for somebody who came."""

    code = "compensation_nothing"


class CompensationPaidError(DomainError):
    """What was paid stays as it was noted; a mistake is told to the accountant."""

    code = "compensation_paid"


class PaidDayError(DomainError):
    """Parameter: `today`. It was paid on the day of the meeting or later, and not in the future."""

    code = "compensation_day"


@dataclass(frozen=True, slots=True)
class MeetingDetails:
    """As its form says it; `place` and `link` are each empty where it has none."""

    title: str
    starts_at: datetime
    ends_at: datetime
    place: str = ""
    link: str = ""
    about: str = ""


def check_meeting(details: MeetingDetails) -> None:
    """MeetingTimesError, MeetingPlaceError."""
    if not details.starts_at < details.ends_at <= details.starts_at + LONGEST:
        raise MeetingTimesError
    if not details.place and not details.link:
        raise MeetingPlaceError


def is_expected(
    *, accepted_at: datetime | None, dropped_at: datetime | None, starts_at: datetime, ends_at: datetime
) -> bool:
    """Whoever sat for a part of it: a reserve is not expected where they were not yet called."""
    return (
        accepted_at is not None and accepted_at < ends_at and (dropped_at is None or dropped_at > starts_at)
    )


def check_paid_on(day: date, met: date, today: date) -> None:
    """PaidDayError."""
    if not met <= day <= today:
        raise PaidDayError(today=today)


def total(amounts: Iterable[Money]) -> Money:
    """In euros where there are none."""
    return sum(amounts, Money(0))
