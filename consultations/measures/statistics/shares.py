"""How many of those who tried succeeded, and how far that can be trusted."""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

Z = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Share:
    """So many out of so many: what is kept and told, since nine people are no percentage."""

    count: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.count <= self.of:
            raise ValueError(f"{self.count} of {self.of}")

    @property
    def interval(self) -> tuple[float, float] | None:
        """Between what the share of all who might have tried lies, 95 times in 100; of one alone, none."""
        return adjusted_wald(self.count, self.of) if self.of > 1 else None

    @property
    def percents(self) -> tuple[int, int] | None:
        """The same in whole per cent, in basis points as `percent` tells them: 4 of 5 is 36 % to 98 %."""
        found = self.interval
        return None if found is None else (round(found[0] * 100) * 100, round(found[1] * 100) * 100)


def adjusted_wald(count: int, of: int) -> tuple[float, float]:
    """The interval for a completion rate that is right on average below 150 testers.

    Half of z squared is added to those who succeeded and to those who did not (A. Agresti and B. Coull, The
    American Statistician 52, 1998; for usability tests J. Sauro and J. Lewis, HFES 2005), and what would
    leave the scale is cut off.
    """
    size = of + Z**2
    middle = (count + Z**2 / 2) / size
    reach = Z * sqrt(middle * (1 - middle) / size)
    return max(0.0, middle - reach), min(1.0, middle + reach)
