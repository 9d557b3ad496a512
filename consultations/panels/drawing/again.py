"""Seats that are left after a draw: a call that is opened again, so that a further draw finds people."""

from datetime import date
from uuid import UUID

from consultations.deeds import PANEL, ConsultationDeed
from consultations.panels.drawing.rules import DrawExistsError, DrawMovedOnError, NoSeatLeftError
from consultations.panels.drawing.service import last_drawn, under_way
from consultations.panels.members.calling import seats_now
from consultations.panels.members.rules import seated
from consultations.panels.models import Panel
from consultations.panels.rules import CallPastError, PanelEndedError
from consultations.permissions import may_run_panels
from okote.identity.permissions import require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.territories.days import end_of
from okote.territories.queries import held
from payments.sessions import WriteSession


async def reopen_call(db: WriteSession, panel_id: UUID, last_day: date, *, by: Visitor) -> Panel:
    """Others volunteer until the end of that day; those who sit stay, and quotas are as everyone read them.

    PanelEndedError, DrawMovedOnError before anybody was drawn or where the call is open again already,
    DrawExistsError while a draw is under way, NoSeatLeftError, CallPastError.
    """
    require(may_run_panels(by))
    panel = await held(db, Panel, by.territory.id, panel_id)
    if panel.ended_at is not None:
        raise PanelEndedError
    if await under_way(db, panel.id):
        raise DrawExistsError
    if not panel.frozen or await last_drawn(db, panel.id) is None:
        raise DrawMovedOnError
    if seated(one.place for one in await seats_now(db, panel.id)) >= panel.seats:
        raise NoSeatLeftError
    at, was = await db.now(), PANEL.facts(panel)
    closes_at = end_of(last_day, by.territory.zone)
    if closes_at <= at:
        raise CallPastError
    panel.reopened_at, panel.closes_at = max(at, panel.frozen_at or at), closes_at
    await note(db, by.doer, ConsultationDeed.PANEL_REOPENED, panel, was)
    return panel
