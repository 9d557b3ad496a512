"""Seating a panel: what a draw chose, what people answer, who drops out."""

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, delete, select

from consultations.deeds import PANEL, SEAT, ConsultationDeed
from consultations.panels.members.calling import bar_of, called_alone, fill, free, offer, seats_now
from consultations.panels.members.events import SeatTaken
from consultations.panels.members.models import Seat
from consultations.panels.members.rules import (
    FREED,
    CallNotOverError,
    Chosen,
    SeatBarredError,
    SeatDrawnTwiceError,
    SeatMovedOnError,
    SeatState,
    TooManySeatedError,
    check_answer_day,
    is_silent,
    seated,
    vacancies,
)
from consultations.panels.models import Panel, Volunteer
from consultations.panels.recruiting.events import VolunteerWithdrew
from consultations.panels.rules import PanelStanding
from consultations.permissions import may_run_panels
from okote.identity.permissions import person_of, require
from okote.identity.sessions import fingerprint
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.territories.models import Territory
from okote.territories.queries import of_territory
from payments.sessions import WriteSession


async def seat(db: WriteSession, panel: Panel, chosen: Sequence[Chosen], *, by: Visitor) -> None:
    """What a draw chose: the drawn are invited, the reserves wait in their order.

    The drawn of a further draw take over the seats that are left; nobody waits any more from the one before.
    CallNotOverError, SeatDrawnTwiceError, TooManySeatedError; NotFoundError for volunteers of another panel.
    """
    require(may_run_panels(by))
    panel = await called_alone(db, by.territory.id, panel.id)
    if panel.standing(await db.now()) is not PanelStanding.OVER:
        raise CallNotOverError
    known = await seats_now(db, panel.id)
    await _check_chosen(db, panel, chosen, known)
    new = _seats(panel, chosen, known)
    db.add_all(one for one in new if one.rank)
    await db.flush()
    left = vacancies(one.place for one in known)
    for one in new:
        if one.rank == 0:
            same = next((gap for gap in left if gap.stratum == one.stratum), left[0] if left else None)
            if same is not None:
                left.remove(same)
                one.replaces_id = same.id
            await offer(db, panel, one)
    await note(db, by.doer, ConsultationDeed.PANEL_SEATED, panel, PANEL.facts(panel))
    await fill(db, panel)


async def _check_chosen(
    db: WriteSession, panel: Panel, chosen: Sequence[Chosen], known: Sequence[Seat]
) -> None:
    people = [one.volunteer_id for one in chosen]
    if len(set(people)) < len(people) or set(people) & {one.volunteer_id for one in known}:
        raise SeatDrawnTwiceError
    statement = select(Volunteer.id).where(Volunteer.panel_id == panel.id, col(Volunteer.id).in_(people))
    held = statement.order_by(col(Volunteer.id)).with_for_update(read=True)  # nobody withdraws meanwhile
    if set((await db.exec(held)).all()) != set(people):
        raise NotFoundError
    drawn = sum(one.rank == 0 for one in chosen)
    if seated(one.place for one in known) + drawn > panel.seats:
        raise TooManySeatedError(seats=panel.seats)


def _seats(panel: Panel, chosen: Sequence[Chosen], known: Iterable[Seat]) -> list[Seat]:
    """Reserves wait; what the drawn do is for `offer` to say, which writes them down."""
    last: Counter[str] = Counter()
    for one in known:
        last[one.stratum] = max(last[one.stratum], one.rank)
    return [
        Seat(
            territory_id=panel.territory_id,
            panel_id=panel.id,
            volunteer_id=one.volunteer_id,
            stratum=one.stratum,
            rank=one.rank and one.rank + last[one.stratum],
            state=SeatState.WAITING,
        )
        for one in chosen
    ]


async def wait_no_more(db: WriteSession, panel: Panel) -> None:
    """Those who wait in reserve are in the pool of a further draw, whose order is to count.

    `panel` is held by whoever alone changes it.
    """
    waiting = delete(Seat).where(col(Seat.panel_id) == panel.id, col(Seat.state) == SeatState.WAITING)
    await db.exec(waiting)


async def wait_again(db: WriteSession, panel: Panel, chosen: Sequence[Chosen]) -> None:
    """The reserves of an earlier draw, in their order, but for whoever sits, gave up or withdrew since.

    `panel` is held by whoever alone changes it.
    """
    known = await seats_now(db, panel.id)
    gone = select(Volunteer.id).where(
        Volunteer.panel_id == panel.id, col(Volunteer.withdrawn_at).is_not(None)
    )
    out = {one.volunteer_id for one in known}
    out |= set((await db.exec(gone.order_by(col(Volunteer.id)))).all())
    reserves = [one for one in chosen if one.rank and one.volunteer_id not in out]
    db.add_all(_seats(panel, reserves, known))
    await db.flush()
    await fill(db, panel)


async def by_link(db: WriteSession, token: str, territory_id: UUID) -> Seat:
    """Whose link this is, for whoever alone changes seats of that panel; NotFoundError for any other."""
    return await _held(db, territory_id, Seat.token_hash == fingerprint(token))


