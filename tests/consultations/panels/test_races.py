"""Twice at once, one code for two, and the moment at which a call closes: each with its negative control."""

from asyncio import Event, create_task, gather, wait_for
from dataclasses import replace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select

from consultations.panels.invariants import INVARIANTS
from consultations.panels.models import LetterCode, Panel, Volunteer
from consultations.panels.recruiting import pool as pools
from consultations.panels.recruiting.importing import listed
from consultations.panels.recruiting.rules import AlreadyVolunteerError, LetterCodeUsedError
from consultations.panels.recruiting.service import (
    bring,
    enter,
    make_codes,
    take_out,
    volunteer,
    volunteer_by_letter,
    withdraw_by_letter,
)
from consultations.panels.recruiting.words import Source
from consultations.panels.rules import PanelNotOpenError
from consultations.panels.service import add_feature, close_call, end_panel, open_call, write_panel
from okote.identity.models import Person, Role
from okote.identity.sessions import fingerprint
from okote.identity.visitors import Held, Visitor
from okote.platform.checks import violations
from okote.platform.errors import NotFoundError
from okote.territories.service import found_territory
from payments.sessions import JOBS
from tests.consultations.panels.conftest import AGE, CONSENT, details, mail_queue, said
from tests.okote.app_client import ADDRESS, facts


@pytest.fixture
async def samira(database):
    database.info[JOBS] = mail_queue(database.url)
    async with database.unit_of_work() as db:
        here = await found_territory(db, facts("trois-rives", "Trois-Rives"), {})
        person = Person(created_at=await db.now())
        db.add(person)
    return Visitor(here, "fr", ADDRESS, person=person, roles=frozenset([Held(Role.ORGANISER)]))


@pytest.fixture
async def panel(database, samira):
    async with database.unit_of_work() as db:
        today = samira.territory.day(await db.now())
        panel = await write_panel(db, details(today), by=samira)
        await add_feature(db, panel.id, AGE, by=samira)
        await open_call(db, panel.id, by=samira)
    return panel


@pytest.fixture
async def camille(database, samira):
    async with database.unit_of_work() as db:
        person = Person(created_at=await db.now())
        db.add(person)
    return replace(samira, person=person, roles=frozenset())


def unguarded(panel, at, **changes):
    """What a volunteer leaves, whoever asked before."""
    given = {
        "territory_id": panel.territory_id,
        "panel_id": panel.id,
        "number": hash(at) % 10**9,
        "name": "Camille",
        "email": "camille@exemple.test",
        "attributes": {"Âge": "jeune"},
        "source": Source.LETTER,
        "language": "fr",
        "volunteered_at": at,
        "consented_at": at,
        "consent_version": "0" * 64,
    }
    return Volunteer(**given | changes)


async def pool(database):
    async with database.reading() as db:
        return (await db.exec(select(func.count()).select_from(Volunteer))).one()


async def broken(database):
    async with database.reading() as db:
        return [one.invariant.name for one in await violations(db, INVARIANTS)]


async def test_of_two_forms_of_one_person_at_once_one_is_kept(database, renderer, panel, camille):
    async def send():
        async with database.unit_of_work() as db:
            await volunteer(db, renderer, panel.id, said(), CONSENT, by=camille)

    ended = await gather(send(), send(), return_exceptions=True)
    assert [type(one) for one in ended if one] == [AlreadyVolunteerError]
    assert await pool(database) == 1


async def test_without_the_lock_both_would_be_written_and_the_index_stop_one(database, panel, camille):
    """The negative control: the same question, asked before either has written."""
    asked = [Event(), Event()]

    async def send(mine, others):
        async with database.unit_of_work() as db:
            known = select(Volunteer).where(Volunteer.person_id == camille.person.id)
            assert (await db.exec(known)).first() is None
            mine.set()
            await wait_for(others.wait(), 10)
            db.add(unguarded(panel, await db.now(), source=Source.SELF, person_id=camille.person.id))

    ended = await gather(send(*asked), send(*reversed(asked)), return_exceptions=True)
    assert [type(one) for one in ended if one] == [IntegrityError]


@pytest.fixture
async def code(database, panel, samira):
    async with database.unit_of_work() as db:
        [code] = await make_codes(db, panel.id, 1, by=samira)
    return code


async def test_of_two_who_use_one_code_at_once_one_is_in(database, renderer, panel, samira, code):
    async def send(name):
        async with database.unit_of_work() as db:
            by = samira.stranger
            await volunteer_by_letter(db, renderer, panel.id, code, said(name), CONSENT, by=by)

    ended = await gather(send("Ada"), send("Bob"), return_exceptions=True)
    assert [type(one) for one in ended if one] == [LetterCodeUsedError]
    assert await pool(database) == 1


async def test_without_the_held_row_one_code_would_let_in_two(database, panel, code):
    """The negative control: both read the code as free before either has used it."""
    asked = [Event(), Event()]

    async def send(mine, others):
        async with database.unit_of_work() as db:
            free = select(LetterCode).where(LetterCode.code_hash == fingerprint(code))
            letter = (await db.exec(free)).one()
            assert letter.volunteer_id is None
            mine.set()
            await wait_for(others.wait(), 10)
            new = unguarded(panel, await db.now())
            db.add(new)
            await db.flush()
            letter.volunteer_id = new.id

    await gather(send(*asked), send(*reversed(asked)))
    assert await pool(database) == 2


