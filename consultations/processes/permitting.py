"""What the active phase permits, asked within the transaction that does it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select

from consultations.eligibility.rules import Conditions
from consultations.eligibility.service import check_eligible
from consultations.processes.audiences import is_of
from consultations.processes.describing import NOTHING_ASKED
from consultations.processes.models import Phase, Process
from consultations.processes.rules import Permit, refused, runs
from okote.identity.permissions import require
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.territories.queries import held
from payments.sessions import ReadSession, WriteSession
from payments.tables import Moment

AT_LAST: Any = func.okote_now(type_=Moment()) + (func.clock_timestamp() - func.now())
"""The moment of the statement itself: who waited for a change of phases is judged when it was through."""


async def permitted(
    db: WriteSession, process_id: UUID | None, permit: Permit, *, by: Visitor
) -> Process | None:
    """The process, held against changes of its phases until the transaction ends; None is the box of ideas
    that stays, which permits everything.

    NotEligibleError, and those of `opened`. Services study whatever is asked of residents.
    """
    process = await opened(db, process_id, permit, by=by)
    if process is None or permit is Permit.STUDY:
        return process
    conditions = Conditions.read(process.conditions)
    if conditions != NOTHING_ASKED:
        await check_eligible(db, conditions, by=by)
    return process


async def opened(db: WriteSession, process_id: UUID | None, permit: Permit, *, by: Visitor) -> Process | None:
    """The same but for the conditions: of whoever enters it at the counter, those of somebody else count.

    NotFoundError for whoever is not of its audience, and for a draft; PhaseClosedError;
    ForbiddenError where the phase is for fewer people than the process.
    """
    if process_id is None:
        return None
    process = await held(db, Process, by.territory.id, process_id, shared=True)
    check_seen(process, by)
    phases, at = await phases_at_last(db, process.id)
    known = () if process.archived_at else phases
    open_now = next((one for one in known if runs(one, at)), None)
    if open_now is None or permit not in open_now.permits:
        raise refused(known, permit, at, by.territory.zone)
    require(is_of(by, open_now.audience))
    return process


def check_seen(process: Process, by: Visitor) -> None:
    """NotFoundError for whoever may not see it."""
    if process.published_at is None or not is_of(by, process.audience):
        raise NotFoundError


async def phases_at_last(db: ReadSession, process_id: UUID) -> tuple[Sequence[Phase], datetime]:
    """In their order, and the moment of this very statement."""
    statement: Any = select(Phase, AT_LAST).where(Phase.process_id == process_id)
    rows = (await db.exec(statement.order_by(col(Phase.starts_at)))).all()
    return [row[0] for row in rows], rows[0][1] if rows else await db.now()
