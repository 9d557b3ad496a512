"""What other pages tell of consultations: first page, search and map of the site, and programs."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, func, select

from consultations.processes.finding import IN_ORDER, answers
from consultations.processes.models import WORDS, Process
from consultations.processes.queries import ShownProcess, seen, shown
from consultations.processes.rules import Audience, ProcessState
from okote.feature import MOST_FOUND, Found
from okote.identity.visitors import Visitor
from okote.platform.search import asked, question
from okote.territories.queries import of_territory
from payments.sessions import ReadSession

AT_HOME = 3


async def found(db: ReadSession, visitor: Visitor, typed: str) -> Sequence[Found]:
    """Those that answer best, for the search of the whole site."""
    if (words_asked := question(typed)) is None:
        return []
    best = func.ts_rank(WORDS, asked(words_asked)).desc()
    statement = seen(visitor).where(answers(words_asked)).order_by(best, col(Process.id)).limit(MOST_FOUND)
    return [_found(one) for one in await shown(db, statement)]


async def latest(db: ReadSession, visitor: Visitor) -> Sequence[Found]:
    """For the first page of the site: those that are open or will be."""
    statement = seen(visitor).where(col(Process.archived_at).is_(None))
    first = await shown(db, statement.order_by(*IN_ORDER).limit(AT_HOME))
    return [_found(one) for one in first if one.standing is not ProcessState.OVER]


async def addresses(db: ReadSession, territory_id: UUID) -> Sequence[str]:
    """The page of each that is for everyone, the newest first."""
    statement = of_territory(select(Process.slug), Process.territory_id, territory_id).where(
        col(Process.published_at).is_not(None), Process.audience == Audience.PUBLIC
    )
    return [f"/processes/{slug}" for slug in await db.exec(statement.order_by(col(Process.id).desc()))]


async def newest(db: ReadSession, visitor: Visitor, *, before: UUID | None, most: int) -> list[ShownProcess]:
    """For programs, as a stranger sees them: an order that nothing changes."""
    statement = seen(visitor.stranger)
    if before is not None:
        statement = statement.where(col(Process.id) < before)
    return await shown(db, statement.order_by(col(Process.id).desc()).limit(most))


def _found(one: ShownProcess) -> Found:
    return Found(one.process.title, f"/processes/{one.process.slug}", one.process.lead)
