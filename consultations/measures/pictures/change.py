"""What the same testers said before and after."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from consultations.measures.pictures.drawing import at, dots, told_or_none
from consultations.measures.statistics.axes import Level
from consultations.measures.statistics.pairs import Pairs, lines

Way = Literal["better", "same", "worse"]


@dataclass(frozen=True, slots=True)
class Path:
    """Testers who went from one level to another."""

    way: Way
    count: int
    d: str
    label: tuple[str, float]
    """Where the count stands."""

    @property
    def width(self) -> int:
        return 3 + 2 * (self.count - 1)


@dataclass(frozen=True, slots=True)
class Change:
    """Each tester's answers before and after, as lines from one scale to the other; the best level on top."""

    pairs: Pairs

    ROW = 44

    @property
    def height(self) -> int:
        return self.ROW * len(Level)

    @property
    def paths(self) -> Iterator[Path]:
        for place, ((before, after), count) in enumerate(lines(self.pairs.answers).items()):
            start, end = self._y(before), self._y(after)
            along = 0.22 + 0.14 * (place % 3)
            yield Path(
                way="better" if after > before else "same" if after == before else "worse",
                count=count,
                d=f"M0 {at(start)}L100 {at(end)}",
                label=(f"{at(100 * along)}%", start + (end - start) * along),
            )

    @property
    def told_before(self) -> Decimal | None:
        return told_or_none(self.pairs.before.mean)

    @property
    def told_after(self) -> Decimal | None:
        return told_or_none(self.pairs.after.mean)

    @property
    def told_difference(self) -> Decimal | None:
        return told_or_none(self.pairs.difference)

    @property
    def ends(self) -> tuple[str, str]:
        """Dots at the levels that were given, before and after."""
        before, after = self.pairs.before, self.pairs.after
        return (
            dots((0, self._y(level)) for level in Level if before.counts[level - 1]),
            dots((100, self._y(level)) for level in Level if after.counts[level - 1]),
        )

    def _y(self, level: Level) -> float:
        return self.ROW * (len(Level) - level + 0.5)
