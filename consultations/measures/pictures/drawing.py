"""Where the dots, lines and marks of a picture lie, for the attributes of an SVG.

Drawings stretch to the width of the page and keep their height: `x` is out of a hundred, `y` in pixels. Dots
are strokes of hardly any length with round ends: so many are one path, and stay round however wide it is.
"""

from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from consultations.measures.statistics.means import told

Point = tuple[float, float]


def at(*numbers: float) -> str:
    """Numbers as a path writes them, to a hundredth."""
    return " ".join(f"{number:.2f}".rstrip("0").rstrip(".") for number in numbers)


def dots(points: Iterable[Point]) -> str:
    """A path that is dots where its stroke has round ends; some browsers draw none of no length."""
    return "".join(f"M{at(*point)}h.01" for point in points)


def place(value: Fraction) -> float:
    """Where a mean lies on a scale whose five levels have a fifth of the width each."""
    return 10 + 8 * float(value)


def told_or_none(value: Fraction | None) -> Decimal | None:
    return None if value is None else told(value)
