"""Categories, for those who choose one and those who keep them."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from okote.funding.categories.models import Category
from okote.territories.queries import of_territory
from payments.sessions import ReadSession


async def categories(
    db: ReadSession, territory_id: UUID, *, language: str, besides: UUID | None = None
) -> Sequence[Category]:
    """Those in use, in the order of their names; `besides` one that may have been retired since."""
    statement = of_territory(select(Category), Category.territory_id, territory_id)
    statement = statement.where(col(Category.retired_at).is_(None) | (col(Category.id) == besides))
    return _by_name((await db.exec(statement.order_by(col(Category.id)))).all(), language)


async def every_category(db: ReadSession, territory_id: UUID, *, language: str) -> Sequence[Category]:
    """Those in use, then those that are retired."""
    statement = of_territory(select(Category), Category.territory_id, territory_id)
    found = _by_name((await db.exec(statement.order_by(col(Category.id)))).all(), language)
    return sorted(found, key=lambda one: one.retired_at is not None)


def _by_name(found: Sequence[Category], language: str) -> Sequence[Category]:
    return sorted(found, key=lambda one: one.name(language).casefold())
