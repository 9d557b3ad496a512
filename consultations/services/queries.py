"""Services, for those who choose one, those who keep them, and those who invite people to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, func, select

from consultations.services.models import Service
from okote.identity.models import Grant, Person, Role
from okote.territories.queries import of_territory
from payments.sessions import ReadSession


async def services(db: ReadSession, territory_id: UUID) -> Sequence[Service]:
    """Those in use, in the order of their names."""
    return [one for one in await every_service(db, territory_id) if one.retired_at is None]


async def every_service(db: ReadSession, territory_id: UUID) -> Sequence[Service]:
    """Those in use, then those that are retired."""
    statement = of_territory(select(Service), Service.territory_id, territory_id)
    by_name = (col(Service.retired_at).is_not(None), func.okote_fold(Service.name), col(Service.id))
    return (await db.exec(statement.order_by(*by_name))).all()


async def service_names(db: ReadSession, territory_id: UUID) -> Mapping[UUID, str]:
    """For the role of whoever answers for one."""
    return {one.id: one.name for one in await every_service(db, territory_id)}


@dataclass(frozen=True, slots=True)
class Answering:
    """Somebody who answers for a service, as administrators see them."""

    service_id: UUID
    name: str


async def answering(db: ReadSession, territory_id: UUID) -> Sequence[Answering]:
    """Who answers, for every service of the territory."""
    statement = (
        select(Grant.scope, func.coalesce(Person.public_name, Person.email, ""))
        .join(Person, col(Person.id) == Grant.person_id)
        .where(Grant.role == Role.SERVICE, col(Grant.revoked_at).is_(None))
        .order_by(func.coalesce(Person.public_name, Person.email, ""), col(Grant.id))
    )
    found = await db.exec(of_territory(statement, Grant.territory_id, territory_id))
    return [Answering(scope, name) for scope, name in found if scope is not None]
