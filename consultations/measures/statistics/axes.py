"""The three questions that every tester answers, on five worded levels."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from fractions import Fraction

from consultations.measures.statistics import means
from consultations.measures.statistics.means import Interval
from consultations.measures.statistics.shares import Share


class Axis(StrEnum):
    """What a procedure is rated by; none is left out of a rating."""

    SIMPLICITY = "simplicity"
    EFFICIENCY = "efficiency"
    CLARITY = "clarity"


class Level(IntEnum):
    """From the worst answer to the best, as the component `rating` numbers them."""

    WORST = 1
    POOR = 2
    MIDDLING = 3
    GOOD = 4
    BEST = 5

    @property
    def tenths(self) -> int:
        """Of a point, out of ten: 0, 2.5, 5, 7.5, 10, as the State's surveys count ("Je donne mon avis")."""
        return 25 * (self - 1)


LEAST, MOST = Level.WORST.tenths, Level.BEST.tenths

FAVOURABLE = frozenset({Level.GOOD, Level.BEST})
"""What counts as "found it simple"."""


@dataclass(frozen=True, slots=True)
class Answers:
    """How many gave each level, the worst first: enough for all that is told of a question."""

    counts: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.counts) != len(Level) or min(self.counts) < 0:
            raise ValueError(f"not a count for each level: {self.counts}")

    @classmethod
    def of(cls, levels: Iterable[Level]) -> "Answers":
        given = list(levels)
        return cls(tuple(given.count(level) for level in Level))

    def __add__(self, other: "Answers") -> "Answers":
        return Answers(tuple(a + b for a, b in zip(self.counts, other.counts, strict=True)))

    @property
    def levels(self) -> tuple[Level, ...]:
        """Each answer, the worst first."""
        return tuple(level for level, count in zip(Level, self.counts, strict=True) for _ in range(count))

    @property
    def number(self) -> int:
        """Of answers."""
        return sum(self.counts)

    @property
    def mean(self) -> Fraction | None:
        """Out of ten; None where nobody answered."""
        total = sum(level.tenths * count for level, count in zip(Level, self.counts, strict=True))
        return Fraction(total, means.TENTHS * self.number) if self.number else None

    @property
    def interval(self) -> Interval | None:
        return means.interval([level.tenths for level in self.levels], LEAST, MOST)

    @property
    def favourable(self) -> Share:
        """Who gave one of the two upper levels."""
        return Share(sum(self.counts[level - 1] for level in FAVOURABLE), self.number)


NOTHING = Answers((0,) * len(Level))
"""Of nobody."""