async def test_who_comes_as_the_call_closes_waits_and_is_not_let_in(
    database, renderer, panel, samira, camille
):
    closing, begun = Event(), Event()

    async def close():
        async with database.unit_of_work() as db:
            await close_call(db, panel.id, by=samira)
            await db.flush()
            closing.set()
            await wait_for(begun.wait(), 10)

    async def come():
        await wait_for(closing.wait(), 10)
        async with database.unit_of_work() as db:
            await db.now()
            begun.set()
            await volunteer(db, renderer, panel.id, said(), CONSENT, by=camille)

    _, refused = await gather(close(), come(), return_exceptions=True)
    assert isinstance(refused, PanelNotOpenError)
    assert (await pool(database), await broken(database)) == (0, [])


async def test_without_the_held_panel_somebody_would_get_in_after_it_closed(database, panel, samira):
    """The negative control: the call was read as open, while it was being closed."""
    closing, read, closed = Event(), Event(), Event()

    async def close():
        async with database.unit_of_work() as db:
            await close_call(db, panel.id, by=samira)
            await db.flush()
            closing.set()
            await wait_for(read.wait(), 10)
        closed.set()

    async def come():
        await wait_for(closing.wait(), 10)
        async with database.unit_of_work() as db:
            at = await db.now()
            ends = (await db.exec(select(Panel.closes_at).where(col(Panel.id) == panel.id))).one()
            assert at < ends
            read.set()
            await wait_for(closed.wait(), 10)
            db.add(unguarded(panel, at))

    await gather(close(), come())
    assert await broken(database) == ["panel-takes-volunteers-while-its-call-is-open"]


@pytest.mark.parametrize("ends", [close_call, end_panel])
async def test_who_came_while_somebody_waited_to_close_the_call_is_in_and_came_before_it(
    database, renderer, panel, samira, camille, ends
):
    """As the negative control above finds it where they came after."""
    async with database.unit_of_work() as db:
        await db.now()
        async with database.unit_of_work() as other:
            await volunteer(other, renderer, panel.id, said(), CONSENT, by=camille)
        await ends(db, panel.id, by=samira)
    assert (await pool(database), await broken(database)) == (1, [])


LIST = "name;address;âge\nAda;1 quai;jeune\nBob;2 quai;âgée\n"


async def test_a_list_that_is_brought_twice_at_once_is_in_the_pool_once(database, panel, samira):
    async def send():
        async with database.unit_of_work() as db:
            found = listed(LIST, await pools.known(db, panel.territory_id, panel.id))
            if not found.wrong:
                await bring(db, panel.id, found.people, by=samira)
            return len(found.wrong)

    assert sorted(await gather(send(), send())) == [0, 2]
    assert await pool(database) == 2


async def test_without_the_lock_everybody_on_it_would_be_there_twice(database, panel, samira):
    """The negative control: both ask who is in the pool before either has brought anyone."""
    asked = [Event(), Event()]

    async def send(mine, others):
        async with database.unit_of_work() as db:
            db.lock = unlocked
            found = listed(LIST, await pools.known(db, panel.territory_id, panel.id))
            mine.set()
            await wait_for(others.wait(), 10)
            await bring(db, panel.id, found.people, by=samira)

    await gather(send(*asked), send(*reversed(asked)))
    assert await pool(database) == 4


async def unlocked(*_names):
    """Nobody waits."""


async def test_somebody_whom_an_agent_enters_twice_at_once_is_in_the_pool_once(
    database, renderer, panel, samira
):
    async def send():
        async with database.unit_of_work() as db:
            return (await enter(db, renderer, panel.id, said(), CONSENT, by=samira)).id

    one, other = await gather(send(), send())
    assert (one, await pool(database)) == (other, 1)


async def test_without_the_lock_they_would_be_there_twice(database, renderer, panel, samira):
    """The negative control: nobody has entered them yet, for both."""
    asked = [Event(), Event()]

    async def send(mine, others):
        async with database.unit_of_work() as db:
            known = select(Volunteer.id).where(Volunteer.panel_id == panel.id)
            assert (await db.exec(known)).first() is None
            mine.set()
            await wait_for(others.wait(), 10)
            db.add(unguarded(panel, await db.now(), source=Source.COUNTER, entered_by=samira.person.id))

    await gather(send(*asked), send(*reversed(asked)))
    assert await pool(database) == 2


async def someone_waits(database, most):
    """Until so many do."""
    waiting = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND wait_event_type = 'Lock'"
    )
    while True:
        async with database.reading() as db:
            if (await db.exec(waiting)).scalar_one() >= most:
                return


async def test_who_withdraws_with_a_letter_while_an_organiser_takes_them_out_is_out_once(
    database, renderer, panel, samira, code
):
    """Where the letter and who came with it are held in another order, the database ends one of both."""
    async with database.unit_of_work() as db:
        new = await volunteer_by_letter(db, renderer, panel.id, code, said(), CONSENT, by=samira.stranger)

    async def leave():
        async with database.unit_of_work() as db:
            await withdraw_by_letter(db, renderer, panel.id, code, by=samira.stranger)

    async def take():
        async with database.unit_of_work() as db:
            await take_out(db, renderer, new.id, by=samira)

    async with database.unit_of_work() as db:
        (await db.exec(select(LetterCode).where(LetterCode.volunteer_id == new.id).with_for_update())).one()
        leaving = create_task(leave())
        await wait_for(someone_waits(database, 1), 10)
        taking = create_task(take())
        await wait_for(someone_waits(database, 2), 10)
    ended = await gather(leaving, taking, return_exceptions=True)
    assert [type(one) for one in ended if one] == [NotFoundError]
    assert await broken(database) == []
