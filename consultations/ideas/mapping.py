"""The territory drawn: to put an idea where it belongs, and to see where all of them are."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import cos, floor, radians
from uuid import UUID

from sqlalchemy import Text, cast
from sqlmodel import col, func

from consultations.ideas import queries
from consultations.ideas.finding import LATITUDE, LONGITUDE, Area, Wanted
from consultations.ideas.models import Idea
from consultations.processes.rules import Audience
from okote.territories.models import Place
from okote.territories.rules import Position
from okote.web.maps import WIDTH, Frame, Located, framed
from payments.sessions import ReadSession

SHOWN_WIDE = 280
"""Pixels, so that it fits the smallest screens: where somebody presses is counted in them."""

DEEPEST = 3
CLOSER = 4.0
"""Each time somebody looks closer, so many times."""

LEAST = 0.004
"""Degrees: some four hundred metres."""

CELLS = 9
"""Of the wider side of a map: what lies in one of them is one circle."""


@dataclass(frozen=True, slots=True)
class Sketch:
    """The places of a territory, or what lies around a point, to press where an idea is."""

    frame: Frame
    places: Sequence[tuple[str, float, float]]

    @property
    def width(self) -> int:
        return SHOWN_WIDE

    @property
    def height(self) -> int:
        return round(self.frame.height * SHOWN_WIDE / WIDTH)

    def pressed(self, x: int, y: int) -> Position | None:
        """Where on the earth; None of a press by the keyboard, which says the corner."""
        if x <= 0 and y <= 0:
            return None
        latitude, longitude = self.frame.point(x * WIDTH / SHOWN_WIDE, y * WIDTH / SHOWN_WIDE)
        if abs(latitude) > 90 or abs(longitude) > 180:
            return None
        return Position(round(latitude, 5), round(longitude, 5))


def sketched(places: Sequence[Place], at: Position | None = None, closer: int = 0) -> Sketch | None:
    """None where no place has a position: there is nothing to draw then."""
    known = [(place.name, *place.position) for place in places if place.position]
    if not known:
        return None
    points = [(latitude, longitude) for _, latitude, longitude in known]
    span = max(_reach([one[0] for one in points]), _reach([one[1] for one in points]), LEAST)
    if at is None or closer < 1:
        frame = framed(points, least=LEAST)
    else:
        frame = framed([at], least=max(span / CLOSER ** min(closer, DEEPEST), LEAST))
    return Sketch(frame, named(frame, places))


def named(frame: Frame, places: Sequence[Place]) -> Sequence[tuple[str, float, float]]:
    """The places that a drawing reaches, with where they are in it."""
    drawn = [(place.name, *frame.place(*place.position)) for place in places if place.position]
    return [one for one in drawn if 0 <= one[1] <= WIDTH and 0 <= one[2] <= frame.height]


def nearest(places: Sequence[Place], point: Position) -> UUID | None:
    """The place around whose middle a point is."""
    known = [(_apart(position, point), place.id) for place in places if (position := place.position)]
    return min(known)[1] if known else None


@dataclass(frozen=True, slots=True)
class Cluster:
    """Ideas beside one another: `idea` where it is one alone, else the part of the map that they are in."""

    count: int
    latitude: float
    longitude: float
    area: Area
    idea: UUID | None
    title: str

    def located(self, deepest: bool, narrowed: str) -> Located:
        path = f"/ideas/{self.idea}" if self.idea else f"/ideas{'' if deepest else '/map'}?area={self.area}"
        return Located(self.title, path + ("" if self.idea else narrowed), self.count, *self.middle)

    @property
    def middle(self) -> Position:
        return Position(self.latitude, self.longitude)


async def clusters(
    db: ReadSession, territory_id: UUID, wanted: Wanted, audiences: Sequence[Audience]
) -> Sequence[Cluster]:
    """Counted by the database: at most `CELLS` by some `CELLS` of them, however many ideas there are."""
    placed = queries.listed(territory_id, audiences).where(*wanted.conditions, LATITUDE.is_not(None))
    reach = placed.with_only_columns(
        func.min(LATITUDE), func.max(LATITUDE), func.min(LONGITUDE), func.max(LONGITUDE)
    )
    south, north, west, east = (await db.exec(reach)).one()
    if south is None:
        return []
    step = max((north - south) / CELLS, (east - west) / CELLS, LEAST / 100)
    row, column = func.floor((LATITUDE - south) / step), func.floor((LONGITUDE - west) / step)
    one = func.min(cast(col(Idea.id), Text))
    columns = (row, column, func.count(), func.avg(LATITUDE), func.avg(LONGITUDE), one, func.min(Idea.title))
    found = await db.exec(placed.with_only_columns(*columns).group_by(row, column).order_by(row, column))
    return [
        Cluster(
            count,
            latitude,
            longitude,
            _cell(south, west, step, floor(down), floor(across)),
            UUID(idea) if count == 1 else None,
            title if count == 1 else "",
        )
        for down, across, count, latitude, longitude, idea, title in found.all()
    ]


def is_deepest(found: Sequence[Cluster]) -> bool:
    """Whether looking closer would show the same."""
    return len(found) < 2


def _cell(south: float, west: float, step: float, down: int, across: int) -> Area:
    """A little larger than it is, so that rounding loses nothing at its edges."""
    edge = 0.00001
    low, left = south + down * step, west + across * step
    return Area(
        max(low - edge, -90.0),
        max(left - edge, -180.0),
        min(low + step + edge, 90.0),
        min(left + step + edge, 180.0),
    )


def _reach(values: Sequence[float]) -> float:
    return max(values) - min(values)


def _apart(one: Position, other: Position) -> float:
    """In squared degrees of latitude: good for comparing, and no distance."""
    across = (one.longitude - other.longitude) * cos(radians(one.latitude))
    return (one.latitude - other.latitude) ** 2 + across**2
