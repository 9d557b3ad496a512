"""Which ideas a visitor looks for, and in which order: read from the address of the list."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, Self
from uuid import UUID

from sqlalchemy import ColumnElement, Text, cast, literal, or_, tuple_
from sqlmodel import col, func, select

from consultations.ideas.models import WORDS, Idea, IdeaSupport
from consultations.ideas.rules import IdeaState
from okote.platform.search import asked, question
from okote.territories.models import Place

SUPPORTS: ColumnElement[int] = (
    select(func.count())
    .select_from(IdeaSupport)
    .where(col(IdeaSupport.idea_id) == Idea.id)
    .correlate(Idea)
    .scalar_subquery()
)
"""Of an idea, counted from their rows."""


MOST_DIGITS = 9
"""Of a number of supports."""


class Order(StrEnum):
    """By lot is fair: each day another order, the same for everyone."""

    NEWEST = "newest"
    SUPPORTED = "supported"
    LOT = "lot"


def orders(*, secret: bool = False) -> Sequence[Order]:
    """Those that may be chosen: nobody sees what leads while that is secret."""
    return [one for one in Order if not (secret and one is Order.SUPPORTED)]


@dataclass(frozen=True, slots=True)
class Last:
    """Of a page of ideas; in an address, its number and its supports with a full stop between them, or where
    the order is by lot the day of that order.
    """

    idea: UUID
    supports: int = 0

    @classmethod
    def read(cls, written: str) -> Self:
        """ValueError where it is none."""
        idea, _, supports = written.partition(".")
        if len(supports) > MOST_DIGITS:
            raise ValueError(supports)
        return cls(UUID(idea), int(supports or 0))

    def __str__(self) -> str:
        return f"{self.idea}.{self.supports}"


class Area(NamedTuple):
    """A part of the map, in degrees: in an address, with commas between them."""

    south: float
    west: float
    north: float
    east: float

    @classmethod
    def read(cls, written: str) -> Self:
        """ValueError where it is none."""
        found = cls(*(float(one) for one in written.split(",")))
        if not (-90 <= found.south <= found.north <= 90 and -180 <= found.west <= found.east <= 180):
            raise ValueError(written)
        return found

    def __str__(self) -> str:
        return ",".join(f"{one:.5f}" for one in self)


LATITUDE: Any = func.coalesce(col(Idea.latitude), col(Place.latitude))
LONGITUDE: Any = func.coalesce(col(Idea.longitude), col(Place.longitude))
"""Where an idea stands on the map: where its author put it, or else where its place is."""


@dataclass(frozen=True, slots=True)
class Process:
    """Within which one looks, by its number and its name in addresses."""

    id: UUID
    slug: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place means its sectors too; None and "" narrow nothing.

    `after` is the last idea of the page before, with how many supports it had then.
    """

    typed: str = ""
    place: UUID | None = None
    state: IdeaState | None = None
    order: Order = Order.NEWEST
    after: Last | None = None
    category: UUID | None = None
    process: Process | None = None
    area: Area | None = None
    day: int = 0
    """Of the order by lot, counted as `date.toordinal` does."""

    @property
    def narrow(self) -> bool:
        """Whether there may be ideas that are not shown."""
        return bool(self.typed or self.place or self.state or self.category or self.area)

    @property
    def address(self) -> Mapping[str, object]:
        """As the address of the list says it, but for the page."""
        said: dict[str, object] = {"q": self.typed or None, "place": self.place, "state": self.state}
        said |= {"category": self.category, "area": self.area}
        said["process"] = self.process and self.process.slug
        return said | {"order": None if self.order is Order.NEWEST else self.order.value}

    @property
    def columns(self) -> tuple[Any, ...]:
        """The last one makes the order whole."""
        return tuple(one.desc() for one in self._keys)

    @property
    def _keys(self) -> tuple[Any, ...]:
        first = {Order.NEWEST: (), Order.SUPPORTED: (SUPPORTS,), Order.LOT: (self._lot(cast(Idea.id, Text)),)}
        return (*first[self.order], col(Idea.id))

    def _lot(self, idea: Any) -> Any:
        """What decides on that day: nobody can choose the number of an idea so that it comes first."""
        day = self.after.supports if self.after and self.after.supports else self.day
        return func.md5(idea + f" {day}")

    def mark(self, supports: int) -> int:
        """What the address of the next page says beside the last idea."""
        if self.order is Order.LOT:
            return self.after.supports if self.after and self.after.supports else self.day
        return supports

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """On ideas joined, from outside, with their place."""
        found: list[ColumnElement[bool]] = []
        if self.place is not None:
            found.append(or_(col(Place.id) == self.place, col(Place.parent_id) == self.place))
        if self.state is not None:
            found.append(col(Idea.state) == self.state)
        if self.category is not None:
            found.append(col(Idea.category_id) == self.category)
        if self.process is not None:
            found.append(col(Idea.process_id) == self.process.id)
        if self.area is not None:
            south, west, north, east = self.area
            found.append(LATITUDE.between(south, north) & LONGITUDE.between(west, east))
        if (words_asked := question(self.typed)) is not None:
            found.append(answers(words_asked))
        if self.after is not None:
            idea, supports = self.after.idea, self.after.supports
            lot = self._lot(cast(literal(str(idea)), Text))
            first = {Order.NEWEST: (), Order.SUPPORTED: (supports,), Order.LOT: (lot,)}
            found.append(tuple_(*self._keys) < tuple_(*first[self.order], idea))
        return found


def answers(words_asked: str) -> ColumnElement[bool]:
    return WORDS.bool_op("@@")(asked(words_asked))


def relevance(words_asked: str) -> ColumnElement[float]:
    """How well an idea answers: a word of its title counts most."""
    return func.ts_rank(WORDS, asked(words_asked))
