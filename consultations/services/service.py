"""Keeping the list: add, change, retire, take up again."""

from uuid import UUID

from sqlmodel import col, select

from consultations.deeds import SERVICE, ConsultationDeed
from consultations.permissions import may_keep_services
from consultations.services.models import Service
from consultations.services.rules import check_name
from okote.identity.permissions import require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.territories.queries import held, of_territory
from payments.sessions import WriteSession


async def add_service(db: WriteSession, name: str, email: str, *, by: Visitor) -> Service:
    """ServiceExistsError."""
    require(may_keep_services(by))
    await _check_name(db, name, by)
    added = Service(territory_id=by.territory.id, name=name, email=email, created_at=await db.now())
    db.add(added)
    await db.flush()
    await note(db, by.doer, ConsultationDeed.SERVICE_ADDED, added)
    return added


async def change_service(
    db: WriteSession, service_id: UUID, name: str, email: str, *, by: Visitor
) -> Service:
    """Its answers bear the new name from now on, also those of the past. ServiceExistsError."""
    require(may_keep_services(by))
    kept = await held(db, Service, by.territory.id, service_id)
    await _check_name(db, name, by, but=kept.id)
    was = SERVICE.facts(kept)
    kept.name, kept.email = name, email
    await note(db, by.doer, ConsultationDeed.SERVICE_CHANGED, kept, was)
    return kept


async def retire_service(db: WriteSession, service_id: UUID, *, by: Visitor) -> Service:
    """Nothing new is entrusted to it; what it has to answer, it still may."""
    require(may_keep_services(by))
    kept = await held(db, Service, by.territory.id, service_id)
    was = SERVICE.facts(kept)
    kept.retired_at = kept.retired_at or await db.now()
    await note(db, by.doer, ConsultationDeed.SERVICE_RETIRED, kept, was)
    return kept


async def take_up_service(db: WriteSession, service_id: UUID, *, by: Visitor) -> Service:
    """Entrust things to it again."""
    require(may_keep_services(by))
    kept = await held(db, Service, by.territory.id, service_id)
    was = SERVICE.facts(kept)
    kept.retired_at = None
    await note(db, by.doer, ConsultationDeed.SERVICE_TAKEN_UP, kept, was)
    return kept


async def _check_name(db: WriteSession, name: str, by: Visitor, *, but: UUID | None = None) -> None:
    """One writer of a territory's list at a time: two can't add the same name at once."""
    await db.lock(f"services:{by.territory.id}")
    others = of_territory(select(Service.name), Service.territory_id, by.territory.id)
    taken = await db.exec(others.where(col(Service.id).is_distinct_from(but)))
    check_name(name, taken.all())
