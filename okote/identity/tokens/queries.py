"""Tokens, for their owners, for administrators, and for whatever arrives with one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Date, and_, cast
from sqlmodel import col, func, select

from okote.identity.models import Grant, Person
from okote.identity.sessions import held_by, in_force_here
from okote.identity.tokens.models import AccessToken
from okote.identity.visitors import Carried, Held
from okote.territories.models import Territory
from okote.territories.queries import of_territory
from payments.sessions import ReadSession
from payments.tables import Moment


@dataclass(frozen=True, slots=True)
class Brought:
    """Who a program acts for; `stale` when it is time to note that its token is in use."""

    territory: Territory
    person: Person | None
    roles: frozenset[Held]
    token: Carried | None
    stale: bool


async def arrive(db: ReadSession, slug: str, token_hash: bytes | None) -> Brought | None:
    """The territory, and whom this token stands for there with what roles: one statement.

    None when there is no such territory; nobody where the token is not of this one, or has expired.
    """
    now: Any = func.okote_now(type_=Moment())
    token_here = and_(
        col(AccessToken.token_hash) == (token_hash or b""),
        col(AccessToken.territory_id) == Territory.id,
        col(AccessToken.expires_at) > now,
    )
    statement: Any = (
        select(Territory, AccessToken, Person, Grant)
        .add_columns(col(AccessToken.last_used_on).is_distinct_from(cast(now, Date)))
        .select_from(Territory)
        .outerjoin(AccessToken, token_here)
        .outerjoin(Person, col(Person.id) == AccessToken.person_id)
        .outerjoin(Grant, in_force_here())
        .where(col(Territory.slug) == slug)
    )
    rows = (await db.exec(statement)).all()
    if not rows:
        return None
    territory, token, person, _, stale = rows[0]
    carried = token and Carried(token.id, token.name, token.allows, token.expires_at)
    return Brought(territory, person, held_by(row[3] for row in rows), carried, bool(carried and stale))


async def tokens_of(db: ReadSession, territory_id: UUID, person_id: UUID) -> Sequence[AccessToken]:
    """Those that somebody made here, the latest first."""
    statement = of_territory(select(AccessToken), AccessToken.territory_id, territory_id)
    statement = statement.where(AccessToken.person_id == person_id)
    return (await db.exec(statement.order_by(col(AccessToken.id).desc()))).all()


async def tokens_in(
    db: ReadSession, territory_id: UUID, before: UUID | None, most: int
) -> Sequence[tuple[AccessToken, Person]]:
    """Everybody's, with whose each is, the latest first."""
    statement = select(AccessToken, Person).join(Person, col(Person.id) == AccessToken.person_id)
    statement = of_territory(statement, AccessToken.territory_id, territory_id)
    if before is not None:
        statement = statement.where(col(AccessToken.id) < before)
    return (await db.exec(statement.order_by(col(AccessToken.id).desc()).limit(most))).all()
