"""The System Usability Scale: ten sentences that a tester agrees with or not (J. Brooke, 1996)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from consultations.measures.statistics import means
from consultations.measures.statistics.means import Interval

ITEMS = 10
LEAST, MOST = 0, 100 * means.TENTHS
"""The ends of its scale, which is no percentage, in tenths."""


def score(answers: Sequence[int | None]) -> Fraction | None:
    """From 0 to 100, of ten answers from 1 (strongly disagree) to 5; None where one of them is missing.

    Odd sentences praise and even ones blame: each gives 0 to 4 points, worth two and a half.
    """
    if len(answers) != ITEMS:
        raise ValueError(f"{len(answers)} answers instead of {ITEMS}")
    given = [answer for answer in answers if answer is not None]
    if any(not 1 <= answer <= 5 for answer in given):
        raise ValueError(f"not on the scale: {answers}")
    if len(given) < ITEMS:
        return None
    return Fraction(5, 2) * sum(
        answer - 1 if place % 2 == 0 else 5 - answer for place, answer in enumerate(given)
    )


@dataclass(frozen=True, slots=True)
class Scores:
    """Of a panel: the scores of whole sheets, the lowest first, and how many sheets lack an answer."""

    scores: tuple[Fraction, ...]
    incomplete: int

    @classmethod
    def of(cls, sheets: Iterable[Sequence[int | None]]) -> "Scores":
        found = [score(sheet) for sheet in sheets]
        whole = tuple(sorted(one for one in found if one is not None))
        return cls(whole, len(found) - len(whole))

    @property
    def mean(self) -> Fraction | None:
        return means.mean(self._tenths)

    @property
    def interval(self) -> Interval | None:
        return means.interval(self._tenths, LEAST, MOST)

    @property
    def _tenths(self) -> list[int]:
        """Whole, since a score is a multiple of two and a half."""
        return [int(one * means.TENTHS) for one in self.scores]
