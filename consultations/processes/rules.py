"""Phases of a process: which is active at a moment, what it permits, and how phases may be changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Protocol
from uuid import UUID
from zoneinfo import ZoneInfo

from payments.errors import DomainError
from payments.money import Money

TITLE_MOST = 120
LEAD_MOST = 300
TEXT_MOST = 6_000
PLAIN_MOST = 3_000
SAYS_MOST = 500
REASON_MOST = 500
NAME_MOST = 120
PHASES_MOST = 12
MINUTE = timedelta(minutes=1)


class PhaseKind(StrEnum):
    """What a phase is for, in their usual order."""

    INFORMATION = "information"
    IDEAS = "ideas"
    DISCUSSION = "discussion"
    STUDY = "study"
    VOTE = "vote"
    RESULTS = "results"
    FOLLOW_UP = "follow_up"


class Permit(StrEnum):
    """What a phase lets people do."""

    PROPOSE = "propose"
    SUPPORT = "support"
    COMMENT = "comment"
    STUDY = "study"
    VOTE = "vote"


class Audience(StrEnum):
    """Who sees a process and may take part; each takes in those that follow."""

    PUBLIC = "public"
    PARTNERS = "partners"
    AGENTS = "agents"


class Template(StrEnum):
    """What a process was begun from: it proposes phases and texts, and decides nothing later."""

    IDEA_BOX = "idea_box"
    BUDGET = "budget"
    QUESTION = "question"
    INITIATIVE = "initiative"
    AGENTS = "agents"


class ProcessState(StrEnum):
    """Where a process stands; it is over once people can do nothing more in it than read and comment."""

    DRAFT = "draft"
    COMING = "coming"
    OPEN = "open"
    OVER = "over"
    ARCHIVED = "archived"


POSSIBLE: Mapping[PhaseKind, frozenset[Permit]] = {
    PhaseKind.INFORMATION: frozenset({Permit.COMMENT}),
    PhaseKind.IDEAS: frozenset({Permit.PROPOSE, Permit.SUPPORT, Permit.COMMENT}),
    PhaseKind.DISCUSSION: frozenset({Permit.SUPPORT, Permit.COMMENT}),
    PhaseKind.STUDY: frozenset({Permit.STUDY, Permit.COMMENT}),
    PhaseKind.VOTE: frozenset({Permit.VOTE, Permit.COMMENT}),
    PhaseKind.RESULTS: frozenset({Permit.COMMENT}),
    PhaseKind.FOLLOW_UP: frozenset({Permit.COMMENT}),
}
"""What each kind of phase may permit: nobody votes while options can still change."""

AFTERWARDS = frozenset({PhaseKind.RESULTS, PhaseKind.FOLLOW_UP})
"""In these people look at what came of it."""

WITHIN: Mapping[Audience, frozenset[Audience]] = {
    Audience.PUBLIC: frozenset(Audience),
    Audience.PARTNERS: frozenset({Audience.PARTNERS, Audience.AGENTS}),
    Audience.AGENTS: frozenset({Audience.AGENTS}),
}
"""The audiences that each takes in."""


class InformationNowError(DomainError):
    """This one and those that follow end a refusal: they say what is open instead."""

    code = "process_now_information"


class IdeasNowError(DomainError):
    code = "process_now_ideas"


class DiscussionNowError(DomainError):
    code = "process_now_discussion"


class StudyNowError(DomainError):
    code = "process_now_study"


class VoteNowError(DomainError):
    code = "process_now_vote"


class ResultsNowError(DomainError):
    code = "process_now_results"


class FollowUpNowError(DomainError):
    code = "process_now_follow_up"


class NothingNowError(DomainError):
    code = "process_now_nothing"


OPEN_NOW: Mapping[PhaseKind, type[DomainError]] = {
    PhaseKind.INFORMATION: InformationNowError,
    PhaseKind.IDEAS: IdeasNowError,
    PhaseKind.DISCUSSION: DiscussionNowError,
    PhaseKind.STUDY: StudyNowError,
    PhaseKind.VOTE: VoteNowError,
    PhaseKind.RESULTS: ResultsNowError,
    PhaseKind.FOLLOW_UP: FollowUpNowError,
}


class PhaseClosedError(DomainError):
    """No phase permits this now. Parameter: `now`, what is open instead."""

    code = "phase_closed"


class PhaseNotYetError(PhaseClosedError):
    """Parameters: `opens`, `zone`, `now`."""

    code = "phase_not_yet"


class PhaseOverError(PhaseClosedError):
    """Parameters: `closed`, the first moment at which it was over, `zone`, `now`."""

    code = "phase_over"


class PhaseOverAtMidnightError(PhaseClosedError):
    """Parameters: `day`, at whose end it was over, `zone`, `now`."""

    code = "phase_over_at_midnight"


class PhaseReversedError(DomainError):
    """It ends before it begins, or as it begins. Parameter: `number`, from 1 on."""

    code = "phase_reversed"


class PhasesOverlapError(DomainError):
    """Parameters: `first` and `second`, their numbers from 1 on; `starts`, of the second."""

    code = "phases_overlap"


class PhaseEndlessError(DomainError):
    """Only the last phase may have no end. Parameter: `number`."""

    code = "phase_endless"


class PhasePermitsError(DomainError):
    """A phase of this kind can't permit that, or not to these people. Parameter: `number`."""

    code = "phase_permits"


class PhasesMissingError(DomainError):
    """A process needs a phase. Parameter: `most`, of phases that it may have."""

    code = "phases_missing"


class PhasePastError(DomainError):
    """Nothing begins or ends in the past, and what began stays as it began. Parameter: `number`."""

    code = "phase_past"