async def own(db: WriteSession, seat_id: UUID, *, by: Visitor) -> Seat:
    """The same of whoever has signed in."""
    found = await _held(db, by.territory.id, Seat.id == seat_id)
    volunteer = await db.get_one(Volunteer, found.volunteer_id)
    if volunteer.person_id != person_of(by).id:
        raise NotFoundError
    return found


async def of_panel(db: WriteSession, seat_id: UUID, *, by: Visitor) -> Seat:
    """The same for whoever runs the panel, and passes on what somebody said."""
    require(may_run_panels(by))
    return await _held(db, by.territory.id, Seat.id == seat_id)


async def _held(db: WriteSession, territory_id: UUID, which: Any) -> Seat:
    statement = of_territory(select(Seat.id, Seat.panel_id), Seat.territory_id, territory_id).where(which)
    row = (await db.exec(statement)).first()
    if row is None:
        raise NotFoundError
    key, panel_id = row
    await called_alone(db, territory_id, panel_id)
    return (
        await db.exec(
            select(Seat).where(Seat.id == key).with_for_update().execution_options(populate_existing=True)
        )
    ).one()


async def accept(db: WriteSession, seat: Seat) -> Seat:
    """Until the end of the day that they were given. SeatMovedOnError, SeatBarredError."""
    panel = await _asked(db, seat)
    if await bar_of(db, panel, await db.get_one(Volunteer, seat.volunteer_id)) is not None:
        raise SeatBarredError
    seat.state, seat.answered_at = SeatState.ACCEPTED, await db.now()
    await db.flush()
    await emit(db, SeatTaken(seat.id))
    return seat


async def decline(db: WriteSession, seat: Seat, why: str = "") -> Seat:
    """The next reserve is called. SeatMovedOnError."""
    panel = await _asked(db, seat)
    seat.state, seat.answered_at, seat.why = SeatState.DECLINED, await db.now(), why
    await free(db, panel, seat)
    return seat


async def drop_out(db: WriteSession, seat: Seat, why: str = "") -> Seat:
    """Of who sits, or waits in reserve and no longer wants to be called. SeatMovedOnError."""
    panel = await db.get_one(Panel, seat.panel_id)
    if seat.state not in {SeatState.ACCEPTED, SeatState.WAITING} or panel.ended_at is not None:
        raise SeatMovedOnError
    seat.state, seat.dropped_at, seat.why = SeatState.DROPPED, await db.now(), why
    await free(db, panel, seat)
    return seat


async def enter_answer(db: WriteSession, seat_id: UUID, *, accepts: bool, why: str, by: Visitor) -> Seat:
    """What somebody said by telephone or by letter. SeatMovedOnError, SeatBarredError."""
    seat = await of_panel(db, seat_id, by=by)
    was = SEAT.facts(seat)
    seat.entered_by = by.doer.person_id
    done = await accept(db, seat) if accepts else await decline(db, seat, why)
    await note(db, by.doer, ConsultationDeed.SEAT_ANSWER_ENTERED, done, was)
    return done


async def enter_drop(db: WriteSession, seat_id: UUID, *, why: str, by: Visitor) -> Seat:
    """For somebody who tells an organiser that they can't go on. SeatMovedOnError."""
    seat = await of_panel(db, seat_id, by=by)
    was = SEAT.facts(seat)
    seat.entered_by = by.doer.person_id
    await drop_out(db, seat, why)
    await note(db, by.doer, ConsultationDeed.SEAT_DROPPED, seat, was)
    return seat


async def give_time(db: WriteSession, seat_id: UUID, day: date, *, by: Visitor) -> Seat:
    """Another day until which somebody may answer. SeatMovedOnError, AnswerDayError."""
    seat = await of_panel(db, seat_id, by=by)
    await _asked(db, seat)
    was = SEAT.facts(seat)
    check_answer_day(day, by.territory.day(await db.now()))
    seat.answer_by, seat.reminded_at = day, None
    await note(db, by.doer, ConsultationDeed.SEAT_TIME_GIVEN, seat, was)
    return seat


async def on_volunteer_withdrew(db: WriteSession, withdrew: VolunteerWithdrew) -> None:
    """Whoever withdraws from the pool gives their seat up with it, or their place among the reserves."""
    statement = select(Seat.panel_id, Seat.territory_id).where(Seat.volunteer_id == withdrew.volunteer)
    row = (await db.exec(statement)).first()
    if row is None:
        return
    panel = await called_alone(db, row[1], row[0])
    [seat] = [one for one in await seats_now(db, panel.id) if one.volunteer_id == withdrew.volunteer]
    seat.why = ""
    seat.token_hash = seat.calendar_hash = None
    if seat.state not in FREED:
        seat.state, seat.dropped_at = SeatState.DROPPED, await db.now()
        await free(db, panel, seat)


async def _asked(db: WriteSession, seat: Seat) -> Panel:
    """The panel of a seat whose answer is waited for. SeatMovedOnError."""
    panel = await db.get_one(Panel, seat.panel_id)
    territory = await db.get_one(Territory, seat.territory_id)
    today = territory.day(await db.now())
    open_ = seat.state is SeatState.INVITED and panel.ended_at is None
    if not open_ or seat.answer_by is None or is_silent(seat.answer_by, today):
        raise SeatMovedOnError
    return panel
