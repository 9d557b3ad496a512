"""Ideas, for everyone, for their authors, and for whoever answers."""

from collections.abc import AsyncIterator, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement
from sqlmodel import col, func, select

from consultations.actions.models import Theme
from consultations.ideas.authors.models import IdeaAuthor
from consultations.ideas.authors.queries import may_write
from consultations.ideas.finding import SUPPORTS, Last, Wanted, answers, relevance
from consultations.ideas.models import Idea, IdeaReplacement, IdeaStep, IdeaSupport
from consultations.ideas.rules import WAITING, IdeaState, is_editable, is_late
from consultations.permissions import own_services
from consultations.processes.audiences import audiences_of
from consultations.processes.models import Process
from consultations.processes.rules import Audience
from consultations.services.models import Service
from okote.feature import MOST_FOUND, Found
from okote.identity.models import Person
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.platform.search import question
from okote.territories.models import Place
from okote.territories.queries import of_territory
from okote.web.pagination import ONE_MORE, Paged
from payments.sessions import ReadSession

PER_PAGE = 20
AT_ONCE = 500
"""Of what is read to its end."""
EVERYTHING = Wanted()
AT_HOME = 3
SUMMARY = 160
"""Characters of an idea where others stand beside it."""


@dataclass(frozen=True, slots=True)
class Shown:
    """An idea as people see it; `process` is where it belongs, by its address and its title."""

    idea: Idea
    place: str | None
    service: str | None
    supports: int
    category: str | None
    process: tuple[str, str] | None
    at: datetime

    @property
    def takes_supports(self) -> bool:
        return self.idea.shown and self.idea.replaced_at is None and self.idea.state in WAITING

    @property
    def late(self) -> bool:
        return self.takes_supports and is_late(self.idea.state, self.idea.since, self.at, self.idea.due_at)

    @property
    def editable(self) -> bool:
        """Whether its authors may change it, as far as its process lets them."""
        return self.takes_supports and is_editable(self.idea.state, self.idea.proposed_at, self.at)


EVERYONES = (Audience.PUBLIC,)
"""What is for agents or partners alone is nowhere but in its own process."""

Columns = Any
"""A statement of `Shown`'s columns."""


def _ideas(territory_id: UUID) -> Columns:
    statement: Any = (
        select(Idea, Place.name, Service.name, SUPPORTS, Theme.name, Process.slug, Process.title)  # type: ignore[call-overload]
        .outerjoin(Place, col(Place.id) == Idea.place_id)
        .outerjoin(Service, col(Service.id) == Idea.service_id)
        .outerjoin(Theme, col(Theme.id) == Idea.category_id)
        .outerjoin(Process, col(Process.id) == Idea.process_id)
    )
    return of_territory(statement, Idea.territory_id, territory_id)


def public(territory_id: UUID, audiences: Collection[Audience] = EVERYONES) -> Columns:
    """Those that everyone sees, or everyone who is of these audiences."""
    return _ideas(territory_id).where(
        col(Idea.withdrawn_at).is_(None), col(Idea.hidden_at).is_(None), within(audiences)
    )


def listed(territory_id: UUID, audiences: Collection[Audience] = EVERYONES) -> Columns:
    """Of those, all in whose place no other stands."""
    return public(territory_id, audiences).where(col(Idea.replaced_at).is_(None))


def within(audiences: Collection[Audience]) -> ColumnElement[bool]:
    """On ideas joined, from outside, with their process."""
    return col(Idea.process_id).is_(None) | col(Process.audience).in_(audiences)


async def _shown(db: ReadSession, statement: Columns) -> list[Shown]:
    rows = (await db.exec(statement)).all()
    at = await db.now()
    return [
        Shown(idea, place, service, supports, category, None if slug is None else (slug, title), at)
        for idea, place, service, supports, category, slug, title in rows
    ]


async def ideas(
    db: ReadSession,
    territory_id: UUID,
    wanted: Wanted = EVERYTHING,
    audiences: Collection[Audience] = EVERYONES,
) -> Paged[Shown]:
    """Each page begins after the last row of the one before."""
    statement = listed(territory_id, audiences).where(*wanted.conditions).order_by(*wanted.columns)
    rows = await _shown(db, statement.limit(PER_PAGE + 1))
    return Paged(
        rows[:PER_PAGE],
        first={"after": None} if wanted.after else None,
        next=_after(rows[PER_PAGE - 1], wanted) if len(rows) > PER_PAGE else None,
    )


