"""Calls, for everyone, for whoever applies, and for those who write them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select

from okote.feature import MOST_FOUND, Found
from okote.funding.calls.models import Call
from okote.funding.calls.rules import Standing
from okote.identity.visitors import Visitor
from okote.platform import slugs
from okote.platform.errors import NotFoundError
from okote.platform.search import mentions
from okote.territories.queries import of_territory, one_of
from okote.web.pagination import ONE_MORE
from payments.sessions import ReadSession
from payments.tables import Moment

ON_THE_FIRST_PAGE = 3

_NOW: Any = func.okote_now(type_=Moment())


@dataclass(frozen=True, slots=True)
class Told:
    """A call, and where it stands at this moment."""

    call: Call
    at: datetime

    @property
    def standing(self) -> Standing:
        return self.call.dates.standing(self.at)

    @property
    def open(self) -> bool:
        return self.standing is Standing.OPEN


def _calls(territory_id: UUID) -> Any:
    return of_territory(select(Call, _NOW), Call.territory_id, territory_id)


async def _told(db: ReadSession, statement: Any) -> list[Told]:
    return [Told(call, at) for call, at in await db.exec(statement)]


async def published(db: ReadSession, territory_id: UUID, typed: str = "") -> list[Told]:
    """All that everyone may read, the last to end first; those that say what was `typed`."""
    statement = _calls(territory_id).where(col(Call.published_at).is_not(None))
    found = await _told(db, statement.order_by(col(Call.closes_at).desc(), col(Call.id)))
    return [one for one in found if mentions(f"{one.call.title} {one.call.text} {one.call.criteria}", typed)]


async def newest(db: ReadSession, territory_id: UUID, *, before: UUID | None, most: int) -> list[Told]:
    """The same, the latest made first: an order that nothing changes."""
    statement = _calls(territory_id).where(col(Call.published_at).is_not(None))
    if before is not None:
        statement = statement.where(col(Call.id) < before)
    return await _told(db, statement.order_by(col(Call.id).desc()).limit(most))


async def call_of(db: ReadSession, territory_id: UUID, slug: str) -> Told:
    """One that everyone may read, by its name in addresses; NotFoundError for any other."""
    if not slugs.well_formed(slug):
        raise NotFoundError
    statement = _calls(territory_id).where(Call.slug == slug, col(Call.published_at).is_not(None))
    found = await _told(db, statement)
    if not found:
        raise NotFoundError
    return found[0]


async def answered_call(db: ReadSession, territory_id: UUID, call_id: UUID) -> Call:
    """One that campaigns may answer; NotFoundError for drafts, and for those of elsewhere."""
    call = await one_of(db, Call, territory_id, call_id)
    if call.published_at is None:
        raise NotFoundError
    return call


async def told_of(db: ReadSession, territory_id: UUID, call_id: UUID) -> Told:
    """The same with where it stands."""
    return Told(await answered_call(db, territory_id, call_id), await db.now())


async def open_calls(
    db: ReadSession, territory_id: UUID, *, besides: UUID | None = None, most: int | None = None
) -> Sequence[Call]:
    """Those that take applications now, the next to end first; `besides` one that may be over since."""
    taking = (col(Call.published_at).is_not(None)) & (col(Call.opens_at) <= _NOW) & (Call.closes_at > _NOW)
    statement = of_territory(select(Call), Call.territory_id, territory_id)
    statement = statement.where(taking | (col(Call.id) == besides))
    return (await db.exec(statement.order_by(col(Call.closes_at), col(Call.id)).limit(most))).all()


async def every_call(db: ReadSession, territory_id: UUID, before: UUID | None) -> list[Told]:
    """Drafts too, the latest made first; one more than a page where there are more."""
    statement = _calls(territory_id)
    if before is not None:
        statement = statement.where(col(Call.id) < before)
    return await _told(db, statement.order_by(col(Call.id).desc()).limit(ONE_MORE))


async def found(db: ReadSession, visitor: Visitor, typed: str) -> Sequence[Found]:
    """For the search of the whole site."""
    answering = await published(db, visitor.territory.id, typed)
    return [Found(one.call.title, path_of(one.call)) for one in answering[:MOST_FOUND]]


async def addresses(db: ReadSession, territory_id: UUID) -> Sequence[str]:
    """The list and the page of each; nothing where a territory has no calls."""
    pages = [path_of(one.call) for one in await published(db, territory_id)]
    return ["/calls", *pages] if pages else []


def path_of(call: Call) -> str:
    return f"/calls/{call.slug}"
