"""Published tests for the rest of the site: its search, its list of addresses."""

from collections.abc import Sequence
from uuid import UUID

from consultations.testing.queries.standing import Standing, called, published
from okote.feature import MOST_FOUND, Found
from okote.identity.visitors import Visitor
from okote.platform.search import question
from payments.sessions import ReadSession

MOST_LISTED = 1_000


async def found(db: ReadSession, visitor: Visitor, typed: str) -> Sequence[Found]:
    """The tests that answer best, by their title and the name of their procedure."""
    words = question(typed)
    if words is None:
        return []
    return [_found(one) for one in await called(db, visitor.territory.id, words, most=MOST_FOUND)]


async def addresses(db: ReadSession, territory_id: UUID) -> Sequence[str]:
    """The page of each, the newest first."""
    tests = await published(db, territory_id, most=MOST_LISTED)
    return [f"/tests/{one.campaign.slug}" for one in tests]


def _found(one: Standing) -> Found:
    return Found(one.campaign.title, f"/tests/{one.campaign.slug}", one.procedure.name)
