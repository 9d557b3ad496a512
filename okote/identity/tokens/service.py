"""Make a token, end one, and tell whose it is."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, delete, func, select, update

from okote.identity.account.presence import hold_open
from okote.identity.deeds import IdentityDeed
from okote.identity.models import Person
from okote.identity.permissions import may_administer, person_of, require
from okote.identity.sessions import fingerprint
from okote.identity.tokens.models import AccessToken
from okote.identity.tokens.rules import (
    MOST,
    Scope,
    ScopesMissingError,
    TooManyTokensError,
    beginning,
    new_secret,
)
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.mail.service import post
from okote.territories.queries import held, of_territory
from okote.web.rendering import Renderer
from payments.sessions import WriteSession


async def make(
    db: WriteSession, renderer: Renderer, name: str, scopes: Collection[Scope], days: int, *, by: Visitor
) -> tuple[AccessToken, str]:
    """The token and its secret, which nobody can read again; its owner is written to."""
    if not scopes:
        raise ScopesMissingError
    owner, here = person_of(by), by.territory.id
    await db.lock(f"tokens:{owner.id}")
    await hold_open(db, owner.id)
    theirs = of_territory(select(func.count()), AccessToken.territory_id, here)
    if (await db.exec(theirs.where(AccessToken.person_id == owner.id))).one() >= MOST:
        raise TooManyTokensError(most=MOST)
    secret, at = new_secret(), await db.now()
    made = AccessToken(
        territory_id=here,
        person_id=owner.id,
        name=name,
        token_hash=fingerprint(secret),
        begins=beginning(secret),
        scopes=sorted(scopes),
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    db.add(made)
    await db.flush()
    await _tell(db, renderer, by, owner, made, "token_made")
    return made, secret


async def revoke(db: WriteSession, token_id: UUID, *, by: Visitor) -> AccessToken:
    """By its owner; NotFoundError for anyone else's."""
    token = await held(db, AccessToken, by.territory.id, token_id)
    if token.person_id != person_of(by).id:
        raise NotFoundError
    await db.delete(token)
    return token


async def take_away(
    db: WriteSession, renderer: Renderer, token_id: UUID, reason: str, *, by: Visitor
) -> AccessToken:
    """By an administrator, whoever's it is; its owner is written to."""
    require(may_administer(by))
    token = await held(db, AccessToken, by.territory.id, token_id)
    await note(db, by.doer, IdentityDeed.TOKEN_TAKEN_AWAY, token, reason=reason)
    owner = await db.get_one(Person, token.person_id)
    await _tell(db, renderer, by, owner, token, "token_taken_away")
    await db.delete(token)
    return token


async def _tell(
    db: WriteSession, renderer: Renderer, visitor: Visitor, owner: Person, token: AccessToken, letter: str
) -> None:
    """Whoever did not do it themself can still act."""
    if owner.email is None:
        return
    await post(
        db,
        key=f"{letter}:{token.id}",
        territory_id=visitor.territory.id,
        recipient=owner.email,
        person_id=owner.id,
        letter=renderer.letter(
            f"identity/mail/{letter}",
            {"token": token},
            language=owner.language or visitor.language,
            territory=visitor.territory,
            address=visitor.address,
        ),
    )


async def touch(db: WriteSession, token_id: UUID) -> None:
    """Note the day on which it was used last."""
    today = (await db.now()).date()
    await db.exec(update(AccessToken).where(col(AccessToken.id) == token_id).values(last_used_on=today))


async def end_all(db: WriteSession, person_id: UUID) -> None:
    """Nothing acts in the name of whoever has closed their account, anywhere."""
    await db.exec(delete(AccessToken).where(col(AccessToken.person_id) == person_id))
