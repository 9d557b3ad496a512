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


@dataclass(frozen=True, slots=True)
class Frame:
    """What a drawing shows, north up; an equirectangular projection, true at the mean latitude.

    Good for a region: over 200 km it is off by less than the width of a circle.
    """

    squeeze: float
    scale: float
    left: float
    west: float
    north: float
    height: float

    def place(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Where in the drawing a point of the earth is."""
        x = self.left + (longitude * self.squeeze - self.west) * self.scale
        return round(x, 1), round(MARGIN + (self.north - latitude) * self.scale, 1)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Latitude and longitude of a point of the drawing."""
        longitude = ((x - self.left) / self.scale + self.west) / self.squeeze
        return self.north - (y - MARGIN) / self.scale, longitude


def framed(points: Sequence[tuple[float, float]], *, least: float = 0.0) -> Frame:
    """As far as the points reach, each a latitude and a longitude; at `least` so many degrees wide."""
    squeeze = cos(radians(sum(latitude for latitude, _ in points) / len(points))) if points else 1.0
    across = [longitude * squeeze for _, longitude in points]
    down = [-latitude for latitude, _ in points]
    wide, tall = max(_extent(across), least), max(_extent(down), least)
    scale = min(_fitting(WIDTH, wide), _fitting(TALLEST, tall))
    spare_x, spare_y = wide - _extent(across), tall - _extent(down)
    return Frame(
        squeeze,
        scale,
        left=(WIDTH - wide * scale) / 2,
        west=min(across, default=0.0) - spare_x / 2,
        north=-(min(down, default=0.0) - spare_y / 2),
        height=round(tall * scale + 2 * MARGIN, 1),
    )


def drawn(places: Sequence[Located], *, least: float = 0.0) -> Map:
    """As far as the places reach."""
    frame = framed([(place.latitude, place.longitude) for place in places], least=least)
    most = max((place.count for place in places), default=0)
    spots = [(place, frame.place(place.latitude, place.longitude)) for place in places]
    return Map(
        height=frame.height,
        spots=[Spot(place, x, y, radius=round(_radius(place.count, most), 1)) for place, (x, y) in spots],
    )


def _extent(values: Sequence[float]) -> float:
    return max(values) - min(values) if values else 0.0


def _fitting(room: float, extent: float) -> float:
    """How much an extent may be stretched; one that is a point may not be at all."""
    return (room - 2 * MARGIN) / extent if extent else 1.0


def _radius(count: int, most: int) -> float:
    return SMALLEST + (LARGEST - SMALLEST) * sqrt(count / most) if count else SMALLEST
