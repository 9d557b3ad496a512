"""How a promise lives: from a proposal to what was done, on which days, and what counts at which date."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from payments.errors import DomainError

TITLE_MOST, WHY_MOST, NOTE_MOST = 150, 3_000, 3_000
NAME_MOST = 120
"""Of a theme."""
INDICATOR_MOST, UNIT_MOST = 200, 40
MOST_BUDGET = 1_000_000_000
"""In whole euros."""
MOST_EVIDENCE = 20
"""Of one action."""
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


class Origin(StrEnum):
    """What it came from; an action comes from another where that one was split."""

    OWN = "own"
    FINDING = "finding"
    IDEA = "idea"
    CAMPAIGN = "campaign"
    RECOMMENDATION = "recommendation"
    ACTION = "action"


class ThemeKind(StrEnum):
    """By what a territory sorts its actions: each is of one workstream, and serves aims and pillars."""

    WORKSTREAM = "workstream"
    AIM = "aim"
    PILLAR = "pillar"


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


class YearNotOverError(DomainError):
    """`from_`: the day from which the year can be frozen."""

    code = "edition_year_not_over"


class EditionFrozenError(DomainError):
    """What was frozen stays as it is; a mistake is told beside it."""

    code = "edition_frozen"


class EditionChangedError(DomainError):
    """What it would say is not what was read."""

    code = "edition_changed"


class NothingToFreezeError(DomainError):
    """No published action was promised in that year."""

    code = "edition_empty"


class ThemeExistsError(DomainError):
    """Parameter: `name`, of a theme of that kind, perhaps retired."""

    code = "theme_exists"


class EvidenceExistsError(DomainError):
    """Parameter: `title`, of what shows the same action already."""

    code = "evidence_exists"


class TooMuchEvidenceError(DomainError):
    """Parameter: `most`."""

    code = "too_much_evidence"


class ThemeKindError(DomainError):
    """Not a workstream where one is asked for, or one where aims and pillars are."""

    code = "theme_of_another_kind"


class OriginElsewhereError(DomainError):
    """Not a page of this site."""

    code = "action_origin_elsewhere"


class OwnerElsewhereError(DomainError):
    """Whoever answers for an action works for its service or for the whole administration."""

    code = "action_owner_elsewhere"


class IndicatorIncompleteError(DomainError):
    """A value has its day, and both have an indicator with its unit."""

    code = "indicator_incomplete"


class MeasuredOutOfOrderError(DomainError):
    """`first` and `last`: days on which something may have been measured, before and after in this order."""

    code = "action_measured_out_of_order"


class NotAFigureError(DomainError):
    """Not a number with two decimals at most."""

    code = "not_a_figure"


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


def check_indicator(indicator: str, unit: str, *values: tuple[object | None, date | None]) -> None:
    """IndicatorIncompleteError."""
    incomplete = any((value is None) != (on is None) for value, on in values)
    measured = any(value is not None for value, _ in values)
    if incomplete or bool(indicator) != bool(unit) or (measured and not indicator):
        raise IndicatorIncompleteError


def check_measured(before_on: date | None, after_on: date | None, today: date) -> None:
    """MeasuredOutOfOrderError."""
    days = [EARLIEST, *(day for day in (before_on, after_on) if day is not None), today]
    if days != sorted(days):
        raise MeasuredOutOfOrderError(first=EARLIEST, last=today)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the actions promised by a day stood where on it: numbers of each, never a share."""

    on: date
    states: Mapping[ActionState, int]
    late: int = 0

    @property
    def total(self) -> int:
        return sum(self.states.values())

    @property
    def done(self) -> int:
        return self.states.get(S.DONE, 0)


def counted(on: date, standings: Iterable[tuple[ActionState, date | None]]) -> Progress:
    """Of promised actions, each by its state and deadline on that day."""
    found = list(standings)
    states = Counter(state for state, _ in found)
    late = sum(is_late(state, deadline, on) for state, deadline in found)
    return Progress(on, {one: states[one] for one in ActionState if states[one]}, late)


def of_year(year: int, state: ActionState, on: date) -> bool:
    """Whether a promised action, as its latest step of that year or before left it, is one of the year's.

    What was done or given up in an earlier year has been told already.
    """
    return state in UNDER_WAY or on.year == year


def check_freezable(year: int, today: date, *, frozen: bool, promised: int) -> None:
    """EditionFrozenError, YearNotOverError, NothingToFreezeError."""
    if frozen:
        raise EditionFrozenError
    if today.year <= year:
        raise YearNotOverError(from_=date(year + 1, 1, 1))
    if not promised:
        raise NothingToFreezeError
