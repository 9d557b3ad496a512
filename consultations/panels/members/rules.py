"""Who is called to a seat, until when they answer, and who can never sit."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from payments.errors import DomainError

STRATUM_MOST = 500
WHY_MOST = 1_000
FUNCTION_MOST = 120

ANSWER_WITHIN = timedelta(days=10)
"""Days that somebody has to answer, after that on which they were invited."""
REMIND_BEFORE = timedelta(days=3)
ANSWER_MOST = timedelta(days=60)


class SeatState(StrEnum):
    """A reserve waits until a seat of its stratum is free; who dropped out was in, or never could be."""

    WAITING = "waiting"
    INVITED = "invited"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    SILENT = "silent"
    DROPPED = "dropped"


FREED = frozenset({SeatState.DECLINED, SeatState.SILENT, SeatState.DROPPED})
"""Nobody sits there any more: the next reserve of its stratum is called."""


SEATED = frozenset({SeatState.INVITED, SeatState.ACCEPTED})
"""A seat of the panel is theirs, or theirs to take."""


class ObserverKind(StrEnum):
    """Observers look on: they never sit, never rate, and are not told what members write."""

    ELECTED = "elected"
    SERVICE = "service"
    SWORN = "sworn"


class Bar(StrEnum):
    """Why somebody can't sit, whatever was drawn."""

    WITHDRAWN = "withdrawn"
    OWN_SERVICE = "own_service"
    ELECTED = "elected"
    OBSERVER = "observer"


class SeatMovedOnError(DomainError):
    """It was answered, given to somebody else, or its panel has ended."""

    code = "seat_moved_on"


class SeatBarredError(DomainError):
    """Whoever works for the service, holds an elected office or observes the panel can't sit."""

    code = "seat_barred"


class TooManySeatedError(DomainError):
    """Parameter: `seats`, of the panel: no more people are invited or sit at once."""

    code = "seats_too_many"


class SeatDrawnTwiceError(DomainError):
    """Somebody who was drawn has a seat, or a place among the reserves, already."""

    code = "seat_drawn_twice"


class CallNotOverError(DomainError):
    """Nobody is seated while others may still volunteer, nor once the panel has ended."""

    code = "seats_call_open"


class AnswerDayError(DomainError):
    """Parameter: `last`. People answer until a day that is to come, and not for ever."""

    code = "seat_answer_day"


class ObserverSitsError(DomainError):
    """Who sits, is invited or waits in reserve can't observe the same panel."""

    code = "observer_sits"


class ObserverTwiceError(DomainError):
    """This person observes the panel already."""

    code = "observer_twice"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Of a draw: rank 0 was drawn, from 1 on reserves of that stratum in their order."""

    volunteer_id: UUID
    stratum: str
    rank: int


@dataclass(frozen=True, slots=True)
class Place:
    """As much of a seat as decides who is called next; `replaces` is the seat that this one took over."""

    id: UUID
    stratum: str
    rank: int
    state: SeatState
    invited: bool = False
    replaces: UUID | None = None

    @property
    def called(self) -> bool:
        """Whether a seat of the panel was ever theirs: reserves who wait never had one."""
        return self.rank == 0 or self.invited


def vacancies(places: Iterable[Place]) -> list[Place]:
    """Seats that were freed, and that nobody has taken over since."""
    known = list(places)
    taken_over = {one.replaces for one in known}
    free = (one for one in known if one.called and one.state in FREED and one.id not in taken_over)
    return sorted(free, key=lambda one: one.id)


def next_reserve(places: Iterable[Place], stratum: str) -> Place | None:
    """The first who still waits, by rank; None where the stratum has no reserve left."""
    waiting = [one for one in places if one.state is SeatState.WAITING and one.stratum == stratum]
    return min(waiting, key=lambda one: one.rank, default=None)


def answer_by(invited: date) -> date:
    """The last day that counts as an answer in time."""
    return invited + ANSWER_WITHIN


def check_answer_day(day: date, today: date) -> None:
    """AnswerDayError."""
    last = today + ANSWER_MOST
    if not today <= day <= last:
        raise AnswerDayError(last=last)


def is_silent(last: date, today: date) -> bool:
    """Once the whole day is over."""
    return today > last


def reminds(last: date, invited: date, today: date) -> bool:
    """Once, in the last days, never on that on which they were invited."""
    return invited < today and last - REMIND_BEFORE <= today <= last


def seated(places: Iterable[Place]) -> int:
    """How many seats of the panel are somebody's: of who sits, and of who may still answer."""
    return sum(one.state in SEATED for one in places)
