"""Which ideas a visitor looks for, and in which order: read from the address of the list."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self
from uuid import UUID

from sqlalchemy import ColumnElement, or_, tuple_
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
    NEWEST = "newest"
    SUPPORTED = "supported"


@dataclass(frozen=True, slots=True)
class Last:
    """Of a page of ideas; in an address, its number and its supports with a full stop between them."""

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

    @property
    def narrow(self) -> bool:
        """Whether there may be ideas that are not shown."""
        return bool(self.typed or self.place or self.state)

    @property
    def address(self) -> Mapping[str, object]:
        """As the address of the list says it, but for the page."""
        said = {"q": self.typed or None, "place": self.place, "state": self.state}
        return said | {"order": None if self.order is Order.NEWEST else self.order.value}

    @property
    def columns(self) -> tuple[Any, ...]:
        """The last one makes the order whole."""
        return tuple(one.desc() for one in self._keys)

    @property
    def _keys(self) -> tuple[Any, ...]:
        return (col(Idea.id),) if self.order is Order.NEWEST else (SUPPORTS, col(Idea.id))

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """On ideas joined, from outside, with their place."""
        found: list[ColumnElement[bool]] = []
        if self.place is not None:
            found.append(or_(col(Place.id) == self.place, col(Place.parent_id) == self.place))
        if self.state is not None:
            found.append(col(Idea.state) == self.state)
        if (words_asked := question(self.typed)) is not None:
            found.append(answers(words_asked))
        if self.after is not None:
            idea, supports = self.after.idea, self.after.supports
            last = (idea,) if self.order is Order.NEWEST else (supports, idea)
            found.append(tuple_(*self._keys) < tuple_(*last))
        return found


def answers(words_asked: str) -> ColumnElement[bool]:
    return WORDS.bool_op("@@")(asked(words_asked))


def relevance(words_asked: str) -> ColumnElement[float]:
    """How well an idea answers: a word of its title counts most."""
    return func.ts_rank(WORDS, asked(words_asked))
