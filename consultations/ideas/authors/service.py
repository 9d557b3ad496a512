"""Invite somebody to write an idea together, say yes or no, leave."""

from datetime import timedelta
from uuid import UUID

from sqlmodel import col, delete, select

from consultations.ideas.authors.models import IdeaAuthor
from consultations.ideas.authors.queries import authors
from consultations.ideas.events import AuthorInvited
from consultations.ideas.models import Idea, IdeaSupport
from consultations.ideas.rules import (
    AUTHORS_MOST,
    AuthorKnownError,
    AuthorsMostError,
    check_not_replaced,
    check_shown,
)
from okote.identity.account.presence import hold_open
from okote.identity.permissions import person_of, require
from okote.identity.sessions import fingerprint
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.platform.limits import Limit, Per, hit
from okote.territories.queries import held
from payments.sessions import ReadSession, WriteSession

INVITING = Limit(
    "idea-author",
    most=10,
    window=timedelta(days=1),
    per=Per.PERSON,
    reason="Each is a mail to somebody who did not ask for it; five may write with one author.",
)

WAITS = timedelta(days=30)
"""How long an invitation may be answered; then it goes, with the address."""


async def invite(db: WriteSession, idea_id: UUID, email: str, *, by: Visitor) -> IdeaAuthor:
    """By its author alone. AuthorKnownError, AuthorsMostError, IdeaGoneError."""
    idea = await held(db, Idea, by.territory.id, idea_id)
    person = person_of(by)
    require(idea.person_id == person.id)
    check_shown(shown=idea.shown)
    check_not_replaced(replaced=idea.replaced_at is not None)
    known = await authors(db, idea.id)
    if email.lower() in {one.email.lower() for one in known if one.email} | {(person.email or "").lower()}:
        raise AuthorKnownError
    if len(known) >= AUTHORS_MOST:
        raise AuthorsMostError(most=AUTHORS_MOST)
    await hit(db, INVITING, str(person.id))
    invited = IdeaAuthor(
        territory_id=idea.territory_id,
        idea_id=idea.id,
        email=email,
        language=by.language,
        invited_by=person.id,
        invited_at=await db.now(),
    )
    db.add(invited)
    await db.flush()
    await emit(db, AuthorInvited(invited.id))
    return invited


async def invitation(db: ReadSession, territory_id: UUID, secret: str) -> tuple[IdeaAuthor, Idea]:
    """That a link leads to; NotFoundError where it was answered, called back, or is too old."""
    statement = (
        select(IdeaAuthor, Idea)
        .join(Idea, col(Idea.id) == IdeaAuthor.idea_id)
        .where(IdeaAuthor.secret_hash == fingerprint(secret), IdeaAuthor.territory_id == territory_id)
    )
    found = (await db.exec(statement)).first()
    if (
        found is None
        or not found[1].shown
        or found[1].replaced_at is not None
        or found[0].invited_at <= await db.now() - WAITS
    ):
        raise NotFoundError
    return found


async def accept(db: WriteSession, secret: str, public_name: str | None, *, by: Visitor) -> Idea:
    """Once: the link is worth nothing afterwards. A support that they gave goes, since it is theirs now."""
    known, idea = await invitation(db, by.territory.id, secret)
    idea, person = await held(db, Idea, by.territory.id, idea.id), person_of(by)
    invited = await held(db, IdeaAuthor, by.territory.id, known.id)
    if invited.secret_hash is None:
        raise NotFoundError
    if idea.person_id == person.id or person.id in {one.person_id for one in await authors(db, idea.id)}:
        raise AuthorKnownError
    await hold_open(db, person.id)
    invited.person_id, invited.public_name, invited.accepted_at = person.id, public_name, await db.now()
    invited.email = invited.secret_hash = None
    await db.exec(
        delete(IdeaSupport).where(
            col(IdeaSupport.idea_id) == idea.id, col(IdeaSupport.person_id) == person.id
        )
    )
    return idea


async def decline(db: WriteSession, secret: str, *, by: Visitor) -> None:
    """Also by somebody who has not signed in: the link is theirs."""
    known, _ = await invitation(db, by.territory.id, secret)
    invited = await held(db, IdeaAuthor, by.territory.id, known.id)
    await _out(db, invited)


async def leave(db: WriteSession, author_id: UUID, *, by: Visitor) -> IdeaAuthor:
    """A co-author leaves, or the author takes somebody off the list."""
    one = await held(db, IdeaAuthor, by.territory.id, author_id)
    idea = await held(db, Idea, by.territory.id, one.idea_id, shared=True)
    require(person_of(by).id in (one.person_id, idea.person_id))
    await _out(db, one)
    return one


async def _out(db: WriteSession, one: IdeaAuthor) -> None:
    one.left_at = one.left_at or await db.now()
    one.email = one.secret_hash = one.public_name = None
