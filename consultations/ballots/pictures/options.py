"""What each option received, drawn: the first as bars in a table, all of them as one line of bars."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from consultations.ballots.minutes.rules import Option
from consultations.measures.pictures.drawing import at
from okote.web.gauge import percent
from payments.money import BASIS_POINTS, Money

DRAWN = 25
"""Options with a bar of their own: with 150 a page would be too heavy for a phone."""


class Row(NamedTuple):
    """An option in the table; `width` is of its bar, beside the longest."""

    option: Option
    score: int
    width: str
    cost: Money | None


@dataclass(frozen=True, slots=True)
class Received:
    """All options by what the rule counted of them, most first; those alike as they stood on the ballot."""

    options: Sequence[Option]
    by_points: bool = False
    drawn: int = DRAWN
    currency: str = "EUR"

    HEIGHT, TICKS = 72, 12
    """Pixels of the line of bars, and of the marks below it."""

    @property
    def ordered(self) -> Sequence[Option]:
        return sorted(self.options, key=lambda one: (-self.score(one), one.position))

    @property
    def rows(self) -> Iterator[Row]:
        most = max(map(self.score, self.options), default=0)
        for one in self.ordered[: self.drawn]:
            width = percent(self.score(one) * BASIS_POINTS // most if most else 0)
            cost = None if one.cost_minor is None else Money(one.cost_minor, self.currency)
            yield Row(one, self.score(one), width, cost)

    @property
    def has_costs(self) -> bool:
        return any(one.cost_minor is not None for one in self.options)

    @property
    def rest(self) -> Sequence[Option]:
        """Those without a bar of their own."""
        return self.ordered[self.drawn :]

    @property
    def rest_won(self) -> int:
        return sum(one.won for one in self.rest)

    @property
    def won_bars(self) -> str:
        return self._bars(won=True)

    @property
    def other_bars(self) -> str:
        return self._bars(won=False)

    @property
    def won_marks(self) -> str:
        """Below the ground, under each that won."""
        return "".join(
            f"M{at((place + 0.5) * self._step, self.HEIGHT + 4)}v{self.TICKS - 4}"
            for place, one in enumerate(self.ordered)
            if one.won
        )

    def score(self, option: Option) -> int:
        return (option.points or 0) if self.by_points else option.votes

    @property
    def _step(self) -> float:
        return 100 / max(len(self.options), 1)

    def _bars(self, *, won: bool) -> str:
        """As areas from the ground: two of them draw any number of bars."""
        most = max(map(self.score, self.options), default=0) or 1
        return "".join(
            f"M{at(place * self._step, self.HEIGHT)}v{at(-self.HEIGHT * self.score(one) / most)}"
            f"h{at(0.8 * self._step)}V{self.HEIGHT}z"
            for place, one in enumerate(self.ordered)
            if one.won is won
        )
