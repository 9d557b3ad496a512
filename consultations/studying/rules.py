"""What a service's view of an idea must say, until when it is due, and when everyone reads it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeVar
from uuid import UUID

from consultations.ideas.rules import IdeaMovedOnError, IdeaState
from payments.errors import DomainError

REASONS_MOST = 3_000
NOTE_MOST = 2_000
QUESTION_MOST = 1_000
MOST_MINOR = 10**13
"""A hundred thousand million euros: what is more is a slip."""
DAYS_LEAST, DAYS_MOST = 1, 365
SOON = timedelta(days=3)
"""How long before the day a service is reminded of it."""


class Feasible(StrEnum):
    """Whether it can be done: as it is, with changes, or not."""

    YES = "yes"
    CHANGED = "changed"
    NO = "no"


class Basis(StrEnum):
    """Where a cost comes from."""

    ESTIMATE = "estimate"
    QUOTE = "quote"
    SIMILAR = "similar"
    CONTRACT = "contract"


class StudyEnd(StrEnum):
    """How it ended that a service had an idea to study."""

    RELEASED = "released"
    PASSED_ON = "passed_on"
    ANSWERED = "answered"


class Owes(StrEnum):
    """What is owed to everyone who reads an idea: a service, while none has it."""

    SERVICE = "service"
    ANSWER = "answer"
    VIEW = "view"


class Which(StrEnum):
    """Of what is on the desk of studies."""

    ENTRUST = "entrust"
    OWED = "owed"
    LATE = "late"


class ViewReasonsError(DomainError):
    """A no, or a yes with changes, says why, or which."""

    code = "study_reasons"


class CostUnexplainedError(DomainError):
    """An amount without its basis or its day can't be checked, and a basis without amount says nothing."""

    code = "study_cost_unexplained"


class CostDayError(DomainError):
    """No cost was worked out on a day that is still to come."""

    code = "study_cost_day"


class StudyAskedError(DomainError):
    """That service has it already."""

    code = "study_asked"


class StudyAnsweringError(DomainError):
    """It is that service that answers: the idea is entrusted to another one instead."""

    code = "study_answering"


class StudyViewedError(DomainError):
    """It has given its view: that is kept, and is neither released nor passed on."""

    code = "study_viewed"


@dataclass(frozen=True, slots=True)
class Cost:
    """In cents, with what it is based on, and on which day."""

    minor: int
    basis: Basis
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewGiven:
    """What a service makes of an idea. `running_minor` is what it costs each year once it is there."""

    admissible: bool
    feasible: Feasible
    reasons: str = ""
    cost: Cost | None = None
    running_minor: int | None = None


def cost(minor: int | None, basis: Basis | None, on: date | None) -> Cost | None:
    """All three, or nothing. CostUnexplainedError."""
    if minor is None and basis is None and on is None:
        return None
    if minor is None or basis is None or on is None:
        raise CostUnexplainedError
    return Cost(minor, basis, on)


def check_view(view: ViewGiven, today: date) -> None:
    """ViewReasonsError, CostDayError."""
    if not (view.reasons or (view.admissible and view.feasible is Feasible.YES)):
        raise ViewReasonsError
    if view.cost is not None and view.cost.on > today:
        raise CostDayError


ASKED_IN = frozenset({IdeaState.PUBLISHED, IdeaState.STUDIED})
VIEWED_IN = ASKED_IN | {IdeaState.ACCEPTED}
"""What was accepted may still be costed more closely, until it is done."""


def check_asked(state: IdeaState) -> None:
    """A view is asked until there is an answer. IdeaMovedOnError."""
    if state not in ASKED_IN:
        raise IdeaMovedOnError


def check_viewed(state: IdeaState, ended: StudyEnd | None) -> None:
    """By a service that still has it, or had it when it was accepted. IdeaMovedOnError."""
    if state not in VIEWED_IN or ended not in {None, StudyEnd.ANSWERED}:
        raise IdeaMovedOnError


def is_owed(*, answers: bool, ended: StudyEnd | None, viewed_at: datetime | None) -> bool:
    """Whether it still owes something: its answer, or its first view."""
    return ended is None and (answers or viewed_at is None)


class Viewed(Protocol):
    """A view as it is kept: the `number`-th of its service."""

    @property
    def service_id(self) -> UUID: ...

    @property
    def number(self) -> int: ...

    @property
    def at(self) -> datetime: ...


View = TypeVar("View", bound=Viewed)


def in_force(views: Iterable[View]) -> Sequence[View]:
    """The latest of each service, in the order in which they were given."""
    latest: dict[UUID, View] = {}
    for one in sorted(views, key=lambda one: one.number):
        latest[one.service_id] = one
    return sorted(latest.values(), key=lambda one: (one.at, one.service_id))


def published(views: Iterable[View], state: IdeaState, answered_at: datetime | None) -> Sequence[View]:
    """What everyone reads: what was known by the answer and, of what is accepted, also what came since.

    `answered_at` is when it was last accepted or refused; None where it never was.
    """
    if answered_at is None:
        return []
    if state in {IdeaState.ACCEPTED, IdeaState.DONE}:
        return in_force(views)
    return in_force(one for one in views if one.at <= answered_at)
