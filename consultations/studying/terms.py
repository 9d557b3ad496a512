"""How many days services have, in a consultation or in the whole territory."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from consultations.ideas.rules import PATIENCE
from consultations.processes.models import Process
from consultations.studying.deeds import TERM, StudyDeed
from consultations.studying.models import StudyTerm
from okote.identity.permissions import may_administer, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.territories.days import end_of
from okote.territories.models import Territory
from okote.territories.queries import of_territory, one_of
from payments.sessions import ReadSession, WriteSession


async def days_of(db: ReadSession, territory_id: UUID, process_id: UUID | None) -> int:
    """That of the consultation, or that of the territory, or the usual time."""
    statement = of_territory(select(StudyTerm), StudyTerm.territory_id, territory_id)
    of_it = col(StudyTerm.process_id).is_(None) | (col(StudyTerm.process_id) == process_id)
    own_first = statement.where(of_it).order_by(col(StudyTerm.process_id).nulls_last())
    kept = (await db.exec(own_first)).first()
    return PATIENCE.days if kept is None else kept.days


async def usual_due(db: ReadSession, territory: Territory, process_id: UUID | None, at: datetime) -> datetime:
    """The first instant too late, where nobody chose another day."""
    days = await days_of(db, territory.id, process_id)
    return end_of(territory.day(at) + timedelta(days=days), territory.zone)


async def set_days(db: WriteSession, process_id: UUID | None, days: int, *, by: Visitor) -> StudyTerm:
    """For what is entrusted from now on: what was promised stays."""
    require(may_administer(by))
    here = by.territory.id
    if process_id is not None:
        await one_of(db, Process, here, process_id)
    await db.lock(f"study-terms:{here}")
    statement = of_territory(select(StudyTerm), StudyTerm.territory_id, here)
    same = col(StudyTerm.process_id).is_not_distinct_from(process_id)
    kept = (await db.exec(statement.where(same))).first()
    was = TERM.facts(kept) if kept else None
    kept = kept or StudyTerm(territory_id=here, process_id=process_id, days=days)
    kept.days = days
    db.add(kept)
    await db.flush()
    await note(db, by.doer, StudyDeed.STUDY_TERM_SET, kept, was)
    return kept


async def terms(db: ReadSession, territory_id: UUID) -> Sequence[tuple[StudyTerm, str | None]]:
    """Those that were set, that of the whole territory first, with the titles of consultations."""
    statement: Any = select(StudyTerm, Process.title).outerjoin(
        Process, col(Process.id) == StudyTerm.process_id
    )
    own_last = (col(StudyTerm.process_id).is_not(None), col(Process.title), col(StudyTerm.id))
    found = of_territory(statement, StudyTerm.territory_id, territory_id).order_by(*own_last)
    return [(term, title) for term, title in await db.exec(found)]
