"""Several ways in for one person: added from within their own session, taken away while another remains."""

from collections.abc import Collection
from uuid import UUID

from sqlmodel import col, select

from okote.identity import sessions
from okote.identity.account.presence import hold_open
from okote.identity.models import SignIn, SignInAttempt
from okote.identity.permissions import person_of
from okote.identity.service import Identified, lock_identity
from okote.identity.visitors import Visitor
from okote.platform.errors import DomainError, NotFoundError
from okote.platform.mail.service import post
from okote.web.rendering import Renderer
from payments.sessions import ReadSession, WriteSession


class WayInUsedError(DomainError):
    """It leads to an account already; to whose is nobody's business, and nothing is merged."""

    code = "way_in_used"


class SessionChangedError(DomainError):
    """Whoever came back is not signed in as the person who left to add a way in."""

    code = "session_changed"


class LastWayInError(DomainError):
    """Without it nobody could enter the account any more."""

    code = "last_way_in"


def check_unchanged(attempt: SignInAttempt, visitor: Visitor) -> None:
    """Raise SessionChangedError where a way in is to be added to an account that the browser has left."""
    here = visitor.person.id if visitor.person is not None else None
    if attempt.person_id not in (None, here):
        raise SessionChangedError


async def ways_of(db: ReadSession, person_id: UUID) -> list[SignIn]:
    """Those that lead to this person, the last used first."""
    statement = select(SignIn).where(SignIn.person_id == person_id)
    return list(await db.exec(statement.order_by(col(SignIn.last_used_at).desc(), col(SignIn.id))))


async def add_way(db: WriteSession, who: Identified, *, to: UUID) -> SignIn | None:
    """Let who came back enter this account too; None where they do already.

    Raises WayInUsedError, and SignInRequiredError where the account was closed just now. The address that
    the provider tells of has no say in it.
    """
    await lock_identity(db, who.issuer, who.subject)
    await hold_open(db, to)
    statement = select(SignIn).where(SignIn.issuer == who.issuer, SignIn.subject == who.subject)
    held = (await db.exec(statement)).first()
    if held is not None and held.person_id != to:
        raise WayInUsedError
    if held is not None:
        return None
    added = SignIn(person_id=to, issuer=who.issuer, subject=who.subject, last_used_at=await db.now())
    db.add(added)
    return added


async def way_to_remove(
    db: WriteSession, way_id: UUID, *, person_id: UUID, usable: Collection[str]
) -> SignIn:
    """One of this person's, locked, while another remains by which they can enter; LastWayInError.

    `usable` are the issuers that are still offered here: what was taken out of the settings opens nothing.
    """
    await db.lock(f"ways-in:{person_id}")
    await hold_open(db, person_id)
    ways = {way.id: way for way in await ways_of(db, person_id)}
    removed = ways.pop(way_id, None)
    if removed is None:
        raise NotFoundError
    if not any(other.issuer in usable for other in ways.values()):
        raise LastWayInError
    await lock_identity(db, removed.issuer, removed.subject)
    return removed


async def remove_way(db: WriteSession, removed: SignIn, *, provider: str | None, but: bytes | None) -> None:
    """Take a way in away; browsers that entered by it are signed out, all `but` the one that asks."""
    await db.delete(removed)
    if provider is not None:
        await sessions.close_opened_by(db, removed.person_id, provider, but=but)


async def tell(
    db: WriteSession,
    renderer: Renderer,
    visitor: Visitor,
    way: SignIn,
    *,
    letter: str,
    name: str,
    language: str,
) -> None:
    """Write to the person about it, where we may: who did not do it themself can still act."""
    person = person_of(visitor)
    if person.email is None:
        return
    await post(
        db,
        key=f"{letter}:{way.id}",
        territory_id=visitor.territory.id,
        recipient=person.email,
        person_id=person.id,
        letter=renderer.letter(
            f"identity/mail/{letter}",
            {"way": name},
            language=language,
            territory=visitor.territory,
            address=visitor.address,
        ),
    )
