"""Calling a panel together, noting who comes, and what each is paid for it."""

from collections.abc import Collection, Mapping
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from consultations.deeds import ATTENDANCE, COMPENSATION, MEETING, ConsultationDeed
from consultations.panels.meetings.events import MeetingNear, MeetingTold
from consultations.panels.meetings.models import Attendance, Compensation, Meeting
from consultations.panels.meetings.rules import (
    KNOWN_FOR,
    REMIND_BEFORE,
    CompensationPaidError,
    MeetingDetails,
    MeetingOverError,
    MeetingToComeError,
    NotExpectedError,
    NothingOwedError,
    Presence,
    check_meeting,
    check_paid_on,
    is_expected,
)
from consultations.panels.members.models import Seat
from consultations.panels.models import Panel
from consultations.panels.rules import PanelEndedError
from consultations.permissions import may_run_panels
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.platform.links import public_link
from okote.territories.queries import held, of_territory, one_of
from payments.money import Money
from payments.sessions import WriteSession


async def write_meeting(db: WriteSession, panel_id: UUID, details: MeetingDetails, *, by: Visitor) -> Meeting:
    """Members are told by mail. PanelEndedError, NotAPublicLinkError, and what `check_meeting` raises."""
    require(may_run_panels(by))
    panel = await held(db, Panel, by.territory.id, panel_id, shared=True)
    if panel.ended_at is not None:
        raise PanelEndedError
    _check(details)
    meeting = Meeting(
        territory_id=panel.territory_id,
        panel_id=panel.id,
        title=details.title,
        about=details.about,
        starts_at=details.starts_at,
        ends_at=details.ends_at,
        place=details.place,
        link=details.link,
        changed_at=await db.now(),
    )
    db.add(meeting)
    await db.flush()
    await note(db, by.doer, ConsultationDeed.MEETING_WRITTEN, meeting)
    await emit(db, MeetingTold(meeting.id, meeting.version))
    return meeting


async def change_meeting(
    db: WriteSession, meeting_id: UUID, details: MeetingDetails, *, by: Visitor
) -> Meeting:
    """Before it begins; members are told. MeetingOverError, and what writing one raises."""
    meeting = await _to_come(db, meeting_id, by)
    _check(details)
    was = MEETING.facts(meeting)
    meeting.title, meeting.about = details.title, details.about
    meeting.starts_at, meeting.ends_at = details.starts_at, details.ends_at
    meeting.place, meeting.link = details.place, details.link
    await _told_anew(db, meeting)
    await note(db, by.doer, ConsultationDeed.MEETING_CHANGED, meeting, was)
    return meeting


async def cancel_meeting(db: WriteSession, meeting_id: UUID, *, by: Visitor) -> Meeting:
    """Before it begins; calendars strike it out, and members are told. MeetingOverError."""
    meeting = await _to_come(db, meeting_id, by)
    was = MEETING.facts(meeting)
    meeting.cancelled_at = await db.now()
    await _told_anew(db, meeting)
    await note(db, by.doer, ConsultationDeed.MEETING_CANCELLED, meeting, was)
    return meeting


def _check(details: MeetingDetails) -> None:
    check_meeting(details)
    if details.link:
        public_link(details.link)


async def _told_anew(db: WriteSession, meeting: Meeting) -> None:
    meeting.version, meeting.changed_at, meeting.reminded_at = meeting.version + 1, await db.now(), None
    await db.flush()
    await emit(db, MeetingTold(meeting.id, meeting.version))


async def remind(db: WriteSession, *, most: int) -> int:
    """Order the reminders that are due, once for each meeting as it stands; how many, at most so many."""
    at = await db.now()
    near = (col(Meeting.starts_at) > at, col(Meeting.starts_at) <= at + REMIND_BEFORE)
    known = (col(Meeting.changed_at) <= at - KNOWN_FOR, col(Meeting.cancelled_at).is_(None))
    statement = select(Meeting).where(*near, *known, col(Meeting.reminded_at).is_(None))
    held_alone = statement.order_by(col(Meeting.id)).limit(most).with_for_update(skip_locked=True)
    found = (await db.exec(held_alone)).all()
    for one in found:
        one.reminded_at = at
        await emit(db, MeetingNear(one.id, one.version))
    return len(found)


async def _to_come(db: WriteSession, meeting_id: UUID, by: Visitor) -> Meeting:
    require(may_run_panels(by))
    meeting = await held(db, Meeting, by.territory.id, meeting_id)
    if meeting.cancelled_at is not None or meeting.starts_at <= await db.now():
        raise MeetingOverError
    return meeting


async def say_coming(db: WriteSession, seat: Seat, meeting_id: UUID, *, comes: bool) -> Meeting:
    """A member says beforehand that they can't come, or that they do after all.

    `seat` is held by whoever asks. NotFoundError for another panel's; MeetingOverError, NotExpectedError.
    """
    meeting = await held(db, Meeting, seat.territory_id, meeting_id)
    if meeting.panel_id != seat.panel_id:
        raise NotFoundError
    if meeting.cancelled_at is not None or meeting.starts_at <= await db.now():
        raise MeetingOverError
    _check_expected(seat, meeting)
    known = await _attendance(db, meeting, seat.id)
    known.state = Presence.EXPECTED if comes else Presence.EXCUSED
    known.noted_at, known.noted_by = await db.now(), None
    return meeting


