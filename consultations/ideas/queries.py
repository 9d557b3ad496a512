"""Ideas, for everyone, for their authors, and for whoever answers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.sql.expression import Select

from consultations.ideas.finding import SUPPORTS, Last, Wanted, answers, relevance
from consultations.ideas.models import Idea, IdeaReport, IdeaStep, IdeaSupport
from consultations.ideas.rules import WAITING, IdeaState, is_late
from consultations.permissions import own_services
from consultations.services.models import Service
from okote.feature import MOST_FOUND, Found
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.platform.search import question
from okote.territories.models import Place
from okote.territories.queries import of_territory
from okote.web.pagination import ONE_MORE, Paged
from payments.sessions import ReadSession

PER_PAGE = 20
EVERYTHING = Wanted()
AT_HOME = 3
SUMMARY = 160
"""Characters of an idea where others stand beside it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An idea as people see it."""

    idea: Idea
    place: str | None
    service: str | None
    supports: int
    at: datetime

    @property
    def takes_supports(self) -> bool:
        return self.idea.shown and self.idea.state in WAITING

    @property
    def late(self) -> bool:
        return self.idea.shown and is_late(self.idea.state, self.idea.since, self.at)


Columns = Select[Idea, str | None, str | None, int]


def _ideas(territory_id: UUID) -> Columns:
    statement = (
        select(Idea, Place.name, Service.name, SUPPORTS)
        .outerjoin(Place, col(Place.id) == Idea.place_id)
        .outerjoin(Service, col(Service.id) == Idea.service_id)
    )
    return of_territory(cast("Columns", statement), Idea.territory_id, territory_id)


def _public(territory_id: UUID) -> Columns:
    """Those that everyone sees."""
    return _ideas(territory_id).where(col(Idea.withdrawn_at).is_(None), col(Idea.hidden_at).is_(None))


async def _shown(db: ReadSession, statement: Columns) -> list[Shown]:
    rows = (await db.exec(statement)).all()
    at = await db.now()
    return [Shown(*row, at=at) for row in rows]


async def ideas(db: ReadSession, territory_id: UUID, wanted: Wanted = EVERYTHING) -> Paged[Shown]:
    """Each page begins after the last row of the one before."""
    statement = _public(territory_id).where(*wanted.conditions).order_by(*wanted.columns)
    rows = await _shown(db, statement.limit(PER_PAGE + 1))
    return Paged(
        rows[:PER_PAGE],
        first={"after": None} if wanted.after else None,
        next=_after(rows[PER_PAGE - 1]) if len(rows) > PER_PAGE else None,
    )


async def newest(db: ReadSession, territory_id: UUID, wanted: Wanted, most: int) -> list[Shown]:
    """At most so many, from the one after which `wanted` asks."""
    statement = _public(territory_id).where(*wanted.conditions).order_by(*wanted.columns)
    return await _shown(db, statement.limit(most))


def _after(last: Shown) -> dict[str, object]:
    return {"after": Last(last.idea.id, last.supports)}


async def idea(db: ReadSession, visitor: Visitor, idea_id: UUID) -> Shown:
    """One that everyone sees, or one's own; NotFoundError for any other."""
    found = await any_idea(db, visitor.territory.id, idea_id)
    own = visitor.person is not None and found.idea.person_id == visitor.person.id
    if not (found.idea.shown or own):
        raise NotFoundError
    return found


async def any_idea(db: ReadSession, territory_id: UUID, idea_id: UUID) -> Shown:
    """One of this territory's, hidden or not; NotFoundError for any other."""
    found = await _shown(db, _ideas(territory_id).where(Idea.id == idea_id))
    if not found:
        raise NotFoundError
    return found[0]


async def supports(db: ReadSession, idea_id: UUID, person_id: UUID) -> bool:
    """Whether somebody supports it now."""
    statement = select(IdeaSupport.since).where(
        IdeaSupport.idea_id == idea_id, IdeaSupport.person_id == person_id
    )
    return (await db.exec(statement)).first() is not None


async def steps(db: ReadSession, idea_id: UUID) -> Sequence[tuple[IdeaStep, str]]:
    """What was done with it and by which service, from the first to the last."""
    statement = select(IdeaStep, Service.name).join(Service, col(Service.id) == IdeaStep.service_id)
    return (await db.exec(statement.where(IdeaStep.idea_id == idea_id).order_by(col(IdeaStep.id)))).all()


async def ideas_of(db: ReadSession, territory_id: UUID, person_id: UUID) -> Sequence[Shown]:
    """All that somebody proposed here, the latest first."""
    statement = _ideas(territory_id).where(Idea.person_id == person_id)
    return await _shown(db, statement.order_by(col(Idea.id).desc()))


