"""How ideas are merged and split: who may object until when, who decides, and whose support counts where."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeVar
from uuid import UUID

from payments.errors import DomainError

SOURCES_LEAST, SOURCES_MOST = 2, 10
PARTS_LEAST, PARTS_MOST = 2, 5
REASON_MOST = 1_000

OBJECTING = timedelta(days=7)
"""How long authors may say no, from the proposal on."""

UNDOING = timedelta(days=30)
"""How long what was merged may be taken apart again, from the merging on."""


class Answer(StrEnum):
    """What an author of a source says to it."""

    AGREES = "agrees"
    OBJECTS = "objects"


class MergeState(StrEnum):
    """Where a proposal stands at a moment: no job has to run for it to move on."""

    ASKING = "asking"
    CONTESTED = "contested"
    READY = "ready"
    DROPPED = "dropped"
    MERGED = "merged"
    UNDONE = "undone"


class MergeSourcesError(DomainError):
    """`least`, `most`: how many ideas are merged at once."""

    code = "merge_sources"


class MergeApartError(DomainError):
    """They belong to different consultations."""

    code = "merge_apart"


class MergeKnownError(DomainError):
    """`number`: of an idea that stands in another proposal, or was merged."""

    code = "merge_known"


class MergeAnsweredError(DomainError):
    """`number`: of an idea that has its answer, which is of that idea alone."""

    code = "merge_answered"


class MergeStateError(DomainError):
    """It no longer stands where this could be done."""

    code = "merge_state"


class MergeOverError(DomainError):
    """The days in which authors may answer are over, or it was decided."""

    code = "merge_over"


class MergeConflictError(DomainError):
    """Whoever wrote one of the ideas, or proposed what somebody objects to, does not decide about it."""

    code = "merge_conflict"


class MergeVotedError(DomainError):
    """`number`: of an idea that people vote on, or soon will: it stays what they were told."""

    code = "merge_voted"


class MergeLateError(DomainError):
    """`days`: how long it could be undone."""

    code = "merge_late"


class MergeMovedOnError(DomainError):
    """Something has been made of the merged idea: it was answered, entrusted, changed, merged or split."""

    code = "merge_moved_on"


class MergeReasonError(DomainError):
    """Who objects says why."""

    code = "merge_reason"


class SplitPartsError(DomainError):
    """`least`, `most`: of how many parts an idea may be."""

    code = "split_parts"


class SplitAlikeError(DomainError):
    """Two parts bear the same title."""

    code = "split_alike"


@dataclass(frozen=True, slots=True)
class Standing:
    """What of a proposal decides where it stands."""

    until: datetime
    decided_at: datetime | None = None
    goes_on: bool | None = None
    """What was decided: that objections are overruled, or that it is dropped."""
    merged_at: datetime | None = None
    undone_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One author's answer, None while there is none."""

    answer: Answer | None = None
    at: datetime | None = None


def state(standing: Standing, said: Collection[Said], at: datetime) -> MergeState:
    """An objection waits until another moderator decides; silence until the last moment is consent."""
    if standing.undone_at is not None:
        return MergeState.UNDONE
    if standing.merged_at is not None:
        return MergeState.MERGED
    if standing.goes_on is False:
        return MergeState.DROPPED
    if any(_objects(one, standing.decided_at) for one in said):
        return MergeState.CONTESTED
    if at >= standing.until or all(one.answer is not None for one in said):
        return MergeState.READY
    return MergeState.ASKING


def _objects(said: Said, decided_at: datetime | None) -> bool:
    """As long as nobody decided about it: one that comes after a decision waits for the next."""
    overruled = decided_at is not None and said.at is not None and said.at <= decided_at
    return said.answer is Answer.OBJECTS and not overruled


OPEN = frozenset({MergeState.ASKING, MergeState.CONTESTED, MergeState.READY})
"""Nothing has been done with the ideas yet."""


def check_state(found: MergeState, *wanted: MergeState) -> None:
    """MergeStateError."""
    if found not in wanted:
        raise MergeStateError


def check_may_answer(found: MergeState, until: datetime, at: datetime) -> None:
    """Until the last moment, exclusive, and as long as nothing was done. MergeOverError."""
    if found not in OPEN or at >= until:
        raise MergeOverError


def check_answer(answer: Answer, reason: str | None) -> None:
    """MergeReasonError."""
    if answer is Answer.OBJECTS and not reason:
        raise MergeReasonError


def check_apart_from(person: UUID, writers: Collection[UUID], proposer: UUID | None = None) -> None:
    """MergeConflictError where that moderator wrote one of them, or made the proposal that is contested."""
    if person in writers or person == proposer:
        raise MergeConflictError


def check_sources(number: int) -> None:
    """MergeSourcesError."""
    if not SOURCES_LEAST <= number <= SOURCES_MOST:
        raise MergeSourcesError(least=SOURCES_LEAST, most=SOURCES_MOST)


def check_one_process(processes: Collection[UUID | None]) -> None:
    """MergeApartError."""
    if len(set(processes)) > 1:
        raise MergeApartError


def check_parts(titles: Sequence[str]) -> None:
    """SplitPartsError, SplitAlikeError."""
    if not PARTS_LEAST <= len(titles) <= PARTS_MOST:
        raise SplitPartsError(least=PARTS_LEAST, most=PARTS_MOST)
    if len({one.casefold() for one in titles}) < len(titles):
        raise SplitAlikeError


def check_undoable(merged_at: datetime, at: datetime, *, untouched: bool) -> None:
    """MergeLateError, MergeMovedOnError."""
    if at >= merged_at + UNDOING:
        raise MergeLateError(days=UNDOING.days)
    if not untouched:
        raise MergeMovedOnError


Key = TypeVar("Key")
Person = TypeVar("Person", bound=UUID | int)


def union(supports: Mapping[Key, Iterable[Person]], writers: Collection[Person]) -> set[Person]:
    """Whose support the merged idea is given: each person's once, and never that of who wrote one of them."""
    return {person for of_one in supports.values() for person in of_one} - set(writers)


def withdrawn(
    supports: Iterable[Person], carried: Collection[Person], writers: Collection[Person]
) -> set[Person]:
    """Of a source's supporters, those who took back what was carried for them: it stays taken back when the
    merging is undone. What writers of the merged idea gave before was never carried, and stands.
    """
    return set(supports) - set(carried) - set(writers)
