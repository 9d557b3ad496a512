"""When a panel meets, who is expected, who came, and what was paid: for members and for who runs it."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select

from consultations.panels.meetings.models import Attendance, Compensation, Meeting
from consultations.panels.meetings.rules import Presence, is_expected
from consultations.panels.members.models import Seat
from consultations.panels.models import Panel, Volunteer
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory
from payments.sessions import ReadSession
from payments.tables import Moment

_NOW: Any = func.okote_now(type_=Moment())


@dataclass(frozen=True, slots=True)
class Met:
    """A meeting as it stands at this moment; `presence` is that of whoever reads it, if a member does."""

    meeting: Meeting
    at: datetime
    presence: Presence | None = None

    @property
    def cancelled(self) -> bool:
        return self.meeting.cancelled_at is not None

    @property
    def begun(self) -> bool:
        return self.meeting.starts_at <= self.at

    @property
    def over(self) -> bool:
        return self.meeting.ends_at <= self.at

    @property
    def to_come(self) -> bool:
        return not self.begun and not self.cancelled


async def meetings(db: ReadSession, panel_id: UUID) -> Sequence[Met]:
    """The first first, those that were called off among them."""
    statement: Any = select(Meeting, _NOW).where(Meeting.panel_id == panel_id)
    in_order = statement.order_by(col(Meeting.starts_at), col(Meeting.id))
    return [Met(*row) for row in await db.exec(in_order)]


async def meetings_of(db: ReadSession, seat: Seat) -> Sequence[Met]:
    """Those at which a member is or was expected."""
    statement: Any = (
        select(Meeting, _NOW, Attendance.state)
        .outerjoin(
            Attendance, (col(Attendance.meeting_id) == Meeting.id) & (col(Attendance.seat_id) == seat.id)
        )
        .where(Meeting.panel_id == seat.panel_id)
        .order_by(col(Meeting.starts_at), col(Meeting.id))
    )
    rows = (await db.exec(statement)).all()
    return [Met(one, at, state or Presence.EXPECTED) for one, at, state in rows if expects(one, seat)]


def expects(meeting: Meeting, seat: Seat) -> bool:
    return is_expected(
        accepted_at=seat.sat_from,
        dropped_at=seat.dropped_at,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
    )


async def one_meeting(db: ReadSession, territory_id: UUID, meeting_id: UUID) -> tuple[Met, Panel]:
    """NotFoundError for another territory's."""
    statement: Any = select(Meeting, _NOW, Panel).join(Panel, col(Panel.id) == Meeting.panel_id)
    scoped = of_territory(statement.where(Meeting.id == meeting_id), Meeting.territory_id, territory_id)
    row = (await db.exec(scoped)).first()
    if row is None:
        raise NotFoundError
    meeting, at, panel = row
    return Met(meeting, at), panel


@dataclass(frozen=True, slots=True)
class Called:
    """A member at a meeting."""

    seat: Seat
    volunteer: Volunteer
    presence: Presence
    owed: Compensation | None


ABSENT_FIRST = (Presence.MISSED, Presence.EXCUSED, Presence.EXPECTED, Presence.CAME)


async def roll(db: ReadSession, meeting: Meeting) -> Sequence[Called]:
    """Who is or was expected: who is missing first, then by name."""
    statement: Any = (
        select(Seat, Volunteer, Attendance.state, Compensation)
        .join(Volunteer, col(Volunteer.id) == Seat.volunteer_id)
        .outerjoin(
            Attendance, (col(Attendance.seat_id) == Seat.id) & (col(Attendance.meeting_id) == meeting.id)
        )
        .outerjoin(
            Compensation,
            (col(Compensation.seat_id) == Seat.id) & (col(Compensation.meeting_id) == meeting.id),
        )
        .where(Seat.panel_id == meeting.panel_id)
        .order_by(col(Seat.id))
    )
    found = [
        Called(seat, volunteer, state or Presence.EXPECTED, owed)
        for seat, volunteer, state, owed in (await db.exec(statement)).all()
        if expects(meeting, seat)
    ]
    return sorted(found, key=lambda one: (ABSENT_FIRST.index(one.presence), one.volunteer.name or ""))


@dataclass(frozen=True, slots=True)
class Owed:
    """What a member is owed for a meeting, or was paid."""

    compensation: Compensation
    meeting: Meeting
    volunteer: Volunteer


async def compensations(db: ReadSession, panel_id: UUID) -> Sequence[Owed]:
    """What is not paid first, then the latest paid."""
    statement: Any = (
        select(Compensation, Meeting, Volunteer)
        .join(Meeting, col(Meeting.id) == Compensation.meeting_id)
        .join(Seat, col(Seat.id) == Compensation.seat_id)
        .join(Volunteer, col(Volunteer.id) == Seat.volunteer_id)
        .where(Meeting.panel_id == panel_id)
    )
    paid_last = (
        col(Compensation.paid_on).is_not(None),
        col(Compensation.paid_on).desc(),
        col(Meeting.starts_at),
        col(Compensation.id),
    )
    return [Owed(*row) for row in await db.exec(statement.order_by(*paid_last))]


async def paid_to(db: ReadSession, seat_id: UUID) -> Mapping[UUID, Compensation]:
    """By meeting, what a member is owed or was paid."""
    statement = select(Compensation).where(Compensation.seat_id == seat_id)
    found = (await db.exec(statement.order_by(col(Compensation.id)))).all()
    return {one.meeting_id: one for one in found}


async def members_to_write_to(db: ReadSession, meeting: Meeting) -> Sequence[Seat]:
    """Who sits and is expected at it."""
    statement = select(Seat).where(
        Seat.panel_id == meeting.panel_id,
        col(Seat.answered_at).is_not(None),
        col(Seat.dropped_at).is_(None),
    )
    seats = (await db.exec(statement.order_by(col(Seat.id)))).all()
    return [one for one in seats if expects(meeting, one)]


async def excused_from(db: ReadSession, meeting: Meeting) -> AbstractSet[UUID]:
    """The seats of whoever said that they can't come."""
    statement = select(Attendance.seat_id).where(
        Attendance.meeting_id == meeting.id, Attendance.state == Presence.EXCUSED
    )
    return set((await db.exec(statement.order_by(col(Attendance.id)))).all())
