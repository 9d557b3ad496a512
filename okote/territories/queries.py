"""Reads of territories, and the one filter that keeps them apart."""

from collections.abc import Sequence
from typing import Any, TypeVar, cast
from uuid import UUID

from sqlmodel import col, func, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from okote.territories.models import Place, Territory
from payments.sessions import ReadSession

Statement = TypeVar("Statement", bound=Select[*tuple[Any, ...]] | SelectOfScalar[Any])


def of_territory(statement: Statement, territory_key: Any, territory_id: UUID) -> Statement:
    """Only what belongs to the territory: every query of a feature goes through here.

    `territory_key` is the column that says whose a row is, such as `Campaign.territory_id`.
    """
    return cast("Statement", statement.where(territory_key == territory_id))


async def is_alone(db: ReadSession) -> bool:
    """Whether the installation has one territory, so that all that is in it is that territory's."""
    return (await db.exec(select(func.count()).select_from(Territory))).one() == 1


async def by_slug(db: ReadSession, slug: str) -> Territory | None:
    return (await db.exec(select(Territory).where(Territory.slug == slug))).first()


async def places(db: ReadSession, territory_id: UUID) -> Sequence[Place]:
    """In the order in which people look for them."""
    statement = of_territory(select(Place), Place.territory_id, territory_id)
    return (await db.exec(statement.order_by(col(Place.name), col(Place.id)))).all()
