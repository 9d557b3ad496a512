"""When a campaign has something to tell to those who follow it: rarely, in time, and never of nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from okote.funding.campaigns.rules import Period


class Milestone(StrEnum):
    FIRST_DAY = "first_day"
    HALF_WAY = "half_way"
    THRESHOLD = "threshold"
    EIGHT_DAYS = "eight_days"
    TWO_DAYS = "two_days"


M = Milestone

REMINDERS = frozenset({M.EIGHT_DAYS, M.TWO_DAYS})
"""They ask for something; the others tell how it goes."""

NEEDS_SOME = frozenset({M.FIRST_DAY, M.HALF_WAY})
"""Nothing is told where nobody has contributed yet."""

SHORTEST = {M.FIRST_DAY: 4, M.HALF_WAY: 10, M.EIGHT_DAYS: 24, M.TWO_DAYS: 5}
"""Days that a campaign lasts at least for that letter: of two that would come close, the later is kept."""

QUIET = timedelta(days=1)
"""Between two letters about one campaign."""

TIMELY = timedelta(hours=12)
"""How late a letter about a moment may be; then it is left out, since it would no longer be true."""

MORNING = timedelta(hours=9)
"""Letters about a day come in its morning; a campaign begins and ends at midnight of its place."""

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Course:
    """How a campaign stands. `told` is what was told when; `reached` whether its threshold is."""

    period: Period
    pledges: int
    reached: bool
    told: Mapping[Milestone, datetime]


def moment(milestone: Milestone, period: Period) -> datetime:
    """When it is to be told; of the threshold, whenever it is reached.

    "Eight days left" comes in the morning after which there are eight whole days and a bit.
    """
    moments = {
        M.FIRST_DAY: period.opens_at + DAY + MORNING,
        M.HALF_WAY: period.opens_at + (period.ends_at - period.opens_at) / 2 + MORNING,
        M.THRESHOLD: period.opens_at,
        M.EIGHT_DAYS: period.ends_at - 9 * DAY + MORNING,
        M.TWO_DAYS: period.ends_at - 3 * DAY + MORNING,
    }
    return moments[milestone]


def due(course: Course, at: datetime) -> Milestone | None:
    """What is to be told at this moment, if anything: one thing a day at most, each once.

    The threshold goes before the calendar, and waits for its turn; what the calendar says and a letter of
    the same day leaves no room for is left out.
    """
    if not course.period.contains(at):
        return None
    if course.told and at < max(course.told.values()) + QUIET:
        return None
    if course.reached and M.THRESHOLD not in course.told:
        return M.THRESHOLD
    return next((one for one in SHORTEST if one not in course.told and _has_come(one, course, at)), None)


def _has_come(milestone: Milestone, course: Course, at: datetime) -> bool:
    since = moment(milestone, course.period)
    return (
        course.period.days >= SHORTEST[milestone]
        and since <= at < since + TIMELY
        and (course.pledges > 0 or milestone not in NEEDS_SOME)
    )
