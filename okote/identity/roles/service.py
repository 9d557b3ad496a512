"""Give a role and take it back; offer one by mail, and take up the offer."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select, update

from okote.identity.account.presence import hold_open
from okote.identity.deeds import INVITATION, PERSON, IdentityDeed
from okote.identity.models import Grant, Invitation, Role
from okote.identity.roles.queries import administrators
from okote.identity.roles.rules import (
    INVITATION_LASTS,
    InvitationOverError,
    LastAdministratorError,
    check_end,
    check_scope,
)
from okote.identity.roles.words import ROLE_NAMES
from okote.identity.sessions import fingerprint, new_token
from okote.platform.audit import Doer, note
from okote.platform.errors import NotFoundError
from okote.platform.mail.service import post
from okote.territories.models import Territory
from okote.territories.queries import of_territory
from okote.web.rendering import Renderer
from payments.sessions import WriteSession
from payments.tables import uuid7


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """A role for whoever reads the mails of an address; `body` is the name of what `scope` stands for."""

    email: str
    role: Role
    scope: UUID | None = None
    body: str | None = None


async def grant(
    db: WriteSession,
    *,
    territory_id: UUID,
    person_id: UUID,
    role: Role,
    scope: UUID | None = None,
    by: UUID | None = None,
) -> None:
    """Give a role; giving it once more changes nothing. A deputy is named until a day (`name_deputy`).

    Raises BodyMissingError, DeputyDayError, and SignInRequiredError where the account was closed just now.
    """
    check_scope(role, scope)
    check_end(role, None, await db.now())
    await hold_open(db, person_id)
    await db.exec(
        insert(Grant)
        .values(
            id=uuid7(),
            territory_id=territory_id,
            person_id=person_id,
            role=role,
            scope=scope,
            granted_by=by,
            granted_at=await db.now(),
        )
        .on_conflict_do_nothing()
    )


async def name_deputy(db: WriteSession, person_id: UUID, until: datetime, *, by: Doer) -> Grant:
    """Have someone who holds a role here stand in as a second person; another day replaces the first.

    NotFoundError where they hold none, DeputyDayError.
    """
    await db.lock(f"roles:{by.territory_id}")
    statement = select(Grant).where(Grant.person_id == person_id, col(Grant.revoked_at).is_(None))
    scoped = of_territory(statement, Grant.territory_id, by.territory_id)
    held = (await db.exec(scoped.order_by(col(Grant.id)))).all()
    if not any(one.role is not Role.DEPUTY for one in held):
        raise NotFoundError
    at = await db.now()
    check_end(Role.DEPUTY, until, at)
    for one in held:
        if one.role is Role.DEPUTY:
            one.revoked_at = at
    await db.flush()
    await hold_open(db, person_id)
    deputy = Grant(
        territory_id=by.territory_id,
        person_id=person_id,
        role=Role.DEPUTY,
        granted_by=by.person_id,
        granted_at=at,
        expires_at=until,
    )
    db.add(deputy)
    await db.flush()
    await note(db, by, IdentityDeed.DEPUTY_NAMED, deputy)
    return deputy


async def revoke(db: WriteSession, grant_id: UUID, *, by: Doer) -> Grant:
    """Take a role back; LastAdministratorError rather than leave a territory to nobody.

    One at a time in a territory: two administrators can't revoke each other at once.
    """
    await db.lock(f"roles:{by.territory_id}")
    statement = select(Grant).where(Grant.id == grant_id, col(Grant.revoked_at).is_(None))
    held = (await db.exec(of_territory(statement, Grant.territory_id, by.territory_id))).first()
    if held is None:
        raise NotFoundError
    if held.role is Role.ADMINISTRATOR and await administrators(db, by.territory_id) == 1:
        raise LastAdministratorError
    was = {"granted_at": PERSON.facts(held)["granted_at"], "expires_at": PERSON.facts(held)["expires_at"]}
    held.revoked_at = await db.now()
    await note(db, by, IdentityDeed.ROLE_TAKEN_BACK, held, was)
    return held


async def invite(
    db: WriteSession,
    renderer: Renderer,
    territory: Territory,
    offer: Offer,
    *,
    address: str,
    by: UUID | None = None,
) -> Invitation:
    """Offer a role by mail, in the territory's language; the same offer made before is withdrawn.

    `address` is the territory's public one. Whoever opens the link may take the role, under whichever
    account they sign in with: the mail is the proof. Raises BodyMissingError.
    """
    check_scope(offer.role, offer.scope)
    await _withdraw_same(db, territory.id, offer)
    at, token = await db.now(), new_token()
    invitation = Invitation(
        territory_id=territory.id,
        email=offer.email,
        role=offer.role,
        scope=offer.scope,
        token_hash=fingerprint(token),
        invited_by=by,
        created_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    db.add(invitation)
    if by is not None:
        await note(db, Doer(territory.id, by), IdentityDeed.INVITATION_SENT, invitation)
    await post(
        db,
        key=f"invitation:{invitation.id}",
        territory_id=territory.id,
        recipient=offer.email,
        secret=True,
        letter=renderer.letter(
            "identity/mail/invitation",
            {
                "role": ROLE_NAMES[offer.role],
                "body": offer.body,
                "path": f"/invitations/{token}",
                "expires_at": invitation.expires_at,
            },
            language=territory.languages[0],
            territory=territory,
            address=address,
        ),
    )
    return invitation


async def _withdraw_same(db: WriteSession, territory_id: UUID, offer: Offer) -> None:
    await db.exec(
        update(Invitation)
        .where(
            col(Invitation.territory_id) == territory_id,
            col(Invitation.email) == offer.email,
            col(Invitation.role) == offer.role,
            col(Invitation.scope).is_not_distinct_from(offer.scope),
            col(Invitation.accepted_at).is_(None),
            col(Invitation.revoked_at).is_(None),
        )
        .values(revoked_at=await db.now())
    )


async def withdraw(db: WriteSession, invitation_id: UUID, *, by: Doer) -> Invitation:
    """Take an offer back that nobody has taken up; NotFoundError otherwise."""
    statement = select(Invitation).where(
        Invitation.id == invitation_id,
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
    )
    scoped = of_territory(statement, Invitation.territory_id, by.territory_id)
    invitation = (await db.exec(scoped.with_for_update())).first()
    if invitation is None:
        raise NotFoundError
    was = INVITATION.facts(invitation)
    invitation.revoked_at = await db.now()
    await note(db, by, IdentityDeed.INVITATION_WITHDRAWN, invitation, was)
    return invitation


async def accept(db: WriteSession, token: str, *, territory_id: UUID, person_id: UUID) -> Invitation:
    """Take up an offer, once; the same person may press the button twice.

    NotFoundError where the territory offered no such thing, InvitationOverError where it no longer does.
    """
    statement = select(Invitation).where(Invitation.token_hash == fingerprint(token))
    scoped = of_territory(statement, Invitation.territory_id, territory_id)
    invitation = (await db.exec(scoped.with_for_update())).first()
    if invitation is None:
        raise NotFoundError
    if invitation.accepted_by == person_id:
        return invitation
    at = await db.now()
    if not invitation.is_open(at):
        raise InvitationOverError
    was = INVITATION.facts(invitation)
    invitation.accepted_at, invitation.accepted_by = at, person_id
    await note(db, Doer(territory_id, person_id), IdentityDeed.INVITATION_TAKEN, invitation, was)
    await grant(
        db,
        territory_id=territory_id,
        person_id=person_id,
        role=invitation.role,
        scope=invitation.scope,
        by=invitation.invited_by,
    )
    return invitation
