"""What to mend first: how much a finding hinders those who meet it, and how many do."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from consultations.measures.statistics.shares import Share


class Severity(IntEnum):
    """What it does to who meets it, from the least to the worst."""

    ANNOYING = 1
    SLOWING = 2
    BLOCKING = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """A stumbling block as it is drawn: under its number in the campaign, at a step, and who met it."""

    number: int
    title: str
    severity: Severity
    met: Share
    step: int | None = None
    """Counted from 0; None where it is about the whole."""


def worst_first(findings: Iterable[Finding]) -> Sequence[Finding]:
    """By severity, since what stops one of nine outweighs what annoys all, then by how many met it.

    Those alike stay in the order of their numbers.
    """
    return sorted(findings, key=lambda one: (-one.severity, -one.met.count, one.number))
