"""Meetings are planned, changed and called off; who comes is noted, and what each is paid."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from consultations.panels.meetings.invariants import INVARIANTS
from consultations.panels.meetings.models import Attendance, Compensation
from consultations.panels.meetings.queries import (
    compensations,
    excused_from,
    meetings,
    meetings_of,
    one_meeting,
    roll,
)
from consultations.panels.meetings.rules import (
    CompensationPaidError,
    MeetingOverError,
    MeetingPlaceError,
    MeetingTimesError,
    MeetingToComeError,
    NotExpectedError,
    NothingOwedError,
    PaidDayError,
    Presence,
    total,
)
from consultations.panels.meetings.service import (
    cancel_meeting,
    change_meeting,
    note_compensation,
    note_paid,
    note_presence,
    remind,
    say_coming,
    write_meeting,
)
from consultations.panels.members.service import accept, drop_out
from consultations.panels.rules import PanelEndedError
from consultations.panels.service import end_panel
from okote.identity.models import Role
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError, NotFoundError
from okote.platform.links import NotAPublicLinkError
from payments.money import Money
from tests.consultations.panels.meetings.conftest import planned
from tests.consultations.panels.members.conftest import read_again, seat_of

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CAME, EXCUSED, EXPECTED, MISSED = Presence.CAME, Presence.EXCUSED, Presence.EXPECTED, Presence.MISSED
FEE, BUS = Money.of(25), Money.of("3.60")


async def sound(db):
    return [one.invariant.name for one in await violations(db, INVARIANTS)]


async def begin(db, meeting, days=0):
    """It began so many days ago, and an hour; whoever sits did so before."""
    now = await db.now()
    meeting.starts_at = now - HOUR - days * DAY
    meeting.ends_at = meeting.starts_at + 2 * HOUR
    await db.exec(text("UPDATE seat SET answered_at = answered_at - interval '30 days'"))
    await read_again(db)


async def present(db, meeting):
    return {one.volunteer.name: str(one.presence) for one in await roll(db, meeting)}


class TestPlanning:
    async def test_members_and_organisers_see_a_meeting(self, db, meeting, panel, samira):
        ada = await seat_of(db, "Ada")
        assert [one.meeting for one in await meetings_of(db, ada)] == [meeting]
        assert await meetings_of(db, await seat_of(db, "Cleo")) == []
        assert [one.to_come for one in await meetings(db, panel.id)] == [True]
        assert await present(db, meeting) == {"Ada": "expected", "Bob": "expected"}
        assert (await one_meeting(db, samira.territory.id, meeting.id))[1] == panel

    @pytest.mark.parametrize(
        ("changes", "error"),
        [
            ({"ends_at": "begins"}, MeetingTimesError),
            ({"ends_at": "late"}, MeetingTimesError),
            ({"place": ""}, MeetingPlaceError),
            ({"link": "http://visio.example/"}, NotAPublicLinkError),
        ],
    )
    async def test_what_nobody_could_come_to_is_refused(self, db, panel, people, samira, changes, error):
        assert people
        at = await db.now()
        ends = {"begins": at + 7 * DAY, "late": at + 8 * DAY}
        given = {name: ends.get(value, value) for name, value in changes.items()}
        with pytest.raises(error):
            await write_meeting(db, panel.id, planned(at, **given), by=samira)

    async def test_each_change_counts_and_one_that_is_called_off_stays_so(self, db, meeting, samira):
        at = await db.now()
        await change_meeting(db, meeting.id, planned(at, title="À dix heures"), by=samira)
        await cancel_meeting(db, meeting.id, by=samira)
        assert (meeting.version, meeting.title) == (2, "À dix heures")
        orders = text("SELECT args ->> 'version' FROM procrastinate_jobs WHERE task_name = :name ORDER BY id")
        told = (await db.exec(orders.bindparams(name="panels.meetings.write"))).scalars().all()
        assert told == ["0", "1", "2"]
        for use_case in (
            change_meeting(db, meeting.id, planned(at), by=samira),
            cancel_meeting(db, meeting.id, by=samira),
            note_presence(db, meeting.id, {}, by=samira),
            say_coming(db, await seat_of(db, "Ada"), meeting.id, comes=False),
        ):
            with pytest.raises(MeetingOverError):
                await use_case

    async def test_who_runs_the_panel_plans_and_nobody_else(
        self, db, meeting, panel, agent, someone, elsewhere, samira
    ):
        at = await db.now()
        stranger = await someone(Role.ORGANISER, at=elsewhere)
        for by, error in ((agent, ForbiddenError), (stranger, NotFoundError)):
            for use_case in (
                write_meeting(db, panel.id, planned(at), by=by),
                change_meeting(db, meeting.id, planned(at), by=by),
                note_presence(db, meeting.id, {}, by=by),
            ):
                with pytest.raises(error):
                    await use_case
        await end_panel(db, panel.id, by=samira)
        with pytest.raises(PanelEndedError):
            await write_meeting(db, panel.id, planned(at), by=samira)


class TestPresence:
    async def test_a_member_says_that_they_cannot_come_and_comes_after_all(self, db, meeting):
        ada = await seat_of(db, "Ada")
        await say_coming(db, ada, meeting.id, comes=False)
        assert list(await present(db, meeting)) == ["Ada", "Bob"], "who is missing stands first"
        assert (await meetings_of(db, ada))[0].presence is EXCUSED
        await say_coming(db, ada, meeting.id, comes=True)
        assert (await present(db, meeting))["Ada"] == "expected"
        await begin(db, meeting)
        with pytest.raises(MeetingOverError):
            await say_coming(db, await seat_of(db, "Ada"), meeting.id, comes=False)

    async def test_nobody_has_come_before_it_begins(self, db, meeting, samira):
        ada = (await seat_of(db, "Ada")).id
        await note_presence(db, meeting.id, {ada: EXCUSED}, by=samira)
        with pytest.raises(MeetingToComeError):
            await note_presence(db, meeting.id, {ada: CAME}, by=samira)

    async def test_who_came_is_noted_once_it_has_begun(self, db, meeting, samira):
        await begin(db, meeting)
        ada, bob = (await seat_of(db, "Ada")).id, (await seat_of(db, "Bob")).id
        await note_presence(db, meeting.id, {ada: CAME, bob: MISSED}, by=samira)
        assert await present(db, meeting) == {"Bob": "missed", "Ada": "came"}
        await note_presence(db, meeting.id, {bob: EXPECTED}, by=samira)
        assert (await present(db, meeting))["Bob"] == "expected"
        assert await sound(db) == []

    async def test_a_reserve_is_expected_from_the_day_on_that_they_sit(self, db, meeting, samira):
        await begin(db, meeting, days=2)
        await drop_out(db, await seat_of(db, "Ada"))
        await accept(db, await seat_of(db, "Cleo"))
        assert await present(db, meeting) == {"Ada": "expected", "Bob": "expected"}
        cleo = await seat_of(db, "Cleo")
        with pytest.raises(NotExpectedError):
            await note_presence(db, meeting.id, {cleo.id: CAME}, by=samira)
        with pytest.raises(NotFoundError):
            await note_presence(db, meeting.id, {meeting.id: CAME}, by=samira)


class TestCompensation:
    @pytest.fixture
    async def ada(self, db, meeting, samira):
        await begin(db, meeting, days=3)
        seat = await seat_of(db, "Ada")
        await note_presence(db, meeting.id, {seat.id: CAME}, by=samira)
        return seat

    async def test_what_is_owed_is_noted_mended_and_paid_once(self, db, meeting, panel, ada, samira):
        await note_compensation(db, meeting.id, ada.id, FEE, Money.zero(), by=samira)
        owed = await note_compensation(db, meeting.id, ada.id, FEE, BUS, by=samira)
        assert (owed.whole, len(await compensations(db, panel.id))) == (Money.of("28.60"), 1)
        today = samira.territory.day(await db.now())
        for day in (today + DAY, today - 9 * DAY):
            with pytest.raises(PaidDayError):
                await note_paid(db, [owed.id], day, "", by=samira)
        assert await note_paid(db, [owed.id], today, "M 2026-17", by=samira) == 1
        for use_case in (
            note_paid(db, [owed.id], today, "", by=samira),
            note_compensation(db, meeting.id, ada.id, FEE, FEE, by=samira),
            note_presence(db, meeting.id, {ada.id: MISSED}, by=samira),
        ):
            with pytest.raises(CompensationPaidError):
                await use_case
        assert (await sound(db), owed.reference) == ([], "M 2026-17")

    @pytest.mark.parametrize(("amount", "travel"), [(Money.zero(), Money.zero()), (-FEE, BUS), (FEE, -BUS)])
    async def test_nothing_is_owed_for_nothing(self, db, meeting, ada, samira, amount, travel):
        with pytest.raises(NothingOwedError):
            await note_compensation(db, meeting.id, ada.id, amount, travel, by=samira)

    async def test_only_who_came_is_owed_anything(self, db, meeting, ada, samira):
        bob = await seat_of(db, "Bob")
        with pytest.raises(NothingOwedError):
            await note_compensation(db, meeting.id, bob.id, FEE, BUS, by=samira)
        await note_compensation(db, meeting.id, ada.id, FEE, BUS, by=samira)
        await note_presence(db, meeting.id, {ada.id: MISSED}, by=samira)
        assert (await db.exec(select(Compensation).order_by(col(Compensation.id)))).all() == []
        assert await sound(db) == []

    def test_no_amounts_make_nothing(self):
        assert (total([]), total([FEE, BUS])) == (Money.zero(), Money.of("28.60"))


async def moved(db, meeting, starts_in, changed):
    """As if it had been planned so long ago, and began in so long."""
    now = await db.now()
    meeting.starts_at, meeting.ends_at = now + starts_in, now + starts_in + HOUR
    meeting.changed_at = now - changed
    await db.flush()


class TestReminding:
    @pytest.mark.parametrize(
        ("starts_in", "changed", "reminded"),
        [
            (2 * DAY, DAY, 1),
            (2 * DAY + HOUR, 9 * DAY, 0),  # not yet
            (HOUR, 9 * DAY, 1),
            (-HOUR, 9 * DAY, 0),  # it has begun
            (DAY, 23 * HOUR, 0),  # they were told of it yesterday
        ],
    )
    async def test_in_the_last_days_before_it_and_of_what_is_known(
        self, db, meeting, starts_in, changed, reminded
    ):
        await moved(db, meeting, starts_in, changed)
        assert await remind(db, most=9) == reminded
        assert (meeting.reminded_at is not None) == bool(reminded)

    async def test_once_as_it_stands_and_never_of_one_that_is_called_off(self, db, meeting, samira):
        await moved(db, meeting, DAY, 9 * DAY)
        assert [await remind(db, most=9) for _ in range(2)] == [1, 0]
        at = await db.now()
        await change_meeting(
            db, meeting.id, planned(at, starts_at=at + DAY, ends_at=at + DAY + HOUR), by=samira
        )
        assert await remind(db, most=9) == 0, "the letter of the change says it"
        meeting.changed_at = at - DAY
        await db.flush()
        assert await remind(db, most=9) == 1
        await cancel_meeting(db, meeting.id, by=samira)
        meeting.changed_at = at - DAY
        await db.flush()
        assert await remind(db, most=9) == 0

    async def test_who_can_t_come_is_left_in_peace(self, db, meeting):
        ada = await seat_of(db, "Ada")
        await say_coming(db, ada, meeting.id, comes=False)
        assert await excused_from(db, meeting) == {ada.id}
        await say_coming(db, ada, meeting.id, comes=True)
        assert await excused_from(db, meeting) == set()


PLANTED = {
    "panel-meeting-counts-its-own-members": "UPDATE seat SET answered_at = okote_now() + interval '1 day' "
    "WHERE state = 'accepted'",
    "panel-compensates-who-came": "UPDATE attendance SET state = 'missed'",
    "panel-meetings-stay-in-their-territory": "UPDATE attendance SET territory_id = :elsewhere",
}


def test_each_invariant_is_planted_once():
    assert set(PLANTED) == {one.name for one in INVARIANTS}


@pytest.mark.parametrize("name", PLANTED)
async def test_what_is_planted_is_found(db, meeting, samira, elsewhere, name):
    await begin(db, meeting, days=3)
    ada = await seat_of(db, "Ada")
    await note_presence(db, meeting.id, {ada.id: CAME}, by=samira)
    await note_compensation(db, meeting.id, ada.id, FEE, BUS, by=samira)
    assert await sound(db) == []
    values = {"elsewhere": elsewhere.id} if ":elsewhere" in PLANTED[name] else {}
    await db.exec(text(PLANTED[name]).bindparams(**values))
    assert await sound(db) == [name]


async def test_what_was_noted_goes_with_the_seat(db, meeting, samira):
    await begin(db, meeting)
    ada = await seat_of(db, "Ada")
    await note_presence(db, meeting.id, {ada.id: CAME}, by=samira)
    await db.exec(text("DELETE FROM seat WHERE id = :id").bindparams(id=ada.id))
    assert (await db.exec(select(Attendance).order_by(col(Attendance.id)))).all() == []
