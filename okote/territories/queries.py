"""Reads of territories, and the one filter that keeps them apart."""

from collections.abc import Sequence
from functools import cache
from typing import Any, Protocol, TypeVar, cast
from uuid import UUID

from sqlalchemy import bindparam, inspect
from sqlmodel import col, func, select
from sqlmodel.sql.expression import Select, SelectOfScalar

from okote.platform.errors import NotFoundError
from okote.territories.models import Place, Territory
from payments.sessions import ReadSession, WriteSession

Statement = TypeVar("Statement", bound=Select[*tuple[Any, ...]] | SelectOfScalar[Any])


def of_territory(statement: Statement, territory_key: Any, territory_id: UUID) -> Statement:
    """Only what belongs to the territory: every query of a feature goes through here.

    `territory_key` is the column that says whose a row is, such as `Campaign.territory_id`.
    """
    return cast("Statement", statement.where(territory_key == territory_id))


HELD = "held"
"""Where a session keeps the rows that it holds together with others, until it ends."""


class Owned(Protocol):
    """A row that says whose it is."""

    territory_id: UUID


Row = TypeVar("Row", bound=Owned)


async def one_of(db: ReadSession, table: type[Row], territory_id: UUID, key: UUID) -> Row:
    """The row of this territory by its key; NotFoundError for any other."""
    return await _one(db, _by_key(table), territory_id, key)


async def held(
    db: WriteSession, table: type[Row], territory_id: UUID, key: UUID, *, shared: bool = False
) -> Row:
    """The same as it now is, held until the transaction ends: against whoever would change it or, unless
    `shared`, would hold it as well. Nobody changes what is held `shared`, so that is read once.
    """
    known: dict[Any, Row] = db.info.setdefault(HELD, {})
    which = table, territory_id, key
    if shared and which in known:
        return known[which]
    row: Row = await _one(db, _held_by_key(table, shared=shared), territory_id, key)
    if shared:
        known[which] = row
    return row


@cache
def _by_key(table: type[Row]) -> SelectOfScalar[Row]:
    """Of each table once: writing the statement takes longer than asking it."""
    (primary,) = inspect(table).primary_key
    statement = of_territory(select(table), table.territory_id, cast("UUID", bindparam("territory_id")))
    return statement.where(primary == bindparam("key"))


@cache
def _held_by_key(table: type[Row], *, shared: bool) -> SelectOfScalar[Row]:
    statement = _by_key(table).with_for_update(read=shared)
    return statement.execution_options(populate_existing=True)


async def _one(db: ReadSession, statement: SelectOfScalar[Row], territory_id: UUID, key: UUID) -> Row:
    asked = {"territory_id": territory_id, "key": key}
    row = (await db.exec(statement, params=asked)).first()
    if row is None:
        raise NotFoundError
    return row


async def is_alone(db: ReadSession) -> bool:
    """Whether the installation has one territory, so that all that is in it is that territory's."""
    return (await db.exec(select(func.count()).select_from(Territory))).one() == 1


OPERATORS_BOOK = UUID(int=1)
"""Of an installation with several territories: what Stripe and the operator settle between them is none's."""


async def operators_book(db: ReadSession) -> UUID:
    """Where the operator keeps what is its own at Stripe: with the only territory, or apart from all."""
    books = (await db.exec(select(Territory.book).limit(2))).all()
    return books[0] if len(books) == 1 else OPERATORS_BOOK


async def by_slug(db: ReadSession, slug: str) -> Territory | None:
    return (await db.exec(select(Territory).where(Territory.slug == slug))).first()


async def places(db: ReadSession, territory_id: UUID) -> Sequence[Place]:
    """In the order in which people look for them."""
    statement = of_territory(select(Place), Place.territory_id, territory_id)
    return (await db.exec(statement.order_by(col(Place.name), col(Place.id)))).all()


def labelled(found: Sequence[Place]) -> list[tuple[str, str]]:
    """Sectors with their commune: two may bear the same name."""
    names = {place.id: place.name for place in found}
    return [
        (str(place.id), f"{place.name} ({names[place.parent_id]})" if place.parent_id else place.name)
        for place in found
    ]
