"""Two who type at once, two who freeze at once, who volunteers meanwhile: with negative controls."""

from asyncio import Event, gather, wait_for

import pytest
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from sqlmodel import col, func, select

from consultations.panels.drawing.invariants import INVARIANTS
from consultations.panels.drawing.models import Draw, DrawEntry
from consultations.panels.drawing.rules import DrawExistsError, DrawState, turn
from consultations.panels.drawing.service import enter, entries_of, under_way
from consultations.panels.drawing.standing import standing
from consultations.panels.invariants import INVARIANTS as OF_PANELS
from consultations.panels.members.calling import called_alone, offer, seats_now
from consultations.panels.members.models import Seat
from consultations.panels.members.rules import SeatState
from consultations.panels.members.service import decline
from consultations.panels.models import Panel, Volunteer
from consultations.panels.recruiting.service import bring, volunteer
from consultations.panels.rules import PanelNotOpenError
from consultations.panels.service import add_feature, open_call, write_panel
from consultations.panels.sortition.freezing import spoken
from consultations.panels.sortition.report import Algorithm
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.checks import violations
from okote.territories.service import found_territory
from payments.sessions import JOBS
from tests.consultations.panels.conftest import AGE, CONSENT, details, mail_queue, said
from tests.consultations.panels.drawing.conftest import RESULT, frozen_by, one_of_each, pass_by, seal
from tests.okote.app_client import ADDRESS, facts


async def somebody(database, here, *roles):
    async with database.unit_of_work() as db:
        person = Person(created_at=await db.now())
        db.add(person)
    return Visitor(here, "fr", ADDRESS, person=person, roles=frozenset(Held(role) for role in roles))


@pytest.fixture
async def samira(database):
    database.info[JOBS] = mail_queue(database.url)
    async with database.unit_of_work() as db:
        here = await found_territory(db, facts("trois-rives", "Trois-Rives"), {})
    return await somebody(database, here, Role.ORGANISER)


@pytest.fixture
async def marc(database, samira):
    return await somebody(database, samira.territory, Role.ADMINISTRATOR)


@pytest.fixture
async def panel(database, samira):
    async with database.unit_of_work() as db:
        today = samira.territory.day(await db.now())
        panel = await write_panel(db, details(today), by=samira)
        await add_feature(db, panel.id, AGE, by=samira)
        await open_call(db, panel.id, by=samira)
        await bring(db, panel.id, [one_of_each(number) for number in range(12)], by=samira)
    return panel


@pytest.fixture
async def due(database, panel, samira):
    async with database.unit_of_work() as db:
        draw = await frozen_by(db, await db.get_one(Panel, panel.id), samira)
        await seal(db, draw)
        await pass_by(db, 4)
    return draw


async def count(database, table):
    async with database.reading() as db:
        return (await db.exec(select(func.count()).select_from(table))).one()


async def broken(database):
    async with database.reading() as db:
        return [one.invariant.name for one in await violations(db, (*INVARIANTS, *OF_PANELS))]


async def test_of_two_who_type_at_once_the_second_draws_and_once(database, panel, due, samira, marc):
    async def send(who):
        async with database.unit_of_work() as db:
            return (await enter(db, panel.id, RESULT, by=who)).state

    ended = await gather(send(samira), send(marc))
    assert sorted(ended) == [DrawState.COMPUTED, DrawState.DRAWN]
    assert (await count(database, DrawEntry), await broken(database)) == (2, [])
    async with database.reading() as db:
        drawn = (await db.exec(select(Seat).where(Seat.rank == 0).order_by(col(Seat.id)))).all()
        assert len(drawn) == 9
        assert (await db.get_one(Draw, due.id)).drawn_at is not None


async def test_without_the_held_draw_both_would_be_the_first_and_nobody_the_second(
    database, due, samira, marc
):
    """The negative control: each reads that nobody has typed; the constraint lets one of them in."""
    asked = [Event(), Event()]

    async def send(who, mine, others):
        async with database.unit_of_work() as db:
            place = turn(await entries_of(db, due.id), who.person.id)
            assert (place.round, place.place, place.beside) == (1, 1, None)
            mine.set()
            await wait_for(others.wait(), 10)
            db.add(
                DrawEntry(
                    territory_id=due.territory_id,
                    draw_id=due.id,
                    round=place.round,
                    place=place.place,
                    numbers=RESULT,
                    entered_at=await db.now(),
                    entered_by=who.person.id,
                )
            )

    ended = await gather(send(samira, *asked), send(marc, *reversed(asked)), return_exceptions=True)
    assert [type(one) for one in ended if one] == [IntegrityError]
    async with database.reading() as db:
        assert (await db.get_one(Draw, due.id)).state is DrawState.COMPUTED


async def test_of_two_who_freeze_at_once_one_does(database, panel, samira, marc):
    async def send(who):
        async with database.unit_of_work() as db:
            await frozen_by(db, panel, who)

    ended = await gather(send(samira), send(marc), return_exceptions=True)
    assert [type(one) for one in ended if one] == [DrawExistsError]
    assert (await count(database, Draw), await broken(database)) == (1, [])