async def supported_by(db: ReadSession, territory_id: UUID, person_id: UUID) -> Sequence[Shown]:
    """What somebody supports here and everyone sees, the latest supported first; a page at most."""
    statement = _public(territory_id).join(IdeaSupport, col(IdeaSupport.idea_id) == Idea.id)
    statement = statement.where(IdeaSupport.person_id == person_id)
    by_time = (col(IdeaSupport.since).desc(), col(Idea.id))
    return await _shown(db, statement.order_by(*by_time).limit(ONE_MORE - 1))


async def found(db: ReadSession, visitor: Visitor, typed: str) -> Sequence[Found]:
    """The ideas that answer best, for the search of the whole site."""
    words_asked = question(typed)
    if words_asked is None:
        return []
    statement = _public(visitor.territory.id).where(answers(words_asked))
    best = statement.order_by(relevance(words_asked).desc(), col(Idea.id)).limit(MOST_FOUND)
    return [_found(one.idea) for one in await _shown(db, best)]


async def addresses(db: ReadSession, territory_id: UUID) -> Sequence[str]:
    """The page of each, the newest first."""
    statement: Any = _public(territory_id).with_only_columns(col(Idea.id))
    return [f"/ideas/{idea_id}" for (idea_id,) in await db.exec(statement.order_by(col(Idea.id).desc()))]


async def latest(db: ReadSession, visitor: Visitor) -> Sequence[Found]:
    """For the first page of the site."""
    statement = _public(visitor.territory.id).order_by(col(Idea.id).desc()).limit(AT_HOME)
    return [_found(one.idea) for one in await _shown(db, statement)]


def _found(idea: Idea) -> Found:
    words = " ".join(idea.body.split())
    cut = words if len(words) <= SUMMARY else f"{words[:SUMMARY].rsplit(' ', 1)[0]}…"
    return Found(idea.title, f"/ideas/{idea.id}", cut)


def _on_desk(visitor: Visitor, of_services: Collection[UUID] | None) -> Columns:
    """What a visitor has to do with: those entrusted to their services, or all."""
    statement = _ideas(visitor.territory.id)
    return statement if of_services is None else statement.where(col(Idea.service_id).in_(of_services))


async def waiting_ideas(db: ReadSession, visitor: Visitor) -> Sequence[Shown]:
    """For whoever entrusts: those without a service; for a service: those that it is to answer.

    Those that wait the longest first; a page at most: the others come up as these are handled.
    """
    mine = own_services(visitor)
    state = IdeaState.PUBLISHED if mine is None else IdeaState.STUDIED
    statement = _on_desk(visitor, mine).where(
        Idea.state == state, col(Idea.withdrawn_at).is_(None), col(Idea.hidden_at).is_(None)
    )
    by_time = (col(Idea.since), col(Idea.id))
    return await _shown(db, statement.order_by(*by_time).limit(ONE_MORE - 1))


async def reported_ideas(db: ReadSession, territory_id: UUID) -> Sequence[Shown]:
    """Those about which somebody waits for a moderator, the first reported first; a page at most."""
    first = (
        select(func.min(IdeaReport.at))
        .where(col(IdeaReport.idea_id) == Idea.id, col(IdeaReport.handled_at).is_(None))
        .correlate(Idea)
        .scalar_subquery()
    )
    statement = _public(territory_id).where(first.is_not(None)).order_by(first, col(Idea.id))
    return await _shown(db, statement.limit(ONE_MORE - 1))


async def other_ideas(db: ReadSession, visitor: Visitor, before: UUID | None) -> Sequence[Shown]:
    """All that the visitor has to do with, the latest first; one more than a page where there are more."""
    statement = _on_desk(visitor, own_services(visitor))
    if before is not None:
        statement = statement.where(col(Idea.id) < before)
    return await _shown(db, statement.order_by(col(Idea.id).desc()).limit(ONE_MORE))


async def open_reports(db: ReadSession, idea_id: UUID) -> Sequence[IdeaReport]:
    statement = select(IdeaReport).where(IdeaReport.idea_id == idea_id, col(IdeaReport.handled_at).is_(None))
    return (await db.exec(statement.order_by(col(IdeaReport.id)))).all()


async def waiting_count(db: ReadSession, visitor: Visitor) -> int:
    """How many wait for that visitor: to be entrusted or looked at, or to be answered."""
    mine = own_services(visitor)
    reported: Any = select(IdeaReport.id).where(
        col(IdeaReport.idea_id) == Idea.id, col(IdeaReport.handled_at).is_(None)
    )
    waits = (
        (col(Idea.state) == IdeaState.PUBLISHED) | reported.exists()
        if mine is None
        else (col(Idea.state) == IdeaState.STUDIED) & col(Idea.service_id).in_(mine)
    )
    statement = select(func.count()).select_from(Idea)
    statement = of_territory(statement, Idea.territory_id, visitor.territory.id)
    shown = (col(Idea.withdrawn_at).is_(None), col(Idea.hidden_at).is_(None))
    return (await db.exec(statement.where(waits, *shown))).one()
