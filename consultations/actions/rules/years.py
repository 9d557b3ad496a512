"""How many of how many at a date, and what the edition of a year tells."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from consultations.actions.rules.life import UNDER_WAY, ActionState, is_late
from payments.errors import DomainError


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
        return self.states.get(ActionState.DONE, 0)


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
