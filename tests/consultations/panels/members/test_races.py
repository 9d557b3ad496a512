"""Two who decline at once, two answers for one seat, who withdraws as people are seated: each with its
negative control.
"""

from asyncio import Event, create_task, gather, wait_for

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from consultations.feature import FEATURE
from consultations.panels.members.calling import bar_of
from consultations.panels.members.invariants import INVARIANTS
from consultations.panels.members.models import Seat
from consultations.panels.members.rules import Chosen, SeatMovedOnError, SeatState, answer_by, next_reserve
from consultations.panels.members.service import accept, decline, of_panel, seat
from consultations.panels.models import Volunteer
from consultations.panels.recruiting.service import take_out
from consultations.panels.service import add_feature, close_call, open_call, write_panel
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.checks import violations
from okote.territories.service import found_territory
from payments.sessions import JOBS
from tests.consultations.panels.conftest import AGE, details, mail_queue
from tests.consultations.panels.members.conftest import YOUNG, brought, seat_of, stands
from tests.okote.app_client import ADDRESS, facts

WAITING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


@pytest.fixture
async def samira(database):
    database.info[JOBS] = mail_queue(database.url)
    async with database.unit_of_work() as db:
        here = await found_territory(db, facts("trois-rives", "Trois-Rives"), {})
        person = Person(created_at=await db.now())
        db.add(person)
    return Visitor(here, "fr", ADDRESS, person=person, roles=frozenset([Held(Role.ORGANISER)]))


@pytest.fixture
async def called(database, samira):
    """A panel whose call is over, and whom a draw chose: two of one stratum, as are their two reserves."""
    async with database.unit_of_work() as db:
        today = samira.territory.day(await db.now())
        panel = await write_panel(db, details(today), by=samira)
        await add_feature(db, panel.id, AGE, by=samira)
        await open_call(db, panel.id, by=samira)
    async with database.unit_of_work() as db:
        people = await brought(db, panel, samira, ("Ada", "Bob", "Cleo", "Dan"))
        await close_call(db, panel.id, by=samira)
    return panel, [Chosen(key, YOUNG, max(number - 1, 0)) for number, key in enumerate(people.values())]


@pytest.fixture
async def panel(database, samira, called):
    panel, drawn = called
    async with database.unit_of_work() as db:
        await seat(db, panel, drawn, by=samira)
    return panel


async def broken(database):
    async with database.reading() as db:
        return [one.invariant.name for one in await violations(db, INVARIANTS)]


async def read(database, name):
    async with database.reading() as db:
        return await seat_of(db, name)


async def test_of_two_who_decline_at_once_each_is_followed_by_another(database, panel, samira):
    async def say_no(name):
        seat = await read(database, name)
        async with database.unit_of_work() as db:
            await decline(db, await of_panel(db, seat.id, by=samira))

    await gather(say_no("Ada"), say_no("Bob"))
    async with database.reading() as db:
        told = await stands(db, panel)
    assert {name for name, state in told.items() if state == "invited"} == {"Cleo", "Dan"}
    assert await broken(database) == []


async def test_without_the_lock_both_would_call_the_same_reserve(database, panel):
    """The negative control: both read who waits before either has called anyone."""
    asked = [Event(), Event()]

    async def say_no(name, mine, others):
        async with database.unit_of_work() as db:
            seat = await seat_of(db, name)
            seats = (await db.exec(select(Seat).order_by(col(Seat.id)))).all()
            following = next_reserve((one.place for one in seats), YOUNG)
            mine.set()
            await wait_for(others.wait(), 10)
            at = await db.now()
            seat.state, seat.answered_at = SeatState.DECLINED, at
            called = await db.get_one(Seat, following.id)
            called.state, called.invited_at = SeatState.INVITED, at
            called.answer_by, called.replaces_id = answer_by(at.date()), seat.id

    await gather(say_no("Ada", *asked), say_no("Bob", *reversed(asked)))
    async with database.reading() as db:
        told = await stands(db, panel)
    assert [name for name, state in told.items() if state == "invited"] == ["Cleo"]
    assert await broken(database) == ["panel-vacancy-is-offered"]


async def test_of_a_yes_and_a_no_at_once_one_counts(database, panel, samira):
    seat = await read(database, "Ada")

    async def say(answer):
        async with database.unit_of_work() as db:
            await answer(db, await of_panel(db, seat.id, by=samira))

    ended = await gather(say(accept), say(decline), return_exceptions=True)
    assert [type(one) for one in ended if one] == [SeatMovedOnError]
    assert await broken(database) == []


async def test_without_the_held_seat_a_no_would_be_lost(database, panel):
    """The negative control: both read the invitation as open."""
    asked = [Event(), Event()]

    async def say(state, mine, others):
        async with database.unit_of_work() as db:
            seat = await seat_of(db, "Ada")
            assert seat.state is SeatState.INVITED
            mine.set()
            await wait_for(others.wait(), 10)
            seat.state, seat.answered_at = state, await db.now()

    await gather(say(SeatState.ACCEPTED, *asked), say(SeatState.DECLINED, *reversed(asked)))
    assert (await read(database, "Ada")).state in {SeatState.ACCEPTED, SeatState.DECLINED}


async def until_someone_waits(database):
    while True:
        async with database.reading() as db:
            if (await db.exec(WAITING)).scalar_one():
                return


async def test_who_withdraws_as_the_panel_is_seated_is_not_invited_and_a_reserve_is(
    database, renderer, called, samira
):
    panel, drawn = called

    async def seat_them():
        async with database.unit_of_work() as db:
            await seat(db, panel, drawn, by=samira)

    async with database.unit_of_work() as db:
        await take_out(db, renderer, drawn[0].volunteer_id, by=samira)
        seating = create_task(seat_them())
        await wait_for(until_someone_waits(database), 10)
    await seating
    async with database.reading() as db:
        told = await stands(db, panel)
    assert told == {None: "dropped", "Bob": "invited", "Cleo": "invited", "Dan": "waiting"}
    assert await broken(database) == []


async def test_without_the_held_volunteers_somebody_who_withdrew_would_be_invited(
    database, renderer, called, samira
):
    """The negative control: whether they can sit is asked while they withdraw."""
    panel, drawn = called
    async with database.unit_of_work() as seating:
        async with database.unit_of_work() as db:
            await take_out(db, renderer, drawn[0].volunteer_id, by=samira)
            volunteer = await seating.get_one(Volunteer, drawn[0].volunteer_id)
            assert await bar_of(seating, panel, volunteer) is None
        at = await seating.now()
        invited = {"state": SeatState.INVITED, "invited_at": at, "answer_by": answer_by(at.date())}
        given = {"territory_id": panel.territory_id, "panel_id": panel.id, "volunteer_id": volunteer.id}
        seating.add(Seat(**given, **invited, stratum=YOUNG, rank=0))
    assert await broken(database) == ["panel-seats-its-volunteers"]


def test_all_that_happens_to_a_seat_is_heard():
    names = {one.__name__ for one in FEATURE.subscriptions}
    assert names >= {"SeatOffered", "SeatTaken", "SeatFreed", "StratumExhausted", "VolunteerWithdrew"}
