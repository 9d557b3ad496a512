"""A small map drawn on the server: places as circles, nothing asked of anybody else."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, radians, sqrt

WIDTH, TALLEST, MARGIN = 400.0, 480.0, 44.0
"""In the units of the drawing, which are about the pixels of a phone."""

SMALLEST, LARGEST = 5.0, 22.0
"""Radii: of a place without anything, and of the one with the most."""


@dataclass(frozen=True, slots=True)
class Located:
    """Something countable somewhere: `count` of them at a latitude and a longitude, in degrees."""

    name: str
    path: str
    count: int
    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Spot:
    """One circle, whose area grows with what it counts."""

    of: Located
    x: float
    y: float
    radius: float

    @property
    def label_at(self) -> tuple[float, str]:
        """Where its name is written, and by which end: towards the middle of the drawing."""
        gap = self.radius + 5
        return (self.x + gap, "start") if self.x < WIDTH / 2 else (self.x - gap, "end")


@dataclass(frozen=True, slots=True)
class Map:
    height: float
    spots: Sequence[Spot]

    @property
    def width(self) -> float:
        return WIDTH


def drawn(places: Sequence[Located]) -> Map:
    """North up, as far as the places reach; an equirectangular projection, true at their mean latitude.

    Good for a region: over 200 km it is off by less than the width of a circle.
    """
    squeeze = cos(radians(sum(place.latitude for place in places) / len(places))) if places else 1.0
    across = [place.longitude * squeeze for place in places]
    down = [-place.latitude for place in places]
    wide, tall = _extent(across), _extent(down)
    scale = min(_fitting(WIDTH, wide), _fitting(TALLEST, tall))
    height = tall * scale + 2 * MARGIN
    left = (WIDTH - wide * scale) / 2
    most = max((place.count for place in places), default=0)
    return Map(
        height=round(height, 1),
        spots=[
            Spot(
                place,
                x=round(left + (x - min(across)) * scale, 1),
                y=round(MARGIN + (y - min(down)) * scale, 1),
                radius=round(_radius(place.count, most), 1),
            )
            for place, x, y in zip(places, across, down, strict=True)
        ],
    )


def _extent(values: Sequence[float]) -> float:
    return max(values) - min(values) if values else 0.0


def _fitting(room: float, extent: float) -> float:
    """How much an extent may be stretched; one that is a point may not be at all."""
    return (room - 2 * MARGIN) / extent if extent else 1.0


def _radius(count: int, most: int) -> float:
    return SMALLEST + (LARGEST - SMALLEST) * sqrt(count / most) if count else SMALLEST
