"""Signed-in browsers: a random cookie, its hash in PostgreSQL, an idle and an absolute end."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast
from uuid import UUID

from sqlalchemy import and_
from sqlmodel import col, delete, select, update

from okote.identity.models import Grant, Person, Session
from okote.identity.visitors import Held
from okote.territories.models import Territory
from payments.sessions import ReadSession, WriteSession

COOKIE = "__Host-session"
IDLE = timedelta(hours=12)
ABSOLUTE = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=5)
"""How stale `seen_at` may be: a page need not write each time it is read."""


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


async def close_session(db: WriteSession, token_hash: bytes) -> None:
    await db.exec(delete(Session).where(col(Session.token_hash) == token_hash))


async def touch(db: WriteSession, token_hash: bytes, at: datetime) -> None:
    """Note that the session is in use, so that its idle end moves on."""
    await db.exec(update(Session).where(col(Session.token_hash) == token_hash).values(seen_at=at))


async def sweep(db: WriteSession) -> None:
    """Forget sessions that have ended."""
    at = await db.now()
    await db.exec(
        delete(Session).where((col(Session.expires_at) <= at) | (col(Session.seen_at) <= at - IDLE))
    )


async def arrive(
    db: ReadSession, slug: str, host: str, token_hash: bytes | None
) -> tuple[Territory, Person | None, datetime | None, frozenset[Held], datetime] | None:
    """The territory, and who is signed in on this host with what roles: one statement.

    None when there is no such territory. The third value is when the session was last seen.
    """
    at = await db.now()
    found = (
        await db.exec(
            select(Territory, Person, Session.seen_at, Grant)
            .outerjoin(
                Session,
                and_(
                    col(Session.token_hash) == (token_hash or b""),
                    col(Session.host) == host,
                    col(Session.expires_at) > at,
                    col(Session.seen_at) > at - IDLE,
                ),
            )
            .outerjoin(Person, col(Person.id) == Session.person_id)
            .outerjoin(
                Grant,
                and_(
                    col(Grant.person_id) == Person.id,
                    col(Grant.territory_id) == Territory.id,
                    col(Grant.revoked_at).is_(None),
                ),
            )
            .where(Territory.slug == slug)
        )
    ).all()
    rows = cast("Sequence[tuple[Territory, Person | None, datetime | None, Grant | None]]", found)
    if not rows:
        return None
    territory, person, seen_at, _ = rows[0]
    roles = frozenset(Held(grant.role, grant.scope) for *_, grant in rows if grant is not None)
    return territory, person, seen_at, roles, at
