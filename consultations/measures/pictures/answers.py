"""How many people, and what each answered: dots over five levels."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from consultations.measures.pictures.drawing import Point, at, dots, place, told_or_none
from consultations.measures.statistics.axes import NOTHING, Answers, Level
from consultations.measures.statistics.suppression import hidden, may_tell


@dataclass(frozen=True, slots=True)
class Group:
    """Those whose answers are drawn in one row; `answers` is None where they are too few to be told apart."""

    name: str
    number: int
    answers: Answers | None

    @property
    def spread(self) -> "Spread | None":
        return None if self.answers is None else Spread(self.answers)


def groups(everyone: str, answers: Mapping[str, Answers], least: int) -> Sequence[Group]:
    """All of them, under that name, then each group, with the answers of those that may be told apart."""
    kept = hidden({name: one.number for name, one in answers.items()}, least)
    total = sum(answers.values(), NOTHING)
    return [
        Group(everyone, total.number, total if may_tell(total.number, least) else None),
        *(Group(name, one.number, None if name in kept else one) for name, one in answers.items()),
    ]


@dataclass(frozen=True, slots=True)
class Spread:
    """One dot for each answer, heaped over its level; below, the mean and between what it may lie."""

    answers: Answers

    DOT, ABREAST, APART = 13, 3, 5.8
    GROUND = 22
    """What stands below the heaps."""

    @property
    def height(self) -> int:
        return self.floor + self.GROUND

    @property
    def floor(self) -> int:
        return self.DOT * max(2, *(-(-count // self.ABREAST) for count in self.answers.counts)) + 4

    @property
    def content(self) -> str:
        """Who gave one of the two upper levels."""
        return dots(self._heaps(Level.GOOD, Level.BEST))

    @property
    def others(self) -> str:
        return dots(self._heaps(Level.WORST, Level.POOR, Level.MIDDLING))

    @property
    def told_mean(self) -> Decimal | None:
        return told_or_none(self.answers.mean)

    @property
    def mean(self) -> str:
        """A mark below the ground."""
        mean = self.answers.mean
        return "" if mean is None else f"M{at(place(mean), self.floor + 6)}v10"

    @property
    def interval(self) -> str:
        found = self.answers.interval
        if found is None:
            return ""
        low, high = place(Fraction(found.low)), place(Fraction(found.high))
        return f"M{at(low, self.floor + 11)}H{at(high)}"

    def _heaps(self, *levels: Level) -> Iterator[Point]:
        """Up to three abreast; in higher rows the middle column first."""
        for level in levels:
            count, middle = self.answers.counts[level - 1], 20 * level - 10
            for i in range(count):
                column = (i - (count - 1) / 2) if count < self.ABREAST else (0, -1, 1)[i % self.ABREAST]
                row = i // self.ABREAST
                yield middle + self.APART * column, self.floor - self.DOT * (row + 0.5) - 2
