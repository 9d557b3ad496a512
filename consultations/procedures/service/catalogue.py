"""The catalogue: a procedure is added, changed, retired, taken up again."""

from typing import Any
from uuid import UUID

from sqlmodel import select

from consultations.permissions import may_answer
from consultations.procedures.deeds import PROCEDURE, ProcedureDeed
from consultations.procedures.models import Procedure
from consultations.procedures.rules import ProcedureDetails
from consultations.services.models import Service
from okote.identity.permissions import require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.slugs import free, slug
from okote.territories.queries import held, of_territory, one_of
from payments.sessions import WriteSession


async def add_procedure(db: WriteSession, details: ProcedureDetails, *, by: Visitor) -> Procedure:
    """Nobody else reads it before its first version is published."""
    await _check_service(db, details.service_id, by)
    added = Procedure(
        territory_id=by.territory.id,
        slug=await _free_slug(db, details.name, by.territory.id),
        created_at=await db.now(),
        **_columns(details),
    )
    db.add(added)
    await db.flush()
    await note(db, by.doer, ProcedureDeed.PROCEDURE_ADDED, added)
    return added


async def change_procedure(
    db: WriteSession, procedure_id: UUID, details: ProcedureDetails, *, by: Visitor
) -> Procedure:
    """Its address stays, whatever it is called; only what its versions say has a history."""
    kept = await own_procedure(db, procedure_id, by)
    await _check_service(db, details.service_id, by)
    was = PROCEDURE.facts(kept)
    for column, value in _columns(details).items():
        setattr(kept, column, value)
    await note(db, by.doer, ProcedureDeed.PROCEDURE_CHANGED, kept, was)
    return kept


async def retire_procedure(db: WriteSession, procedure_id: UUID, *, by: Visitor) -> Procedure:
    """It leaves the catalogue; its page stays, and says so."""
    kept = await own_procedure(db, procedure_id, by)
    was = PROCEDURE.facts(kept)
    kept.retired_at = kept.retired_at or await db.now()
    await note(db, by.doer, ProcedureDeed.PROCEDURE_RETIRED, kept, was)
    return kept


async def take_up_procedure(db: WriteSession, procedure_id: UUID, *, by: Visitor) -> Procedure:
    """Into the catalogue again."""
    kept = await own_procedure(db, procedure_id, by)
    was = PROCEDURE.facts(kept)
    kept.retired_at = None
    await note(db, by.doer, ProcedureDeed.PROCEDURE_TAKEN_UP, kept, was)
    return kept


async def own_procedure(db: WriteSession, procedure_id: UUID, by: Visitor) -> Procedure:
    """One for which the visitor may write, held."""
    kept = await held(db, Procedure, by.territory.id, procedure_id)
    require(may_answer(by, kept.service_id))
    return kept


async def _check_service(db: WriteSession, service_id: UUID, by: Visitor) -> None:
    """One of this territory, for which the visitor may write."""
    await one_of(db, Service, by.territory.id, service_id)
    require(may_answer(by, service_id))


async def _free_slug(db: WriteSession, name: str, territory_id: UUID) -> str:
    """One writer at a time: two can't take the same."""
    await db.lock(f"procedures:{territory_id}")
    taken = await db.exec(of_territory(select(Procedure.slug), Procedure.territory_id, territory_id))
    return free(slug(name), set(taken.all()))


def _columns(details: ProcedureDetails) -> dict[str, Any]:
    return {
        "service_id": details.service_id,
        "name": details.name,
        "summary": details.summary,
        "audience": details.audience,
        "kind": details.kind,
        "channels": sorted(details.channels),
        "papers": list(details.papers),
    }
