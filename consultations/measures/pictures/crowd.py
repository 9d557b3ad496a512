"""People as dots, ten in a row at most: how many, before any per cent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from consultations.measures.pictures.drawing import Point, at, dots
from consultations.measures.statistics.shares import Share
from consultations.measures.statistics.tasks import Outcome, Outcomes

SIDE, ROW = 30, 10
"""Pixels of the square around a dot, and how many stand in a row."""


@dataclass(frozen=True, slots=True)
class Square:
    """Where so many people stand."""

    people: int

    @property
    def width(self) -> int:
        return SIDE * min(max(self.people, 1), ROW)

    @property
    def height(self) -> int:
        return SIDE * max(-(-self.people // ROW), 1)

    @property
    def places(self) -> Sequence[Point]:
        return [(SIDE * (i % ROW + 0.5), SIDE * (i // ROW + 0.5)) for i in range(self.people)]


@dataclass(frozen=True, slots=True)
class Crowd:
    """Those of whom something is true first, and ticked: colour alone would not tell them from others."""

    share: Share

    @property
    def square(self) -> Square:
        return Square(self.share.of)

    @property
    def those(self) -> str:
        return dots(self.square.places[: self.share.count])

    @property
    def others(self) -> str:
        return dots(self.square.places[self.share.count :])

    @property
    def ticks(self) -> str:
        return ticks(self.square.places[: self.share.count])


def ticks(places: Sequence[Point]) -> str:
    return "".join(f"M{at(x - 5, y + 0.5)}l3.5 3.5l6.5 -8" for x, y in places)


def pluses(places: Sequence[Point]) -> str:
    return "".join(f"M{at(x - 5, y)}h10m-5 -5v10" for x, y in places)


def crosses(places: Sequence[Point]) -> str:
    return "".join(f"M{at(x - 4, y - 4)}l8 8m0 -8l-8 8" for x, y in places)


@dataclass(frozen=True, slots=True)
class Task:
    """How far testers got with one task, each outcome in a form of its own: those who managed first."""

    name: str
    outcomes: Outcomes

    @property
    def square(self) -> Square:
        return Square(self.outcomes.tried + self.outcomes.not_tried)

    @property
    def places(self) -> Mapping[Outcome, Sequence[Point]]:
        found, begins = {}, 0
        for outcome in Outcome:
            count = self.outcomes.by_outcome[outcome]
            found[outcome] = self.square.places[begins : begins + count]
            begins += count
        return found

    @property
    def full(self) -> str:
        """Who managed."""
        return dots((*self.places[Outcome.DONE], *self.places[Outcome.HELPED]))

    @property
    def rings(self) -> str:
        """Who gave up."""
        return dots(self.places[Outcome.ABANDONED])

    @property
    def specks(self) -> str:
        """Who was not asked to try."""
        return dots(self.places[Outcome.NOT_TRIED])

    @property
    def signs(self) -> str:
        """Upon the full dots: a tick for alone, a plus for helped."""
        return ticks(self.places[Outcome.DONE]) + pluses(self.places[Outcome.HELPED])

    @property
    def crosses(self) -> str:
        """Within the rings."""
        return crosses(self.places[Outcome.ABANDONED])