async def newest(db: ReadSession, territory_id: UUID, wanted: Wanted, most: int) -> list[Shown]:
    """At most so many, from the one after which `wanted` asks."""
    statement = listed(territory_id).where(*wanted.conditions).order_by(*wanted.columns)
    return await _shown(db, statement.limit(most))


async def by_place(
    db: ReadSession, territory_id: UUID, wanted: Wanted, audiences: Collection[Audience] = EVERYONES
) -> Sequence[tuple[UUID | None, str | None, int]]:
    """How many ideas each place has, the place with the most first; those of the whole territory by None."""
    narrowed = listed(territory_id, audiences).where(*wanted.conditions)
    counted = narrowed.with_only_columns(col(Idea.place_id), col(Place.name), func.count())
    rows = await db.exec(
        counted.group_by(Idea.place_id, Place.name).order_by(func.count().desc(), col(Place.name))
    )
    return list(rows.all())


def _after(last: Shown, wanted: Wanted) -> dict[str, object]:
    return {"after": Last(last.idea.id, wanted.mark(last.supports))}


async def idea(db: ReadSession, visitor: Visitor, idea_id: UUID) -> Shown:
    """One that everyone of its process sees, or one's own; NotFoundError for any other."""
    seen = within(audiences_of(visitor))
    found = await _shown(db, _ideas(visitor.territory.id).where(Idea.id == idea_id, seen))
    if not found or not (found[0].idea.shown or await may_write(db, found[0].idea, visitor)):
        raise NotFoundError
    return found[0]


async def numbered(db: ReadSession, visitor: Visitor, number: int) -> UUID:
    """Of the idea that people name so; NotFoundError where nobody sees one."""
    statement = of_territory(select(Idea.id), Idea.territory_id, visitor.territory.id)
    found = (await db.exec(statement.where(Idea.number == number))).first()
    if found is None:
        raise NotFoundError
    return (await idea(db, visitor, found)).idea.id


async def any_idea(db: ReadSession, territory_id: UUID, idea_id: UUID) -> Shown:
    """One of this territory's, hidden or not; NotFoundError for any other."""
    found = await _shown(db, _ideas(territory_id).where(Idea.id == idea_id))
    if not found:
        raise NotFoundError
    return found[0]


async def supports(db: ReadSession, idea_id: UUID, person_id: UUID) -> int | None:
    """The version that somebody supports; None where they don't."""
    statement = select(IdeaSupport.version).where(
        IdeaSupport.idea_id == idea_id, IdeaSupport.person_id == person_id
    )
    return (await db.exec(statement)).first()


async def replacing(db: ReadSession, idea_id: UUID) -> Sequence[Idea]:
    """Those that stand in its place, as far as everyone sees them."""
    statement = select(Idea).join(IdeaReplacement, col(IdeaReplacement.to_id) == Idea.id)
    statement = statement.where(
        IdeaReplacement.idea_id == idea_id, col(Idea.withdrawn_at).is_(None), col(Idea.hidden_at).is_(None)
    )
    return (await db.exec(statement.order_by(col(Idea.number)))).all()


async def replaced_by(db: ReadSession, idea_id: UUID) -> Sequence[Idea]:
    """Those in whose place it stands, as far as everyone sees them."""
    statement = select(Idea).join(IdeaReplacement, col(IdeaReplacement.idea_id) == Idea.id)
    statement = statement.where(
        IdeaReplacement.to_id == idea_id, col(Idea.withdrawn_at).is_(None), col(Idea.hidden_at).is_(None)
    )
    return (await db.exec(statement.order_by(col(Idea.number)))).all()


async def author_left(db: ReadSession, idea: Idea) -> bool:
    """Whether whoever proposed it has closed their account since."""
    closed = select(Person.closed_at).where(Person.id == idea.person_id)
    return idea.person_id is not None and (await db.exec(closed)).one() is not None


async def supports_since(db: ReadSession, idea_id: UUID, version: int) -> int:
    """How many support that version or a later one."""
    statement = select(func.count()).select_from(IdeaSupport)
    return (
        await db.exec(statement.where(IdeaSupport.idea_id == idea_id, col(IdeaSupport.version) >= version))
    ).one()


async def steps(db: ReadSession, idea_id: UUID) -> Sequence[tuple[IdeaStep, str]]:
    """What was done with it and by which service, from the first to the last."""
    statement = select(IdeaStep, Service.name).join(Service, col(Service.id) == IdeaStep.service_id)
    return (await db.exec(statement.where(IdeaStep.idea_id == idea_id).order_by(col(IdeaStep.id)))).all()


