"""Where an action stands and may go, until when it is promised, and when it is late."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from payments.errors import DomainError

EARLIEST = date(2000, 1, 1)
"""Before which nothing is told: a day typed wrongly is seen at once."""
YEARS_AHEAD = 30
"""For which something may be promised, for the same reason."""


class ActionState(StrEnum):
    """Where it stands."""

    PROPOSED = "proposed"
    DECIDED = "decided"
    IN_PROGRESS = "in_progress"
    FINALISING = "finalising"
    DONE = "done"
    CARRIED_OVER = "carried_over"
    ABANDONED = "abandoned"


S = ActionState

UNDER_WAY = frozenset({S.DECIDED, S.IN_PROGRESS, S.FINALISING, S.CARRIED_OVER})
"""Promised, and neither done nor given up: these can be late."""

MOVES: Mapping[ActionState, frozenset[ActionState]] = {
    S.PROPOSED: frozenset({S.DECIDED, S.ABANDONED}),
    S.DECIDED: frozenset({S.IN_PROGRESS, S.FINALISING, S.DONE, S.CARRIED_OVER, S.ABANDONED}),
    S.IN_PROGRESS: frozenset({S.FINALISING, S.DONE, S.CARRIED_OVER, S.ABANDONED}),
    S.FINALISING: frozenset({S.IN_PROGRESS, S.DONE, S.CARRIED_OVER, S.ABANDONED}),
    S.CARRIED_OVER: frozenset({S.IN_PROGRESS, S.FINALISING, S.DONE, S.CARRIED_OVER, S.ABANDONED}),
    S.DONE: frozenset({S.IN_PROGRESS}),
    S.ABANDONED: frozenset({S.DECIDED}),
}
"""To where each leads: what was done may have to be done again, and what was given up be taken up."""


class ActionMovedOnError(DomainError):
    """This step does not follow from its state: somebody else may have been quicker."""

    code = "action_moved_on"


class ReasonMissingError(DomainError):
    """Given up, or reopened: everyone reads why."""

    code = "action_reason_missing"


class DeadlineMissingError(DomainError):
    """What is decided or carried over is promised for a day."""

    code = "action_deadline_missing"


class DeadlineNotLaterError(DomainError):
    """`deadline`: the one that there is, which it can only be carried over beyond."""

    code = "action_deadline_not_later"


class DeadlineKeptError(DomainError):
    """This step leaves what was promised as it is, and another day was given with it."""

    code = "action_deadline_kept"


class DeadlineOutOfRangeError(DomainError):
    """`first` and `last`: days for which something may be promised by that step."""

    code = "action_deadline_out_of_range"


class DayOutOfOrderError(DomainError):
    """`first` and `last`: days from and to which this step may have happened."""

    code = "action_day_out_of_order"


class YearFrozenError(DomainError):
    """`year`: whose edition tells for ever how actions stood at its end."""

    code = "action_year_frozen"


@dataclass(frozen=True, slots=True)
class Standing:
    """An action as its latest step left it."""

    state: ActionState
    deadline: date | None


@dataclass(frozen=True, slots=True)
class Step:
    """What is to follow: where to, on which day, why, and until when from then on."""

    state: ActionState
    on: date
    note: str = ""
    deadline: date | None = None


def asks_reason(state: ActionState, following: ActionState) -> bool:
    """Giving up, and reopening what was done or given up."""
    return following is S.ABANDONED or state in {S.DONE, S.ABANDONED}


def takes_deadline(state: ActionState, following: ActionState) -> bool:
    """Deciding, carrying over, reopening: any other step leaves what was promised as it is."""
    return following in {S.DECIDED, S.CARRIED_OVER} or state is S.DONE


def deadline_after(now: Standing, step: Step) -> date | None:
    """The deadline that is promised from that step on.

    ActionMovedOnError, ReasonMissingError, DeadlineMissingError, DeadlineNotLaterError, DeadlineKeptError,
    DeadlineOutOfRangeError.
    """
    if step.state not in MOVES[now.state]:
        raise ActionMovedOnError
    if asks_reason(now.state, step.state) and not step.note:
        raise ReasonMissingError
    if not takes_deadline(now.state, step.state):
        if step.deadline not in {None, now.deadline}:
            raise DeadlineKeptError
        return now.deadline
    given = step.deadline or (None if step.state is S.CARRIED_OVER else now.deadline)
    if given is None:
        raise DeadlineMissingError
    if step.state is S.CARRIED_OVER and now.deadline is not None and given <= now.deadline:
        raise DeadlineNotLaterError(deadline=now.deadline)
    if step.deadline is not None or now.state is not S.DONE:
        check_deadline(given, step.on)
    return given


def check_deadline(deadline: date, on: date) -> None:
    """Nothing is promised for a day that is over, nor for another generation. DeadlineOutOfRangeError."""
    last = date(on.year + YEARS_AHEAD, 12, 31)
    if not on <= deadline <= last:
        raise DeadlineOutOfRangeError(first=on, last=last)


def check_day(on: date, today: date, *, after: date | None, frozen: int | None) -> None:
    """A step happened today or before, not before the one that it follows, and not in a frozen year.

    DayOutOfOrderError, YearFrozenError.
    """
    if frozen is not None and on.year <= frozen:
        raise YearFrozenError(year=str(frozen))
    first = max(after or EARLIEST, EARLIEST)
    if not first <= on <= today:
        raise DayOutOfOrderError(first=first, last=today)


def is_late(state: ActionState, deadline: date | None, today: date) -> bool:
    """Promised for a day that is over; the deadline itself still counts."""
    return state in UNDER_WAY and deadline is not None and deadline < today
