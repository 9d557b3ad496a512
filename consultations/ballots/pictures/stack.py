"""One bar of parts end to end, each told from the next by its pattern and a gap, never by colour alone."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Literal, TypeVar

from okote.web.gauge import percent
from payments.money import BASIS_POINTS

Pattern = Literal["full", "hatched", "dotted", "crossed", "empty"]
PATTERNS: Sequence[Pattern] = ("full", "hatched", "dotted", "crossed")
"""Of parts that are drawn; empty is what is left."""

What = TypeVar("What")


@dataclass(frozen=True, slots=True)
class Part(Generic[What]):
    """So much of a whole, and what it is."""

    what: What
    size: int
    pattern: Pattern


@dataclass(frozen=True, slots=True)
class Segment(Generic[What]):
    """A part as drawn: where it starts and how wide it is, for the attributes of an SVG."""

    part: Part[What]
    x: str
    width: str
    first: bool


@dataclass(frozen=True, slots=True)
class Stack(Generic[What]):
    """Parts of a whole; one that parts exceed is as long as they are."""

    parts: Sequence[Part[What]]
    whole: int

    @property
    def segments(self) -> Iterator[Segment[What]]:
        """Those that are not empty. Ends are rounded, not widths, so none is drawn wider than it is."""
        whole = max(self.whole, sum(part.size for part in self.parts), 1)
        start = so_far = 0
        for part in self.parts:
            so_far += part.size
            end = so_far * BASIS_POINTS // whole
            if part.size:
                yield Segment(part, percent(start), percent(end - start), first=start == 0)
            start = end
