"""What may still be changed of a process that everyone reads, and how the change is told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from consultations.processes.rules import (
    AFTERWARDS,
    Audience,
    PhaseDetails,
    PhaseEndedError,
    PhaseKind,
    PhasePastError,
    ResultsSeenError,
    is_past,
)


class ChangeKind(StrEnum):
    """What was done; the first five to the days of a phase."""

    EXTENDED = "extended"
    SHORTENED = "shortened"
    MOVED = "moved"
    ADDED = "added"
    REMOVED = "removed"
    PERMITS = "permits"
    SAYS = "says"
    TEXT = "text"


@dataclass(frozen=True, slots=True)
class Span:
    """`[starts_at, ends_at)`; None has no end."""

    starts_at: datetime
    ends_at: datetime | None


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that was changed, of a phase or, under the name of a `field`, of the process."""

    kind: ChangeKind
    phase: PhaseKind | None = None
    was: Span | None = None
    now: Span | None = None
    field: str = ""
    was_said: str = ""
    """The words that stood there."""


class Kept(Protocol):
    """A phase that is kept."""

    @property
    def id(self) -> UUID: ...
    @property
    def kind(self) -> PhaseKind: ...
    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime | None: ...
    @property
    def permits(self) -> Sequence[str]: ...
    @property
    def audience(self) -> Audience: ...
    @property
    def says(self) -> str: ...


def changed_phases(was: Sequence[Kept], now: Sequence[PhaseDetails], at: datetime) -> list[Change]:
    """How phases that everyone has read are changed at that moment.

    What is over stays, what has begun keeps its kind and its beginning and ends later than now, what is to
    come begins later than now; and once results were to be seen, nothing but results and what follows them is
    touched. PhaseEndedError, PhasePastError, ResultsSeenError.
    """
    kept = {one.id: one for one in was}
    told: list[Change] = []
    for number, one in enumerate(now, 1):
        before = kept.pop(one.id, None) if one.id is not None else None
        _check(before, one, number, at)
        told += _told(before, one)
    for gone in kept.values():
        if gone.starts_at <= at:
            raise PhaseEndedError(number=list(was).index(gone) + 1)
        told.append(Change(ChangeKind.REMOVED, gone.kind, was=_span(gone)))
    seen = any(one.kind is PhaseKind.RESULTS and one.starts_at <= at for one in was)
    if seen and any(_reopens(change) for change in told):
        raise ResultsSeenError
    return told


def _check(before: Kept | None, one: PhaseDetails, number: int, at: datetime) -> None:
    if before is None or at < before.starts_at:
        if one.starts_at < at:
            raise PhasePastError(number=number)
        return
    if is_past(before, at):
        if _span(before) != _span(one) or _permits(before) != _permits(one):
            raise PhaseEndedError(number=number)
        return
    ends_past = one.ends_at is not None and one.ends_at <= at
    if (before.kind, before.starts_at) != (one.kind, one.starts_at) or ends_past:
        raise PhasePastError(number=number)


def _told(before: Kept | None, one: PhaseDetails) -> list[Change]:
    if before is None:
        return [Change(ChangeKind.ADDED, one.kind, now=_span(one))]
    told = []
    was, now = _span(before), _span(one)
    if was != now:
        told.append(Change(_moved(was, now), one.kind, was, now))
    if _permits(before) != _permits(one):
        told.append(Change(ChangeKind.PERMITS, one.kind))
    if before.says != one.says:
        told.append(Change(ChangeKind.SAYS, one.kind, was_said=before.says))
    return told


def _moved(was: Span, now: Span) -> ChangeKind:
    if was.starts_at != now.starts_at:
        return ChangeKind.MOVED
    later = now.ends_at is None or (was.ends_at is not None and was.ends_at < now.ends_at)
    return ChangeKind.EXTENDED if later else ChangeKind.SHORTENED


def _reopens(change: Change) -> bool:
    return change.phase not in AFTERWARDS and change.kind is not ChangeKind.SAYS


def _span(of: Kept | PhaseDetails) -> Span:
    return Span(of.starts_at, of.ends_at)


def _permits(of: Kept | PhaseDetails) -> tuple[PhaseKind, frozenset[str], Audience]:
    return of.kind, frozenset(map(str, of.permits)), of.audience


def changed_texts(was: Mapping[str, str], now: Mapping[str, str], *, told: Collection[str]) -> list[Change]:
    """Of the process, by the names of its fields; of those `told`, with the words that stood there."""
    return [
        Change(ChangeKind.TEXT, field=name, was_said=said if name in told else "")
        for name, said in was.items()
        if said != now[name]
    ]
