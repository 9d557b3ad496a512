"""Signed-in browsers: a random cookie, its hash in PostgreSQL, an idle and an absolute end."""

import hashlib
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, and_, bindparam, case, func, or_
from sqlmodel import col, delete, select, update

from okote.identity.models import Grant, Person, Session
from okote.identity.visitors import Held
from okote.territories.models import Territory
from payments.sessions import ReadSession, WriteSession
from payments.tables import Moment

IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=30)
ENDED_KEPT = timedelta(days=1)
"""How long it is known whose a session was: what is typed into a page of it is theirs alone."""
SEEN_EVERY = timedelta(minutes=5)
"""How stale `seen_at` may be: a page need not write each time it is read."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """Who asks for a page, and where; `stale` when it is time to note that the session is in use."""

    territory: Territory
    person: Person | None
    roles: frozenset[Held]
    stale: bool
    left: timedelta | None
    """How long the session still lasts, once that is noted; None of somebody without one."""


def fingerprint(token: str) -> bytes:
    """What is kept of a secret that a browser holds."""
    return hashlib.sha256(token.encode()).digest()


def new_token() -> str:
    """256 random bits; never taken from what a browser brings."""
    return secrets.token_urlsafe(32)


async def open_session(
    db: WriteSession,
    person_id: UUID,
    *,
    host: str,
    provider: str,
    id_token: str | None,
    instead_of: bytes | None,
) -> str:
    """A new session under a new token; the one that the browser had before ends."""
    if instead_of is not None:
        await close_session(db, instead_of)
    token, at = new_token(), await db.now()
    db.add(
        Session(
            token_hash=fingerprint(token),
            person_id=person_id,
            host=host,
            provider=provider,
            id_token=id_token,
            created_at=at,
            seen_at=at,
            expires_at=at + ABSOLUTE,
        )
    )
    return token


async def opened_at(db: ReadSession, token_hash: bytes | None) -> datetime | None:
    """Since when this browser is signed in."""
    if token_hash is None:
        return None
    return (await db.exec(select(Session.created_at).where(Session.token_hash == token_hash))).first()


async def close_session(db: WriteSession, token_hash: bytes) -> Session | None:
    """The session that ended, for whoever has to sign out elsewhere too."""
    deleted = await db.exec(delete(Session).where(col(Session.token_hash) == token_hash).returning(Session))
    ended: Session | None = deleted.scalar_one_or_none()
    return ended


async def close_all(db: WriteSession, person_id: UUID) -> None:
    """Sign a person out everywhere: each browser, on each host name."""
    await db.exec(delete(Session).where(col(Session.person_id) == person_id))


async def close_opened_by(db: WriteSession, person_id: UUID, provider: str, *, but: bytes | None) -> None:
    """Sign a person out of the browsers where they entered by a provider, all but one."""
    await db.exec(
        delete(Session).where(
            col(Session.person_id) == person_id,
            col(Session.provider) == provider,
            col(Session.token_hash) != (but or b""),
        )
    )


async def touch(db: WriteSession, token_hash: bytes) -> None:
    """Note that the session is in use, so that its idle end moves on."""
    await db.exec(update(Session).where(col(Session.token_hash) == token_hash).values(seen_at=await db.now()))


def over(at: datetime) -> ColumnElement[bool]:
    """Whether a session has ended by then."""
    return (col(Session.expires_at) <= at) | (col(Session.seen_at) <= at - IDLE)


async def ended(db: ReadSession, token_hash: bytes, host: str) -> UUID | None:
    """Whose session it was, of one that ended by itself not long ago."""
    statement = select(Session.person_id).where(
        col(Session.token_hash) == token_hash, Session.host == host, over(await db.now())
    )
    return (await db.exec(statement)).first()


async def of_person(db: ReadSession, person_id: UUID) -> list[Session]:
    """Those that are open, the last used first."""
    at = await db.now()
    statement = select(Session).where(
        Session.person_id == person_id, Session.expires_at > at, Session.seen_at > at - IDLE
    )
    return list(await db.exec(statement.order_by(col(Session.seen_at).desc(), col(Session.token_hash))))


def _arriving() -> Any:
    now: Any = func.okote_now(type_=Moment())
    stale: Any = col(Session.seen_at) <= now - SEEN_EVERY
    idle: Any = case((stale, now), else_=col(Session.seen_at)) + IDLE
    left: Any = case((col(Session.person_id).is_not(None), func.least(col(Session.expires_at), idle) - now))
    of_any_width: Any = select  # SQLModel's hints end at four
    session_here = and_(
        col(Session.token_hash) == bindparam("token_hash"),
        col(Session.host) == bindparam("host"),
        col(Session.expires_at) > now,
        col(Session.seen_at) > now - IDLE,
    )
    return (
        of_any_width(Territory, Person, Grant, stale, left)
        .select_from(Territory)
        .outerjoin(Session, session_here)
        .outerjoin(Person, col(Person.id) == Session.person_id)
        .outerjoin(Grant, in_force_here())
        .where(col(Territory.slug) == bindparam("slug"))
    )


async def arrive(db: ReadSession, slug: str, host: str, token_hash: bytes | None) -> Arrived | None:
    """The territory, and who is signed in on this host with what roles: one statement.

    None when there is no such territory.
    """
    asked = {"slug": slug, "host": host, "token_hash": token_hash or b""}
    rows: Sequence[tuple[Territory, Person | None, Grant | None, bool | None, timedelta | None]] = (
        await db.exec(ARRIVING, params=asked)
    ).all()
    if not rows:
        return None
    territory, person, _, is_stale, still = rows[0]
    roles = held_by(grant for _, _, grant, *_ in rows)
    return Arrived(territory, person, roles, stale=bool(is_stale), left=still)


def in_force_here() -> ColumnElement[bool]:
    """Which roles count, of the person and the territory of the same statement."""
    now: Any = func.okote_now(type_=Moment())
    return and_(
        col(Grant.person_id) == Person.id,
        col(Grant.territory_id) == Territory.id,
        col(Grant.revoked_at).is_(None),
        or_(col(Grant.expires_at).is_(None), col(Grant.expires_at) > now),
    )


ARRIVING = _arriving()
"""Asked before every page: writing the statement takes longer than asking it."""


def held_by(grants: Iterable[Grant | None]) -> frozenset[Held]:
    """Of rows that have a role, or none."""
    return frozenset(Held(grant.role, grant.scope) for grant in grants if grant is not None)
