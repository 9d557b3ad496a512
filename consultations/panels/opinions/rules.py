"""When an opinion is adopted, who answers it, and until when."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from payments.errors import DomainError

TITLE_MOST = 150
TEXT_MOST = 20_000
DISSENT_MOST = 5_000
ANSWER_MOST = 20_000
CORRECTION_MOST = 3_000
ANSWER_WITHIN_MOST = timedelta(days=366)
USUAL_WITHIN = timedelta(days=60)


class OpinionState(StrEnum):
    """A draft is for who runs the panel; a published one stays as it is."""

    DRAFT = "draft"
    AWAITED = "awaited"
    LATE = "late"
    ANSWERED = "answered"


class OpinionOfTestersError(DomainError):
    """Panels of testers rate; panels of citizens give opinions."""

    code = "opinion_of_testers"


class NotAdoptedError(DomainError):
    """More were for it than against it, and no more voted than the panel has seats. Parameter: `seats`."""

    code = "opinion_not_adopted"


class AdoptedDayError(DomainError):
    """It was adopted on a day that has come."""

    code = "opinion_day"


class OpinionPublishedError(DomainError):
    """What everyone has read stays as it is."""

    code = "opinion_published"


class NotPublishedError(DomainError):
    """A draft is changed itself: nobody has read what would be corrected."""

    code = "opinion_draft"


class DueDayError(DomainError):
    """Parameters: `first`, `last`. A service answers by a day that is to come, within a year."""

    code = "opinion_due"


class OpinionAnsweredError(DomainError):
    """It has its answer, or is not published: nobody can answer it now."""

    code = "opinion_answered"


@dataclass(frozen=True, slots=True)
class OpinionDetails:
    """`dissent` is what those who were against it want to have said beside it."""

    title: str
    text: str
    adopted_on: date
    in_favour: int
    against: int
    abstained: int
    dissent: str = ""


def check_opinion(details: OpinionDetails, *, seats: int, today: date) -> None:
    """NotAdoptedError, AdoptedDayError."""
    votes = details.in_favour + details.against + details.abstained
    if details.in_favour <= details.against or votes > seats:
        raise NotAdoptedError(seats=seats)
    if details.adopted_on > today:
        raise AdoptedDayError


def check_due(due: date, today: date) -> None:
    """DueDayError."""
    first, last = today + timedelta(days=1), today + ANSWER_WITHIN_MOST
    if not first <= due <= last:
        raise DueDayError(first=first, last=last)


def state(*, published: bool, answered: bool, due: date | None, today: date) -> OpinionState:
    """Late once the whole day is over."""
    if not published:
        return OpinionState.DRAFT
    if answered:
        return OpinionState.ANSWERED
    return OpinionState.LATE if due is not None and today > due else OpinionState.AWAITED