async def test_without_the_held_panel_two_would_freeze_and_the_index_stop_one(database, panel, samira):
    """The negative control: both ask whether there is a draw before either has written one."""
    asked = [Event(), Event()]

    async def send(mine, others):
        async with database.unit_of_work() as db:
            assert await under_way(db, panel.id) is False
            mine.set()
            await wait_for(others.wait(), 10)
            frozen = (await standing(db, panel)).frozen("salt")
            db.add(
                Draw(
                    territory_id=panel.territory_id,
                    panel_id=panel.id,
                    algorithm=Algorithm.STRATIFIED,
                    size=9,
                    quotas=[],
                    pool_size=12,
                    excluded=0,
                    pool=frozen.text,
                    pool_hash=frozen.sha256,
                    lottery="Loto",
                    lottery_on=samira.territory.day(await db.now()),
                    which_numbers="tous",
                    frozen_at=await db.now(),
                    frozen_by=samira.person.id,
                )
            )

    ended = await gather(send(*asked), send(*reversed(asked)), return_exceptions=True)
    assert [type(one) for one in ended if one] == [IntegrityError]


@pytest.fixture
async def left(database, panel, due, samira, marc):
    """A seat that nobody of its stratum is left for, while somebody waits for the other."""
    assert due.panel_id == panel.id
    for who in (samira, marc):
        async with database.unit_of_work() as db:
            await enter(db, panel.id, RESULT, by=who)
    async with database.unit_of_work() as db:
        waiting = [one.stratum for one in await seats_now(db, panel.id) if one.state is SeatState.WAITING]
        few, other = sorted(("jeune", "âgée"), key=waiting.count)
        for _ in range(waiting.count(few) + 1):
            await decline(db, await asked(db, panel, few))
    return other


async def asked(db, panel, stratum):
    found = [one for one in await seats_now(db, panel.id) if one.stratum == stratum]
    return next(one for one in found if one.state is SeatState.INVITED)


async def test_who_gives_up_as_seats_are_drawn_for_again_calls_nobody(database, panel, left, samira):
    """Whoever waited is in the pool by then, and never called and drawn for at once."""
    freezing, begun = Event(), Event()

    async def freeze():
        async with database.unit_of_work() as db:
            draw = await frozen_by(db, await db.get_one(Panel, panel.id), samira)
            freezing.set()
            await wait_for(begun.wait(), 10)
            return draw

    async def give_up():
        await wait_for(freezing.wait(), 10)
        async with database.unit_of_work() as db:
            begun.set()
            await decline(db, await by_panel(db, panel, left))

    draw, _ = await gather(freeze(), give_up())
    async with database.reading() as db:
        seats = (await db.exec(select(Seat).order_by(col(Seat.id)))).all()
        there = {one.volunteer_id for one in seats}
        in_pool = [one for one in await db.exec(select(Volunteer)) if spoken(one.number) in draw.pool]
    assert [one for one in seats if one.state is SeatState.WAITING] == []
    assert (draw.pool_size, {one.id for one in in_pool} & there) == (len(in_pool), set())
    assert await broken(database) == []


async def by_panel(db, panel, stratum):
    """The seat, once nobody else changes those of its panel: as whoever answers by the link asks for it."""
    await called_alone(db, panel.territory_id, panel.id)
    return await asked(db, panel, stratum)


async def test_without_the_held_panel_somebody_would_be_called_who_is_in_the_pool(
    database, panel, left, samira
):
    """The negative control: they still waited when it was asked who is next; their seat is gone by then."""
    assert left

    async def call():
        async with database.unit_of_work() as db:
            [waiting, *_] = [one for one in await seats_now(db, panel.id) if one.state is SeatState.WAITING]
            async with database.unit_of_work() as other:
                await frozen_by(other, await other.get_one(Panel, panel.id), samira)
            await offer(db, await db.get_one(Panel, panel.id), waiting)

    with pytest.raises(StaleDataError):
        await call()


async def test_who_comes_as_the_pool_is_frozen_waits_and_is_not_let_in(database, renderer, panel, samira):
    freezing, begun = Event(), Event()
    camille = await somebody(database, samira.territory)

    async def freeze():
        async with database.unit_of_work() as db:
            await frozen_by(db, panel, samira)
            await db.flush()
            freezing.set()
            await wait_for(begun.wait(), 10)

    async def come():
        await wait_for(freezing.wait(), 10)
        async with database.unit_of_work() as db:
            await db.now()
            begun.set()
            await volunteer(db, renderer, panel.id, said(), CONSENT, by=camille)

    _, refused = await gather(freeze(), come(), return_exceptions=True)
    assert isinstance(refused, PanelNotOpenError)
    assert (await count(database, Volunteer), await broken(database)) == (12, [])


async def test_who_began_before_the_pool_was_frozen_and_comes_after_is_not_let_in(
    database, renderer, panel, samira
):
    """Their moment is one at which the call was open; the pool is frozen all the same."""
    camille = await somebody(database, samira.territory)
    async with database.unit_of_work() as late:
        before = await late.now()
        async with database.unit_of_work() as db:
            await frozen_by(db, panel, samira)
        with pytest.raises(PanelNotOpenError):
            await volunteer(late, renderer, panel.id, said(), CONSENT, by=camille)
    async with database.reading() as db:
        assert before < (await db.get_one(Panel, panel.id)).closes_at
    assert (await count(database, Volunteer), await broken(database)) == (12, [])


async def test_who_came_while_somebody_waited_to_freeze_is_in_and_came_before_it(
    database, renderer, panel, samira
):
    camille = await somebody(database, samira.territory)
    async with database.unit_of_work() as db:
        await db.now()
        async with database.unit_of_work() as other:
            await volunteer(other, renderer, panel.id, said(), CONSENT, by=camille)
        draw = await frozen_by(db, panel, samira)
    assert (draw.pool_size, await broken(database)) == (13, [])