async def ideas_of(db: ReadSession, territory_id: UUID, person_id: UUID) -> Sequence[Shown]:
    """All that somebody proposed here, alone or with others, the latest first."""
    with_others: Any = select(IdeaAuthor.idea_id).where(
        IdeaAuthor.person_id == person_id, col(IdeaAuthor.left_at).is_(None)
    )
    statement = _ideas(territory_id).where((col(Idea.person_id) == person_id) | col(Idea.id).in_(with_others))
    return await _shown(db, statement.order_by(col(Idea.id).desc()))


async def supported_by(db: ReadSession, territory_id: UUID, person_id: UUID) -> Sequence[Shown]:
    """What somebody supports here and everyone sees, the latest supported first; a page at most."""
    statement = listed(territory_id).join(IdeaSupport, col(IdeaSupport.idea_id) == Idea.id)
    statement = statement.where(IdeaSupport.person_id == person_id)
    by_time = (col(IdeaSupport.since).desc(), col(Idea.id))
    return await _shown(db, statement.order_by(*by_time).limit(ONE_MORE - 1))


async def found(db: ReadSession, visitor: Visitor, typed: str) -> Sequence[Found]:
    """The ideas that answer best, for the search of the whole site."""
    words_asked = question(typed)
    if words_asked is None:
        return []
    statement = listed(visitor.territory.id, audiences_of(visitor)).where(answers(words_asked))
    best = statement.order_by(relevance(words_asked).desc(), col(Idea.id)).limit(MOST_FOUND)
    return [_found(one.idea) for one in await _shown(db, best)]


async def addresses(db: ReadSession, territory_id: UUID) -> Sequence[str]:
    """The page of each, the newest first."""
    statement: Any = listed(territory_id).with_only_columns(col(Idea.id))
    return [f"/ideas/{idea_id}" for (idea_id,) in await db.exec(statement.order_by(col(Idea.id).desc()))]


async def each(db: ReadSession, territory_id: UUID) -> AsyncIterator[Shown]:
    """All that everyone sees, from the first to the latest, some at a time."""
    last = 0
    while True:
        page = listed(territory_id).where(col(Idea.number) > last).order_by(col(Idea.number)).limit(AT_ONCE)
        found = await _shown(db, page)
        for one in found:
            yield one
        if len(found) < AT_ONCE:
            return
        last = found[-1].idea.number
        db.expunge_all()


async def latest(db: ReadSession, visitor: Visitor) -> Sequence[Found]:
    """For the first page of the site."""
    statement = listed(visitor.territory.id).order_by(col(Idea.id).desc()).limit(AT_HOME)
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
        Idea.state == state,
        col(Idea.withdrawn_at).is_(None),
        col(Idea.hidden_at).is_(None),
        col(Idea.replaced_at).is_(None),
    )
    by_time = (col(Idea.since), col(Idea.id))
    return await _shown(db, statement.order_by(*by_time).limit(ONE_MORE - 1))


async def processes_with_ideas(db: ReadSession, territory_id: UUID) -> Sequence[tuple[str, str]]:
    """To choose from on the desk, the latest first."""
    within: Any = select(Idea.id).where(col(Idea.process_id) == Process.id)
    statement = of_territory(select(Process.id, Process.title), Process.territory_id, territory_id)
    rows = await db.exec(statement.where(within.exists()).order_by(col(Process.id).desc()))
    return [(str(key), title) for key, title in rows.all()]


async def other_ideas(
    db: ReadSession, visitor: Visitor, before: UUID | None, process_id: UUID | None = None
) -> Sequence[Shown]:
    """All that the visitor has to do with, the latest first; one more than a page where there are more."""
    statement = _on_desk(visitor, own_services(visitor))
    if process_id is not None:
        statement = statement.where(Idea.process_id == process_id)
    if before is not None:
        statement = statement.where(col(Idea.id) < before)
    return await _shown(db, statement.order_by(col(Idea.id).desc()).limit(ONE_MORE))


async def waiting_count(db: ReadSession, visitor: Visitor) -> int:
    """How many wait for that visitor: to be entrusted, or to be answered."""
    mine = own_services(visitor)
    waits = (
        col(Idea.state) == IdeaState.PUBLISHED
        if mine is None
        else (col(Idea.state) == IdeaState.STUDIED) & col(Idea.service_id).in_(mine)
    )
    statement = select(func.count()).select_from(Idea)
    statement = of_territory(statement, Idea.territory_id, visitor.territory.id)
    shown = (one.is_(None) for one in (col(Idea.withdrawn_at), col(Idea.hidden_at), col(Idea.replaced_at)))
    return (await db.exec(statement.where(waits, *shown))).one()
