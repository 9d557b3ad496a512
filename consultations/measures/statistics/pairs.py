"""What the same testers made of a procedure before and after it was changed."""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TypeVar

from consultations.measures.statistics import means
from consultations.measures.statistics.axes import MOST, Answers, Level
from consultations.measures.statistics.means import Interval

Who = TypeVar("Who", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Pairs:
    """Each tester's two answers to one question; whoever gave only one of them is not among them."""

    answers: tuple[tuple[Level, Level], ...]

    @property
    def number(self) -> int:
        return len(self.answers)

    @property
    def before(self) -> Answers:
        return Answers.of(before for before, _ in self.answers)

    @property
    def after(self) -> Answers:
        return Answers.of(after for _, after in self.answers)

    @property
    def better(self) -> int:
        return sum(after > before for before, after in self.answers)

    @property
    def same(self) -> int:
        return sum(after == before for before, after in self.answers)

    @property
    def worse(self) -> int:
        return sum(after < before for before, after in self.answers)

    @property
    def difference(self) -> Fraction | None:
        """The mean of how much higher each answered, in points; None where nobody answered twice."""
        return means.mean(self._tenths)

    @property
    def interval(self) -> Interval | None:
        """Of that difference, which may go from minus ten to ten points."""
        return means.interval(self._tenths, -MOST, MOST)

    @property
    def _tenths(self) -> list[int]:
        return [after.tenths - before.tenths for before, after in self.answers]


def paired(before: Mapping[Who, Level], after: Mapping[Who, Level]) -> Pairs:
    """Those who answered both times, by who they are; in an order that tells nothing of it."""
    return Pairs(tuple(sorted((before[who], after[who]) for who in before.keys() & after.keys())))


def lines(pairs: Iterable[tuple[Level, Level]]) -> Mapping[tuple[Level, Level], int]:
    """How many went from one level to the other."""
    counted: dict[tuple[Level, Level], int] = {}
    for pair in sorted(pairs):
        counted[pair] = counted.get(pair, 0) + 1
    return counted
