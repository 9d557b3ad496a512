"""What everyone made of a procedure, from month to month."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from consultations.measures.pictures.drawing import Point, at, dots, told_or_none
from consultations.measures.statistics.axes import Answers
from consultations.measures.statistics.means import told
from consultations.measures.statistics.open_ratings import (
    INSUFFICIENT_FROM,
    VERY_GOOD_FROM,
    Evolution,
    Grade,
    Period,
    grade,
)


@dataclass(frozen=True, slots=True)
class Trend:
    """The mean of open ratings from period to period, between the two thresholds of the grades."""

    evolution: Evolution

    TOP, UNIT = 12, 12
    """Pixels above ten points, and of a point."""

    @property
    def answers(self) -> Answers:
        return self.evolution.answers

    @property
    def grade(self) -> Grade | None:
        return grade(self.answers)

    @property
    def told_mean(self) -> Decimal | None:
        return told_or_none(self.answers.mean)

    @property
    def height(self) -> int:
        return self.TOP + 10 * self.UNIT + 6

    @property
    def thresholds(self) -> Mapping[int, float]:
        """From which mean on each better grade is given, and at what height."""
        return {at: self._y(at) for at in (INSUFFICIENT_FROM, VERY_GOOD_FROM)}

    @property
    def line(self) -> str:
        return "M" + "L".join(at(*point) for point in self._places)

    @property
    def stops(self) -> str:
        return dots(self._places)

    @property
    def rows(self) -> Iterator[tuple[Period, Decimal]]:
        """Each period with its mean."""
        for period in self.evolution.periods:
            yield period, told(period.answers.mean or Fraction())

    @property
    def _places(self) -> Sequence[Point]:
        """Each period in the middle of its months."""
        periods = self.evolution.periods
        begins, ends = _month(periods[0].first), _month(periods[-1].last) + 1
        return [
            (
                100 * ((_month(one.first) + _month(one.last) + 1) / 2 - begins) / (ends - begins),
                self._y(one.answers.mean or Fraction()),
            )
            for one in periods
        ]

    def _y(self, mean: Fraction | int) -> float:
        return float(self.TOP + (10 - mean) * self.UNIT)


def _month(day: date) -> int:
    return 12 * day.year + day.month - 1
