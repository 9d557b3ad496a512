"""What an edition says: copied when its year is frozen, so that nothing that changes later changes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from hashlib import sha256

import msgspec

from consultations.actions.rules import ActionState, Progress, counted, is_late
from okote.platform.search import folded
from payments.money import Money


@dataclass(frozen=True, slots=True)
class Line:
    """One action, in the words and figures of that day."""

    number: int
    title: str
    service: str
    workstream: str | None
    aims: Sequence[str]
    pillars: Sequence[str]
    places: Sequence[str]
    state: ActionState
    since: date
    deadline: date | None
    note: str
    """What its latest step said."""
    budget: Money | None
    indicator: str = ""
    unit: str = ""
    before: Decimal | None = None
    before_on: date | None = None
    after: Decimal | None = None
    after_on: date | None = None
    evidence: Sequence[str] = ()
    """What shows it, by its titles."""

    def late(self, on: date) -> bool:
        return is_late(self.state, self.deadline, on)


@dataclass(frozen=True, slots=True)
class Contents:
    """`on` is the last day of the year: all lines are as they were at its end."""

    territory: str
    on: date
    lines: Sequence[Line]

    @property
    def digest(self) -> str:
        """By which two are known to say the same, word for word."""
        return sha256(msgspec.json.encode(self)).hexdigest()

    @property
    def by_workstream(self) -> Sequence[tuple[str | None, Sequence[Line]]]:
        """By name; those of none come last."""
        names = sorted({line.workstream for line in self.lines if line.workstream is not None}, key=folded)
        parts = [(name, [line for line in self.lines if line.workstream == name]) for name in (*names, None)]
        return [part for part in parts if part[1]]

    @property
    def progress(self) -> Progress:
        return counted(self.on, [(line.state, line.deadline) for line in self.lines])
