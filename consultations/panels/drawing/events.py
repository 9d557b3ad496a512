"""What happens to a draw, for whoever writes letters about it."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class NumbersDue:
    """The day of the public draw is over: two people have to type its numbers."""

    draw: UUID


@dataclass(frozen=True, slots=True)
class SecondNeeded:
    """One person typed them; another has to."""

    draw: UUID
    entry: UUID


@dataclass(frozen=True, slots=True)
class NumbersDiffer:
    """Two people typed different numbers, in that round: nothing is drawn."""

    draw: UUID
    round: int


@dataclass(frozen=True, slots=True)
class DrawHalted:
    """No lottery comes, or it came too late: somebody has to void the draw."""

    draw: UUID


@dataclass(frozen=True, slots=True)
class VoidAsked:
    """Somebody asks that the draw be void; another person decides."""

    draw: UUID