class PhaseEndedError(DomainError):
    """What is over is not opened again: a new phase may follow. Parameter: `number`."""

    code = "phase_ended"


class ResultsSeenError(DomainError):
    """People have seen what came of it: nothing opens again. Another round is another process."""

    code = "phase_results_seen"


class Period(Protocol):
    """`[starts_at, ends_at)`; without an end it stays."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime | None: ...


class Permitting(Period, Protocol):
    @property
    def kind(self) -> PhaseKind: ...
    @property
    def permits(self) -> Collection[str]: ...


@dataclass(frozen=True, slots=True)
class PhaseDetails:
    """A phase as it is written; `id` is that of the phase that it is to be from now on."""

    kind: PhaseKind
    starts_at: datetime
    ends_at: datetime | None
    permits: frozenset[Permit] = frozenset()
    audience: Audience = Audience.PUBLIC
    says: str = ""
    id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Gap:
    """Between two phases nothing is permitted; the numbers are those of the phases around it."""

    after: int
    before: int
    starts_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class EnvelopeDetails:
    """Money at stake; `place` None is the whole territory."""

    name: str
    amount: Money
    place: UUID | None = None


def runs(period: Period, at: datetime) -> bool:
    return period.starts_at <= at and not is_past(period, at)


def is_past(period: Period, at: datetime) -> bool:
    """Its end is the first moment that is no longer in it."""
    return period.ends_at is not None and period.ends_at <= at


Phased = Sequence[Permitting]


def end_typed(moment: datetime, zone: ZoneInfo) -> datetime:
    """23:59 is how people write the end of a day: the whole of its last minute still counts."""
    local = moment.astimezone(zone)
    return moment + MINUTE if (local.hour, local.minute) == (23, 59) else moment


def check_phases(phases: Sequence[PhaseDetails], audience: Audience) -> None:
    """In the order of their beginnings, of a process for that audience.

    PhasesMissingError, PhaseReversedError, PhaseEndlessError, PhasesOverlapError, PhasePermitsError.
    """
    if not 0 < len(phases) <= PHASES_MOST:
        raise PhasesMissingError(most=PHASES_MOST)
    for number, one in enumerate(phases, 1):
        if one.ends_at is not None and one.ends_at <= one.starts_at:
            raise PhaseReversedError(number=number)
        if not one.permits <= POSSIBLE[one.kind] or one.audience not in WITHIN[audience]:
            raise PhasePermitsError(number=number)
    for number, (one, following) in enumerate(pairwise(phases), 1):
        if one.ends_at is None:
            raise PhaseEndlessError(number=number)
        if following.starts_at < one.ends_at:
            raise PhasesOverlapError(first=number, second=number + 1, starts=following.starts_at)


def gaps(phases: Sequence[Period]) -> list[Gap]:
    """Where one phase has ended and the next has not begun: allowed, and perhaps a slip."""
    return [
        Gap(number, number + 1, one.ends_at, following.starts_at)
        for number, (one, following) in enumerate(pairwise(phases), 1)
        if one.ends_at is not None and one.ends_at < following.starts_at
    ]


def standing(
    phases: Sequence[Permitting],
    at: datetime,
    *,
    published_at: datetime | None,
    archived_at: datetime | None,
) -> ProcessState:
    if published_at is None:
        return ProcessState.DRAFT
    if archived_at is not None:
        return ProcessState.ARCHIVED
    if not phases or at < phases[0].starts_at:
        return ProcessState.COMING
    asking = [one for one in phases if one.kind not in AFTERWARDS]
    return ProcessState.OPEN if any(not is_past(one, at) for one in asking) else ProcessState.OVER


def now_open(phases: Sequence[Permitting], at: datetime) -> DomainError:
    """What is open at that moment, as the end of a refusal: each kind of phase has its sentence."""
    return next((OPEN_NOW[one.kind]() for one in phases if runs(one, at)), NothingNowError())


def refused(phases: Sequence[Permitting], permit: Permit, at: datetime, zone: ZoneInfo) -> PhaseClosedError:
    """Why what no phase permits now is refused: when it will be possible or, if never again, when it was."""
    now, those = now_open(phases, at), [one for one in phases if permit in one.permits]
    opens = next((one.starts_at for one in those if at < one.starts_at), None)
    if opens is not None:
        return PhaseNotYetError(opens=opens.astimezone(zone), zone=zone.key, now=now)
    closed = max((one.ends_at for one in those if one.ends_at is not None), default=None)
    if closed is None:
        return PhaseClosedError(now=now)
    local = closed.astimezone(zone)
    if (local.hour, local.minute, local.second) == (0, 0, 0):
        day = (closed - MINUTE).astimezone(zone).date()
        return PhaseOverAtMidnightError(day=day, zone=zone.key, now=now)
    return PhaseOverError(closed=local, zone=zone.key, now=now)


def moved_to(phases: Sequence[PhaseDetails], first_day: date, zone: ZoneInfo) -> list[PhaseDetails]:
    """The same phases, new, by as many days later or earlier as the first one is.

    They begin and end at the same time of day, also where clocks change in between.
    """
    if not phases:
        return []
    by = first_day - phases[0].starts_at.astimezone(zone).date()

    def moved(at: datetime) -> datetime:
        local = at.astimezone(zone).replace(tzinfo=None) + by
        return local.replace(tzinfo=zone).astimezone(UTC)

    return [
        replace(
            one,
            id=None,
            starts_at=moved(one.starts_at),
            ends_at=None if one.ends_at is None else moved(one.ends_at),
        )
        for one in phases
    ]
