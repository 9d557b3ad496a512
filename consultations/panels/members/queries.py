"""Who sits, who is called, who is missing: for the person, for who runs the panel, for rooms above."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select

from consultations.panels.members.models import Observer, Seat
from consultations.panels.members.rules import FREED, SeatState, vacancies
from consultations.panels.models import Panel, Volunteer
from okote.identity.sessions import fingerprint
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory
from payments.sessions import ReadSession
from payments.tables import Moment

_NOW: Any = func.okote_now(type_=Moment())


@dataclass(frozen=True, slots=True)
class SeatOf:
    """Somebody's seat, on which panel, and what they volunteered with."""

    seat: Seat
    panel: Panel
    volunteer: Volunteer
    at: datetime

    @property
    def sits(self) -> bool:
        return self.seat.state is SeatState.ACCEPTED

    @property
    def asked(self) -> bool:
        """Whether their answer is waited for."""
        return self.seat.state is SeatState.INVITED and self.panel.ended_at is None


def _seats(territory_id: UUID) -> Any:
    statement: Any = (
        select(Seat, Panel, Volunteer, _NOW)
        .join(Panel, col(Panel.id) == Seat.panel_id)
        .join(Volunteer, col(Volunteer.id) == Seat.volunteer_id)
    )
    return of_territory(statement, Seat.territory_id, territory_id)


async def _of(db: ReadSession, statement: Any) -> list[SeatOf]:
    return [SeatOf(*row) for row in await db.exec(statement)]


async def seats_of_person(db: ReadSession, territory_id: UUID, person_id: UUID) -> Sequence[SeatOf]:
    """Where somebody who has signed in sits, the latest first."""
    sits = (Volunteer.person_id == person_id, Seat.state == SeatState.ACCEPTED)
    return await _of(db, _seats(territory_id).where(*sits).order_by(col(Seat.id).desc()))


async def drawn_seats_of(db: ReadSession, territory_id: UUID, person_id: UUID) -> Sequence[SeatOf]:
    """Every seat that a person was given by lot, also as a reserve or one that is given up since."""
    statement = _seats(territory_id).where(Volunteer.person_id == person_id)
    return await _of(db, statement.order_by(col(Seat.id).desc()))


async def sitting_members(db: ReadSession, panel_id: UUID) -> Sequence[Seat]:
    """Who sits at this moment, in the order in which they were drawn."""
    statement = select(Seat).where(Seat.panel_id == panel_id, Seat.state == SeatState.ACCEPTED)
    return (await db.exec(statement.order_by(col(Seat.id)))).all()


async def own_seat(db: ReadSession, territory_id: UUID, person_id: UUID, seat_id: UUID) -> SeatOf:
    """NotFoundError for somebody else's."""
    statement = _seats(territory_id).where(Seat.id == seat_id, Volunteer.person_id == person_id)
    return await _one(db, statement)


async def seat_by_link(db: ReadSession, territory_id: UUID, token: str) -> SeatOf:
    """NotFoundError where no such link was sent, or its reader withdrew."""
    return await _one(db, _seats(territory_id).where(Seat.token_hash == fingerprint(token)))


async def seat_by_calendar(db: ReadSession, territory_id: UUID, token: str) -> SeatOf:
    """Of who sits; NotFoundError otherwise."""
    address = (Seat.calendar_hash == fingerprint(token), Seat.state == SeatState.ACCEPTED)
    return await _one(db, _seats(territory_id).where(*address))


async def _one(db: ReadSession, statement: Any) -> SeatOf:
    found = await _of(db, statement)
    if not found:
        raise NotFoundError
    return found[0]


@dataclass(frozen=True, slots=True)
class Members:
    """A panel as who runs it sees it."""

    free: Sequence[SeatOf]
    """Seats that were freed, and for which no reserve of their stratum is left."""
    invited: Sequence[SeatOf]
    """The first who has to answer first."""
    sitting: Sequence[SeatOf]
    waiting: Sequence[SeatOf]
    """By stratum, in their order."""
    gone: Sequence[SeatOf]

    @property
    def any(self) -> bool:
        return bool(self.invited or self.sitting or self.waiting or self.gone)


async def members(db: ReadSession, territory_id: UUID, panel_id: UUID) -> Members:
    """NotFoundError has been raised by whoever read the panel."""
    found = await _of(db, _seats(territory_id).where(Seat.panel_id == panel_id).order_by(col(Seat.id)))
    by_id = {one.seat.id: one for one in found}
    free = [by_id[one.id] for one in vacancies(one.seat.place for one in found)]
    in_state = {state: [one for one in found if one.seat.state is state] for state in SeatState}
    return Members(
        free=free,
        invited=sorted(in_state[SeatState.INVITED], key=lambda one: (one.seat.answer_by, one.seat.id)),
        sitting=sorted(in_state[SeatState.ACCEPTED], key=lambda one: one.volunteer.name or ""),
        waiting=sorted(in_state[SeatState.WAITING], key=lambda one: (one.seat.stratum, one.seat.rank)),
        gone=[one for one in found if one.seat.state in FREED],
    )


async def observers(db: ReadSession, panel_id: UUID) -> Sequence[Observer]:
    """By name."""
    statement = select(Observer).where(Observer.panel_id == panel_id)
    return (await db.exec(statement.order_by(col(Observer.name), col(Observer.id)))).all()
