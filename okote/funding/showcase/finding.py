"""Which campaigns a visitor looks for, and in which order: read from the address of the list."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, or_, union_all
from sqlmodel import col, func, select

from okote.funding.campaigns.models import BY_END, BY_TITLE, NEWEST_FIRST, WORDS, Campaign, Holder
from okote.funding.matching.models import SignedCommitment
from okote.platform.search import asked, question, words
from okote.territories.models import Place


class Order(StrEnum):
    """What stands first; those that take pledges come before the others in every order."""

    ENDING = "ending"
    NEWEST = "newest"
    TITLE = "title"

    @property
    def columns(self) -> tuple[Any, ...]:
        return {Order.ENDING: BY_END, Order.NEWEST: NEWEST_FIRST, Order.TITLE: BY_TITLE}[self]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place means its sectors too; None and "" narrow nothing."""

    typed: str = ""
    place: UUID | None = None
    category: UUID | None = None
    order: Order = Order.ENDING
    call: UUID | None = None
    holder: UUID | None = None
    partner: UUID | None = None
    """One that promised something to it."""

    @property
    def narrow(self) -> bool:
        """Whether there may be campaigns that are not shown."""
        return bool(self.typed or self.place or self.category)

    @property
    def address(self) -> Mapping[str, object]:
        """As the address of the list says it."""
        said = {"q": self.typed or None, "place": self.place, "category": self.category}
        return said | {"order": None if self.order is Order.ENDING else self.order.value}

    @property
    def conditions(self) -> list[ColumnElement[bool]]:
        """On campaigns joined with their holder and, from outside, their place."""
        found: list[ColumnElement[bool]] = []
        if self.place is not None:
            found.append(or_(col(Place.id) == self.place, col(Place.parent_id) == self.place))
        if self.category is not None:
            found.append(col(Campaign.category_id) == self.category)
        if self.holder is not None:
            found.append(col(Campaign.holder_id) == self.holder)
        if self.partner is not None:
            promised = select(SignedCommitment.campaign_id).where(SignedCommitment.partner_id == self.partner)
            found.append(col(Campaign.id).in_(promised))
        if self.call is not None:
            found.append(col(Campaign.call_id) == self.call)
        if (words_asked := question(self.typed)) is not None:
            found.append(answers(words_asked))
        return found


def answers(words_asked: str) -> ColumnElement[bool]:
    """Campaigns that say it themselves, or whose holder or place is called so.

    Each is a question of its own: asked all at once, no index would help and every text would be read anew.
    """
    asks, found = asked(words_asked), select(Campaign.id).correlate(None)
    holders = select(Holder.id).where(words(Holder.name).bool_op("@@")(asks)).correlate(None)
    places = select(Place.id).where(words(Place.name).bool_op("@@")(asks)).correlate(None)
    return col(Campaign.id).in_(
        union_all(
            found.where(WORDS.bool_op("@@")(asks)),
            found.where(col(Campaign.holder_id).in_(holders)),
            found.where(col(Campaign.place_id).in_(places)),
        )
    )


def relevance(words_asked: str) -> ColumnElement[float]:
    """How well a campaign answers: a word of its title counts most."""
    return func.ts_rank(WORDS, asked(words_asked))