async def note_presence(
    db: WriteSession, meeting_id: UUID, noted: Mapping[UUID, Presence], *, by: Visitor
) -> Meeting:
    """Who came, by seat; before it begins, only who will not.

    MeetingOverError where it was called off; MeetingToComeError, NotExpectedError, CompensationPaidError.
    """
    require(may_run_panels(by))
    meeting = await held(db, Meeting, by.territory.id, meeting_id)
    at = await db.now()
    if meeting.cancelled_at is not None:
        raise MeetingOverError
    if meeting.starts_at > at and set(noted.values()) & {Presence.CAME, Presence.MISSED}:
        raise MeetingToComeError
    for seat_id, presence in sorted(noted.items()):
        seat = await _seat(db, meeting, seat_id)
        known = await _attendance(db, meeting, seat.id)
        if known.state is presence:
            continue
        was = ATTENDANCE.facts(known)
        if known.state is Presence.CAME:
            await _owe_nothing(db, meeting, seat.id)
        known.state, known.noted_at, known.noted_by = presence, at, person_of(by).id
        await db.flush()
        await note(db, by.doer, ConsultationDeed.ATTENDANCE_NOTED, known, was)
    return meeting


async def note_compensation(
    db: WriteSession, meeting_id: UUID, seat_id: UUID, amount: Money, travel: Money, *, by: Visitor
) -> Compensation:
    """What somebody who came is owed, until it is paid. NothingOwedError, CompensationPaidError."""
    require(may_run_panels(by))
    meeting = await held(db, Meeting, by.territory.id, meeting_id)
    seat = await _seat(db, meeting, seat_id)
    came = (await _attendance(db, meeting, seat.id)).state is Presence.CAME
    if not came or amount < Money.zero() or travel < Money.zero() or not amount + travel:
        raise NothingOwedError
    known = await _compensation(db, meeting, seat.id)
    was = COMPENSATION.facts(known) if known else None
    if known is None:
        known = Compensation(
            territory_id=meeting.territory_id,
            meeting_id=meeting.id,
            seat_id=seat.id,
            currency=amount.currency,
            amount_minor=amount.minor,
            travel_minor=travel.minor,
            noted_at=await db.now(),
            noted_by=person_of(by).id,
        )
        db.add(known)
    if known.paid_on is not None:
        raise CompensationPaidError
    known.amount_minor, known.travel_minor = amount.minor, travel.minor
    known.noted_at, known.noted_by = await db.now(), person_of(by).id
    await db.flush()
    await note(db, by.doer, ConsultationDeed.COMPENSATION_NOTED, known, was)
    return known


async def note_paid(
    db: WriteSession, keys: Collection[UUID], day: date, reference: str, *, by: Visitor
) -> int:
    """What the accountants paid, whole or not at all; how many that were.

    CompensationPaidError for what was paid already, PaidDayError.
    """
    require(may_run_panels(by))
    today = by.territory.day(await db.now())
    for key in sorted(keys):
        one = await held(db, Compensation, by.territory.id, key)
        meeting = await one_of(db, Meeting, by.territory.id, one.meeting_id)
        if one.paid_on is not None:
            raise CompensationPaidError
        check_paid_on(day, by.territory.day(meeting.starts_at), today)
        was = COMPENSATION.facts(one)
        one.paid_on, one.paid_by, one.reference = day, person_of(by).id, reference
        await db.flush()
        await note(db, by.doer, ConsultationDeed.COMPENSATION_PAID, one, was)
    return len(keys)


async def _seat(db: WriteSession, meeting: Meeting, seat_id: UUID) -> Seat:
    """NotFoundError for another panel's, NotExpectedError."""
    statement = of_territory(select(Seat), Seat.territory_id, meeting.territory_id)
    found = (await db.exec(statement.where(Seat.id == seat_id, Seat.panel_id == meeting.panel_id))).first()
    if found is None:
        raise NotFoundError
    _check_expected(found, meeting)
    return found


def _check_expected(seat: Seat, meeting: Meeting) -> None:
    if not is_expected(
        accepted_at=seat.sat_from,
        dropped_at=seat.dropped_at,
        starts_at=meeting.starts_at,
        ends_at=meeting.ends_at,
    ):
        raise NotExpectedError


async def _attendance(db: WriteSession, meeting: Meeting, seat_id: UUID) -> Attendance:
    """What was noted, or a new row that expects them: the meeting is held, so there is one at most."""
    statement = select(Attendance).where(Attendance.meeting_id == meeting.id, Attendance.seat_id == seat_id)
    known = (await db.exec(statement.order_by(col(Attendance.id)))).first()
    if known is None:
        known = Attendance(
            territory_id=meeting.territory_id,
            meeting_id=meeting.id,
            seat_id=seat_id,
            state=Presence.EXPECTED,
            noted_at=await db.now(),
        )
        db.add(known)
    return known


async def _compensation(db: WriteSession, meeting: Meeting, seat_id: UUID) -> Compensation | None:
    statement = select(Compensation).where(
        Compensation.meeting_id == meeting.id, Compensation.seat_id == seat_id
    )
    return (await db.exec(statement.with_for_update())).first()


async def _owe_nothing(db: WriteSession, meeting: Meeting, seat_id: UUID) -> None:
    """Of somebody who did not come after all. CompensationPaidError."""
    known = await _compensation(db, meeting, seat_id)
    if known is None:
        return
    if known.paid_on is not None:
        raise CompensationPaidError
    await db.delete(known)
