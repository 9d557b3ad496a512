"""Calling people to the seats of a panel: first the drawn, then reserves of the same stratum in order."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, exists, select

from consultations.panels.members.events import SeatFreed, SeatOffered, StratumExhausted
from consultations.panels.members.models import Observer, Seat
from consultations.panels.members.rules import (
    Bar,
    SeatState,
    answer_by,
    next_reserve,
    seated,
    vacancies,
)
from consultations.panels.models import Panel, Volunteer
from okote.identity.models import Grant, Role
from okote.platform.events import emit
from okote.territories.models import Territory
from okote.territories.queries import held
from payments.sessions import ReadSession, WriteSession


async def called_alone(db: WriteSession, territory_id: UUID, panel_id: UUID) -> Panel:
    """The panel, for whoever alone changes its seats until the transaction ends."""
    await db.lock(f"seats:{panel_id}")
    return await held(db, Panel, territory_id, panel_id, shared=True)


async def seats_now(db: WriteSession, panel_id: UUID) -> Sequence[Seat]:
    """As they are, once nobody else changes them."""
    statement = select(Seat).where(Seat.panel_id == panel_id).order_by(col(Seat.id))
    return (await db.exec(statement.execution_options(populate_existing=True))).all()


async def fill(db: WriteSession, panel: Panel) -> None:
    """Offer each free seat to the next reserve of its stratum; nothing once the panel has ended."""
    if panel.ended_at is not None:
        return
    seats = {one.id: one for one in await seats_now(db, panel.id)}
    for freed in vacancies(one.place for one in seats.values()):
        await _hand_on(db, panel, seats[freed.id], list(seats.values()))


async def _hand_on(db: WriteSession, panel: Panel, freed: Seat, seats: Sequence[Seat]) -> None:
    """Reserves who can't sit by now are passed over, for good."""
    known = {one.id: one for one in seats}
    while seated(one.place for one in seats) < panel.seats:
        following = next_reserve((one.place for one in seats), freed.stratum)
        if following is None:
            await emit(db, StratumExhausted(freed.id))
            return
        reserve = known[following.id]
        if await offer(db, panel, reserve, replaces=freed.id):
            return


async def offer(db: WriteSession, panel: Panel, seat: Seat, *, replaces: UUID | None = None) -> bool:
    """Invite somebody until the day that the rules give; False where they can't sit, and never will."""
    at = await db.now()
    bar = await bar_of(db, panel, await db.get_one(Volunteer, seat.volunteer_id))
    if bar is not None:
        seat.state, seat.barred, seat.dropped_at = SeatState.DROPPED, bar, at
        db.add(seat)
        await db.flush()
        return False
    territory = await db.get_one(Territory, panel.territory_id)
    seat.state, seat.invited_at, seat.answer_by = SeatState.INVITED, at, answer_by(territory.day(at))
    if replaces is not None:
        seat.replaces_id = replaces
    db.add(seat)
    await db.flush()
    await emit(db, SeatOffered(seat.id))
    return True


async def free(db: WriteSession, panel: Panel, seat: Seat) -> None:
    """Tell that nobody sits there any more, and call the next."""
    await db.flush()
    await emit(db, SeatFreed(seat.id))
    await fill(db, panel)


async def bar_of(db: ReadSession, panel: Panel, volunteer: Volunteer) -> Bar | None:
    """Why this volunteer can't sit at this moment; what they said and what their account holds count both."""
    if volunteer.withdrawn_at is not None:
        return Bar.WITHDRAWN
    if panel.service_id is not None and volunteer.own_service_id == panel.service_id:
        return Bar.OWN_SERVICE
    if volunteer.person_id is None:
        return None
    held_roles = await _roles(db, panel.territory_id, volunteer.person_id)
    if panel.service_id is not None and (Role.SERVICE, panel.service_id) in held_roles:
        return Bar.OWN_SERVICE
    if (Role.ELECTED, None) in held_roles:
        return Bar.ELECTED
    observes = exists().where(
        col(Observer.panel_id) == panel.id, col(Observer.person_id) == volunteer.person_id
    )
    return Bar.OBSERVER if (await db.exec(select(observes))).one() else None


async def _roles(db: ReadSession, territory_id: UUID, person_id: UUID) -> set[tuple[Role, UUID | None]]:
    statement = select(Grant.role, Grant.scope).where(
        Grant.territory_id == territory_id,
        Grant.person_id == person_id,
        col(Grant.revoked_at).is_(None),
    )
    return {(Role(role), scope) for role, scope in await db.exec(statement.order_by(col(Grant.id)))}
