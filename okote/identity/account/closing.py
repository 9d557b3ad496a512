"""Closing an account: who it was is forgotten, what they gave stays for the accounts.

The right to erasure (GDPR, art. 17(1)) leaves what the law wants kept (art. 17(3)(b)): contributions and
ledger for ten years (Code de commerce, L123-22), what fights money laundering for five (Code monétaire
et financier, L561-12). They stay under the person's number, which then leads to nobody.
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import col, delete, exists, select, update

from okote.identity import sessions
from okote.identity.events import AccountClosed
from okote.identity.mail_codes.models import MailCode
from okote.identity.mail_codes.service import MAIL_KEY
from okote.identity.models import Grant, Invitation, Person, Role, SignIn, SignInAttempt
from okote.identity.permissions import person_of
from okote.identity.tokens import service as tokens
from okote.identity.typed.models import TypedForm
from okote.identity.visitors import Visitor
from okote.platform import limits
from okote.platform.errors import DomainError
from okote.platform.events import emit
from okote.platform.mail import service as mail
from okote.platform.mail.wishes import forget_wishes
from okote.territories.models import Territory
from okote.web.rendering import Renderer
from payments.sessions import ReadSession, WriteSession


class OnlyAdministratorError(DomainError):
    """Parameter: `territories`, by their names."""

    code = "only_administrator"


async def only_administrator_of(db: ReadSession, person_id: UUID) -> Sequence[Territory]:
    """The territories that nobody else could give roles in."""
    other = aliased(Grant)
    somebody_else = exists().where(
        col(other.territory_id) == Grant.territory_id,
        col(other.role) == Role.ADMINISTRATOR,
        col(other.revoked_at).is_(None),
        col(other.person_id) != person_id,
    )
    statement = (
        select(Territory)
        .join(Grant, col(Grant.territory_id) == Territory.id)
        .where(
            Grant.person_id == person_id,
            Grant.role == Role.ADMINISTRATOR,
            col(Grant.revoked_at).is_(None),
            ~somebody_else,
        )
    )
    return (await db.exec(statement.order_by(col(Territory.name), col(Territory.id)))).all()


async def close_account(db: WriteSession, renderer: Renderer, *, of: Visitor) -> None:
    """Forget who somebody was, once; OnlyAdministratorError rather than leave a territory to nobody.

    The person's row is held first, against all who would write something into the account meanwhile.
    """
    asked = person_of(of).id
    person = await db.get_one(Person, asked, with_for_update=True, populate_existing=True)
    if person.closed_at is not None:
        return
    await _give_roles_up(db, person.id)
    await mail.forget(db, person.id)
    await forget_wishes(db, person.id)
    await _write_for_the_last_time(db, renderer, of, person)
    await db.exec(delete(SignIn).where(col(SignIn.person_id) == person.id))
    await sessions.close_all(db, person.id)
    await tokens.end_all(db, person.id)
    await db.exec(delete(TypedForm).where(col(TypedForm.person_id) == person.id))
    await _forget_attempts(db, person)
    await db.exec(delete(MailCode).where(col(MailCode.person_id) == person.id))
    await db.exec(delete(SignInAttempt).where(col(SignInAttempt.person_id) == person.id))
    await db.exec(update(Invitation).where(col(Invitation.accepted_by) == person.id).values(email=""))
    person.email = person.public_name = person.language = None
    person.email_chosen, person.closed_at = False, await db.now()
    await emit(db, AccountClosed(person.id))


async def _forget_attempts(db: WriteSession, person: Person) -> None:
    """What was counted of the person and their addresses, confirmed or not, and the codes sent to these."""
    sent = (
        await db.exec(select(MailCode).where(MailCode.person_id == person.id).order_by(col(MailCode.id)))
    ).all()
    await mail.forget_keyed(db, [f"{MAIL_KEY}{code.id}" for code in sent])
    for subject in {str(person.id), person.email or "", *(code.email for code in sent)} - {""}:
        await limits.forget(db, subject)


async def _give_roles_up(db: WriteSession, person_id: UUID) -> None:
    """One territory after the other, in the order of their numbers: two administrators can't both leave."""
    in_force = select(Grant).where(Grant.person_id == person_id, col(Grant.revoked_at).is_(None))
    held = (await db.exec(in_force.order_by(col(Grant.territory_id), col(Grant.id)))).all()
    for territory_id in sorted({grant.territory_id for grant in held}):
        await db.lock(f"roles:{territory_id}")
    alone = await only_administrator_of(db, person_id)
    if alone:
        raise OnlyAdministratorError(territories=", ".join(territory.name for territory in alone))
    await db.exec(
        update(Grant)
        .where(col(Grant.person_id) == person_id, col(Grant.revoked_at).is_(None))
        .values(revoked_at=await db.now())
    )


async def _write_for_the_last_time(
    db: WriteSession, renderer: Renderer, visitor: Visitor, person: Person
) -> None:
    """To the address that is about to be forgotten: its reader may not be who closed the account."""
    if person.email is None:
        return
    await mail.post(
        db,
        key=f"account-closed:{person.id}",
        territory_id=visitor.territory.id,
        person_id=person.id,
        recipient=person.email,
        kept=False,
        letter=renderer.letter(
            "identity/mail/closed",
            {},
            language=visitor.language,
            territory=visitor.territory,
            address=visitor.address,
        ),
    )
