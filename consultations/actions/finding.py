"""Which actions a visitor looks for: read from the address of the board."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Self
from uuid import UUID

from litestar.params import PathParameter
from sqlalchemy import ColumnElement
from sqlmodel import col, func, or_, select

from consultations.actions.models import WORDS, Action, ActionPlace, ActionTheme
from consultations.actions.rules import UNDER_WAY, ActionState
from okote.platform.search import asked, question
from okote.territories.models import Place

Number = Annotated[int, PathParameter(ge=1, le=2_147_483_647, description="By which people name it.")]
Year = Annotated[int, PathParameter(ge=1, le=9_999, description="Of an edition.")]


def late(today: date) -> ColumnElement[bool]:
    """Promised for a day that is over, as `rules.is_late` says."""
    return col(Action.state).in_(UNDER_WAY) & (col(Action.deadline) < today)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place means its sectors too; None, "" and nothing narrow nothing.

    `after` is the last action of the page before.
    """

    typed: str = ""
    states: Sequence[ActionState] = ()
    service: UUID | None = None
    workstream: UUID | None = None
    aim: UUID | None = None
    pillar: UUID | None = None
    place: UUID | None = None
    late: bool = False
    after: UUID | None = None

    @classmethod
    def read(cls, asked: Mapping[str, str]) -> Self:
        """From the address of the board; ValueError where it asks for what there is not."""

        def one(name: str) -> UUID | None:
            return UUID(asked[name]) if asked.get(name) else None

        states = asked.get("state")
        return cls(
            asked.get("q", "").strip(),
            tuple(ActionState(state) for state in states.split(",")) if states else (),
            one("service"),
            one("workstream"),
            one("aim"),
            one("pillar"),
            one("place"),
            bool(asked.get("late")),
            one("after"),
        )

    @property
    def state(self) -> str:
        """As the address says it: words with commas between them."""
        return ",".join(self.states)

    @property
    def narrow(self) -> bool:
        """Whether there may be actions that are not shown."""
        return any(value is not None for value in self.address.values())

    @property
    def address(self) -> Mapping[str, object]:
        """As the address of the board says it, but for the page."""
        return {
            "q": self.typed or None,
            "state": self.state or None,
            "service": self.service,
            "workstream": self.workstream,
            "aim": self.aim,
            "pillar": self.pillar,
            "place": self.place,
            "late": "yes" if self.late else None,
        }

    def conditions(self, today: date) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.states:
            found.append(col(Action.state).in_(self.states))
        if self.service is not None:
            found.append(col(Action.service_id) == self.service)
        if self.workstream is not None:
            found.append(col(Action.workstream_id) == self.workstream)
        found += [_serves(one) for one in (self.aim, self.pillar) if one is not None]
        if self.place is not None:
            found.append(_is_in(self.place))
        if self.late:
            found.append(late(today))
        if self.after is not None:
            found.append(col(Action.id) < self.after)
        if (words_asked := question(self.typed)) is not None:
            found.append(answers(words_asked))
        return found


def _serves(theme: UUID) -> ColumnElement[bool]:
    of: Any = select(ActionTheme.theme_id).where(
        col(ActionTheme.action_id) == col(Action.id), ActionTheme.theme_id == theme
    )
    there: ColumnElement[bool] = of.exists()
    return there


def _is_in(place: UUID) -> ColumnElement[bool]:
    of: Any = (
        select(ActionPlace.place_id)
        .join(Place, col(Place.id) == ActionPlace.place_id)
        .where(
            col(ActionPlace.action_id) == col(Action.id),
            or_(col(Place.id) == place, col(Place.parent_id) == place),
        )
    )
    there: ColumnElement[bool] = of.exists()
    return there


def answers(words_asked: str) -> ColumnElement[bool]:
    return WORDS.bool_op("@@")(asked(words_asked))


def relevance(words_asked: str) -> ColumnElement[float]:
    """How well an action answers: a word of its title counts most."""
    return func.ts_rank(WORDS, asked(words_asked))
