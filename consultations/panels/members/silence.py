"""Who has not answered: reminded once before the day, taken for silent after it."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, or_, select

from consultations.panels.members.calling import called_alone, free, seats_now
from consultations.panels.members.models import Seat
from consultations.panels.members.rules import REMIND_BEFORE, SeatState, is_silent, reminds
from consultations.panels.models import Panel, Volunteer
from okote.territories.models import Territory
from okote.territories.queries import of_territory
from payments.sessions import ReadSession, WriteSession

REMIND = "panels.seats.remind"


async def panels_due(db: ReadSession, territory_id: UUID, today: date) -> Sequence[UUID]:
    """Those in which somebody's day is near or over."""
    near = (col(Seat.answer_by) <= today + REMIND_BEFORE) & col(Seat.reminded_at).is_(None)
    statement = (
        select(Seat.panel_id)
        .join(Panel, col(Panel.id) == Seat.panel_id)
        .where(
            Seat.state == SeatState.INVITED,
            col(Panel.ended_at).is_(None),
            or_(near, col(Seat.answer_by) < today),
        )
        .distinct()
    )
    here = of_territory(statement, Seat.territory_id, territory_id)
    return (await db.exec(here.order_by(col(Seat.panel_id)))).all()


async def look_after(db: WriteSession, territory: Territory, panel_id: UUID) -> None:
    """Remind by mail whoever has one; take for silent whoever let the day go by, and call the next."""
    panel = await called_alone(db, territory.id, panel_id)
    today = territory.day(await db.now())
    for seat in await seats_now(db, panel_id):
        if seat.state is not SeatState.INVITED or seat.invited_at is None or seat.answer_by is None:
            continue
        if panel.ended_at is None and is_silent(seat.answer_by, today):
            seat.state = SeatState.SILENT
            await free(db, panel, seat)
        elif seat.reminded_at is None and reminds(seat.answer_by, territory.day(seat.invited_at), today):
            await _remind(db, seat)


async def _remind(db: WriteSession, seat: Seat) -> None:
    """Who has no mail is called by whoever runs the panel: it stands first on their page."""
    volunteer = await db.get_one(Volunteer, seat.volunteer_id)
    if volunteer.email is not None:
        seat.reminded_at = await db.now()
        await db.defer(REMIND, seat=str(seat.id))
