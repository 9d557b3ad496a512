"""What other pages tell of actions: first page, search and map of the site, home of the back office."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, func, select

from consultations.actions.finding import answers, late, relevance
from consultations.actions.models import Action
from consultations.actions.queries.shown import Columns, public, shown
from consultations.permissions import own_services
from okote.feature import MOST_FOUND, Found
from okote.identity.visitors import Visitor
from okote.platform.search import question
from okote.territories.queries import of_territory
from payments.sessions import ReadSession

AT_HOME = 3
SUMMARY = 160
"""Characters of an action where others stand beside it."""


async def found(db: ReadSession, visitor: Visitor, typed: str) -> Sequence[Found]:
    """The best first, for the search of the whole site."""
    if (words_asked := question(typed)) is None:
        return []
    statement = public(visitor.territory.id).where(answers(words_asked))
    best = statement.order_by(relevance(words_asked).desc(), col(Action.number).desc()).limit(MOST_FOUND)
    return await _told(db, visitor, best)


async def latest(db: ReadSession, visitor: Visitor) -> Sequence[Found]:
    """Those that moved last, for the first page of the site."""
    by_day = public(visitor.territory.id).order_by(col(Action.since).desc(), col(Action.number).desc())
    return await _told(db, visitor, by_day.limit(AT_HOME))


async def addresses(db: ReadSession, territory_id: UUID) -> Sequence[str]:
    """The page of each, the latest first."""
    statement = of_territory(select(Action.number), Action.territory_id, territory_id)
    shown_ones = statement.where(col(Action.published_at).is_not(None))
    return [f"/actions/{number}" for number in await db.exec(shown_ones.order_by(col(Action.number).desc()))]


async def late_count(db: ReadSession, visitor: Visitor) -> int:
    """How many of those that a visitor has to do with are late."""
    mine, today = own_services(visitor), visitor.territory.day(await db.now())
    statement = of_territory(
        select(func.count()).select_from(Action), Action.territory_id, visitor.territory.id
    ).where(late(today))
    if mine is not None:
        statement = statement.where(col(Action.service_id).in_(mine))
    return (await db.exec(statement)).one()


async def _told(db: ReadSession, visitor: Visitor, statement: Columns) -> Sequence[Found]:
    today = visitor.territory.day(await db.now())
    return [_found(one.action) for one in await shown(db, statement, today)]


def _found(action: Action) -> Found:
    words = " ".join(action.why.split())
    cut = words if len(words) <= SUMMARY else f"{words[:SUMMARY].rsplit(' ', 1)[0]}…"
    return Found(action.title, f"/actions/{action.number}", cut)
