"""Who holds which role, and who was offered one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, or_
from sqlmodel import col, select
from sqlmodel.sql.expression import Select

from okote.identity.models import Grant, Invitation, Person, Role
from okote.identity.sessions import fingerprint
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Holding:
    """A role in force, as the people who administer see it."""

    id: UUID
    person_id: UUID
    public_name: str | None
    email: str | None
    role: Role
    scope: UUID | None
    granted_at: datetime
    expires_at: datetime | None


async def holdings(db: ReadSession, territory_id: UUID) -> Sequence[Holding]:
    """Every role in force, person by person."""
    by_person = (func.coalesce(Person.public_name, Person.email, ""), col(Person.id), col(Grant.id))
    return [_holding(*row) for row in await db.exec(_held(territory_id).order_by(*by_person))]


async def holding(db: ReadSession, territory_id: UUID, grant_id: UUID) -> Holding:
    """One role in force; NotFoundError for any other."""
    row = (await db.exec(_held(territory_id).where(Grant.id == grant_id))).first()
    if row is None:
        raise NotFoundError
    return _holding(*row)


def _held(territory_id: UUID) -> Select[Grant, Person]:
    statement = select(Grant, Person).join(Person, col(Person.id) == Grant.person_id)
    in_force = statement.where(
        col(Grant.revoked_at).is_(None),
        or_(col(Grant.expires_at).is_(None), col(Grant.expires_at) > func.okote_now()),
    )
    return of_territory(in_force, Grant.territory_id, territory_id)


def _holding(grant: Grant, person: Person) -> Holding:
    return Holding(
        grant.id,
        person.id,
        person.public_name,
        person.email,
        grant.role,
        grant.scope,
        grant.granted_at,
        grant.expires_at,
    )


async def others_with_a_role(db: ReadSession, territory_id: UUID, person_id: UUID) -> Sequence[str]:
    """What everybody but that person, who has a role in a territory, is called there."""
    others = [held for held in await holdings(db, territory_id) if held.person_id != person_id]
    names = [held.public_name or held.email for held in others]
    return list(dict.fromkeys(name for name in names if name is not None))


async def administrators(db: ReadSession, territory_id: UUID) -> int:
    """How many people administer a territory."""
    statement = (
        select(func.count())
        .select_from(Grant)
        .where(Grant.role == Role.ADMINISTRATOR, col(Grant.revoked_at).is_(None))
    )
    return (await db.exec(of_territory(statement, Grant.territory_id, territory_id))).one()


async def open_invitations(db: ReadSession, territory_id: UUID) -> Sequence[Invitation]:
    """Offers that can still be taken up, the newest first."""
    statement = select(Invitation).where(
        col(Invitation.accepted_at).is_(None),
        col(Invitation.revoked_at).is_(None),
        Invitation.expires_at > await db.now(),
    )
    scoped = of_territory(statement, Invitation.territory_id, territory_id)
    return (await db.exec(scoped.order_by(col(Invitation.created_at).desc(), col(Invitation.id)))).all()


async def invitation_of(db: ReadSession, token: str, territory_id: UUID) -> Invitation | None:
    statement = select(Invitation).where(Invitation.token_hash == fingerprint(token))
    return (await db.exec(of_territory(statement, Invitation.territory_id, territory_id))).first()
