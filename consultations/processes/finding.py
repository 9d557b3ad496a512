"""Which consultations a visitor looks for, and in which order they stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, literal_column
from sqlmodel import col, func, or_, select

from consultations.processes.models import WORDS, Phase, Process, ProcessPlace, ProcessTheme
from consultations.processes.queries import NOW, ShownProcess, seen, shown
from consultations.processes.rules import AFTERWARDS, ProcessState
from okote.identity.visitors import Visitor
from okote.platform.search import asked, question
from okote.territories.models import Place
from okote.web.pagination import Paged, numbered
from payments.sessions import ReadSession

PER_PAGE = 20

_ALWAYS: Any = literal_column("'infinity'::timestamptz")
_OF_IT = col(Phase.process_id) == col(Process.id)
FIRST: Any = select(func.min(Phase.starts_at)).where(_OF_IT).correlate(Process).scalar_subquery()
LAST: Any = (
    select(func.max(func.coalesce(Phase.ends_at, _ALWAYS)))
    .where(_OF_IT, col(Phase.kind).not_in(AFTERWARDS))
    .correlate(Process)
    .scalar_subquery()
)
"""When people can no longer take part, as `rules.standing` has it."""

_RANK: Any = case((FIRST > NOW, 1), (func.coalesce(LAST, FIRST) > NOW, 0), else_=2)
IN_ORDER = (
    _RANK,
    case((_RANK == 2, -func.extract("epoch", LAST)), (_RANK == 1, func.extract("epoch", FIRST)), else_=None),
    LAST,
    col(Process.id).desc(),
)
"""What is open, the soonest to end first; what comes, the soonest first; what is over, the latest first."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A place means its sectors too, and what is for the whole territory is everywhere."""

    typed: str = ""
    place: UUID | None = None
    pillar: UUID | None = None

    @property
    def narrow(self) -> bool:
        return bool(self.typed or self.place or self.pillar)

    @property
    def address(self) -> Mapping[str, object]:
        return {"q": self.typed or None, "place": self.place, "pillar": self.pillar}

    def conditions(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.place is not None:
            found.append(_is_in(self.place))
        if self.pillar is not None:
            of: Any = select(ProcessTheme.theme_id).where(
                col(ProcessTheme.process_id) == col(Process.id), ProcessTheme.theme_id == self.pillar
            )
            found.append(of.exists())
        if (words_asked := question(self.typed)) is not None:
            found.append(answers(words_asked))
        return found


def _is_in(place: UUID) -> ColumnElement[bool]:
    its: Any = select(ProcessPlace.place_id).where(col(ProcessPlace.process_id) == col(Process.id))
    there = its.join(Place, col(Place.id) == ProcessPlace.place_id).where(
        or_(col(Place.id) == place, col(Place.parent_id) == place)
    )
    return or_(there.exists(), ~its.exists())


def answers(words_asked: str) -> ColumnElement[bool]:
    return WORDS.bool_op("@@")(asked(words_asked))


async def listed(db: ReadSession, visitor: Visitor, wanted: Wanted, number: int) -> Paged[ShownProcess]:
    """All that the visitor may see but what is archived."""
    statement = seen(visitor).where(col(Process.archived_at).is_(None), *wanted.conditions())
    page = statement.order_by(*IN_ORDER).offset((number - 1) * PER_PAGE).limit(PER_PAGE + 1)
    return numbered(await shown(db, page), number, PER_PAGE)


def grouped(found: Sequence[ShownProcess]) -> list[tuple[ProcessState, list[ShownProcess]]]:
    """Under their headings, those that have any."""
    order = (ProcessState.OPEN, ProcessState.COMING, ProcessState.OVER)
    groups = [(one, [each for each in found if each.standing is one]) for one in order]
    return [group for group in groups if group[1]]
