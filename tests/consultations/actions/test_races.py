"""Two at once: they freeze a year while somebody writes a step of it, tell the same, or send it twice."""

from asyncio import Event, gather, wait_for
from datetime import date

import msgspec
import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import func, select

from consultations.actions.describing import ActionDetails
from consultations.actions.editions import freeze
from consultations.actions.invariants import INVARIANTS
from consultations.actions.models import Action, ActionStep, Edition
from consultations.actions.queries.editions import contents, edition_of
from consultations.actions.rules import (
    ActionMovedOnError,
    ActionState,
    EditionChangedError,
    EditionFrozenError,
    Standing,
    Step,
    YearFrozenError,
    deadline_after,
)
from consultations.actions.service import move, propose, publish
from consultations.services.models import Service
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.checks import violations
from tests.okote.app_client import ADDRESS, territory


@pytest.fixture
async def both(house):
    """Two administrators."""
    async with house.database.unit_of_work() as db:
        people = [Person(created_at=await db.now()) for _ in "ab"]
        db.add_all(people)
    here, roles = await territory(house), frozenset([Held(Role.ADMINISTRATOR)])
    return [Visitor(here, "fr", ADDRESS, person=one, roles=roles) for one in people]


@pytest.fixture
async def last(house):
    async with house.database.reading() as db:
        return (await db.now()).year - 1


@pytest.fixture
async def promised(house, both, last):
    """An action of the year that is over, decided and not done."""
    by, march = both[0], date(last, 3, 1)
    async with house.database.unit_of_work() as db:
        roads = Service(
            territory_id=by.territory.id, name="Voirie", email="v@exemple.test", created_at=await db.now()
        )
        db.add(roads)
        await db.flush()
        action = await propose(db, ActionDetails("Un banc", "La côte.", roads.id), by=by, on=march)
        await publish(db, action.id, by=by)
        await move(db, action.id, Step(ActionState.DECIDED, march, "", date(last, 9, 1)), by=by)
    return action


async def broken(house):
    async with house.database.reading() as db:
        return {one.invariant.name for one in await violations(db, INVARIANTS)}


async def digest(house, by, year):
    """Of what they read before they freeze."""
    async with house.database.reading() as db:
        return (await contents(db, by.territory, year)).digest


async def test_of_two_that_freeze_one_does(house, both, promised, last):
    read = await digest(house, both[0], last)

    async def send(by):
        async with house.database.unit_of_work() as db:
            await freeze(db, last, read=read, by=by)

    ends = await gather(*map(send, both), return_exceptions=True)

    assert sorted(isinstance(end, EditionFrozenError) for end in ends) == [False, True]
    async with house.database.reading() as db:
        assert (await db.exec(select(func.count()).select_from(Edition))).one() == 1


async def test_a_step_is_in_the_edition_or_refused(house, both, promised, last):
    read = await digest(house, both[1], last)

    async def write():
        async with house.database.unit_of_work() as db:
            await move(db, promised.id, Step(ActionState.DONE, date(last, 11, 1)), by=both[0])

    async def send():
        async with house.database.unit_of_work() as db:
            await freeze(db, last, read=read, by=both[1])

    written, frozen = await gather(write(), send(), return_exceptions=True)

    assert (type(written), type(frozen)) in {
        (YearFrozenError, type(None)),
        (type(None), EditionChangedError),
    }
    assert await broken(house) == set()


async def test_without_the_lock_a_step_slips_into_the_frozen_year(house, both, promised, last):
    """The negative control: the same questions and the same writes, nobody waiting for the other."""
    asked, on = [Event(), Event()], date(last, 11, 1)

    async def write(mine, others):
        async with house.database.unit_of_work() as db:
            assert await edition_of(db, promised.territory_id, last) is None
            mine.set()
            await wait_for(others.wait(), 10)
            action = await db.get_one(Action, promised.id)
            action.state, action.since = ActionState.DONE, on
            step = {"state": action.state, "service_id": action.service_id, "deadline": action.deadline}
            days = {"happened_on": on, "since": on, "at": await db.now()}
            by = both[0].person.id
            db.add(ActionStep(territory_id=action.territory_id, action_id=action.id, by=by, **step, **days))

    async def send(mine, others):
        async with house.database.unit_of_work() as db:
            told = await contents(db, both[1].territory, last)
            mine.set()
            await wait_for(others.wait(), 10)
            frozen = {"contents": msgspec.to_builtins(told), "frozen_at": await db.now(), "year": last}
            db.add(Edition(territory_id=promised.territory_id, frozen_by=both[1].person.id, **frozen))

    await gather(write(*asked), send(*reversed(asked)))

    assert await broken(house) == {"edition-says-what-steps-say"}


async def test_of_two_that_tell_the_same_one_does(house, both, promised, last):
    async def tell(by):
        async with house.database.unit_of_work() as db:
            await move(db, promised.id, Step(ActionState.DONE, date(last, 11, 1)), by=by)

    ends = await gather(*map(tell, both), return_exceptions=True)

    assert sorted(isinstance(end, ActionMovedOnError) for end in ends) == [False, True]
    assert await broken(house) == set()


async def test_without_the_lock_it_is_told_twice(house, both, promised, last):
    """The negative control: the same question and the same write, nobody waiting for the other."""
    asked, on = [Event(), Event()], date(last, 11, 1)

    async def tell(by, mine, others):
        async with house.database.unit_of_work() as db:
            action = await db.get_one(Action, promised.id)
            deadline_after(Standing(action.state, action.deadline), Step(ActionState.DONE, on))
            mine.set()
            await wait_for(others.wait(), 10)
            action.state, action.since = ActionState.DONE, on
            step = {"state": action.state, "service_id": action.service_id, "deadline": action.deadline}
            days = {"happened_on": on, "since": on, "at": await db.now(), "by": by.person.id}
            db.add(ActionStep(territory_id=action.territory_id, action_id=action.id, **step, **days))

    await gather(tell(both[0], *asked), tell(both[1], *reversed(asked)))

    assert await broken(house) == {"action-moves-as-it-may"}


async def test_what_is_sent_twice_at_once_is_written_once(house, both, promised):
    said = ActionDetails("Un abri", "Il pleut.", promised.service_id)

    async def send(by):
        async with house.database.unit_of_work() as db:
            return (await propose(db, said, by=by)).number

    assert await gather(*map(send, both)) == [2, 2]


async def test_without_the_lock_both_would_be_written(house, both, promised):
    """The negative control: each looks before the other has written; their number alone keeps them apart."""
    asked = [Event(), Event()]

    async def send(by, mine, others):
        async with house.database.unit_of_work() as db:
            same = select(func.count()).where(Action.title == "Un abri")
            latest = (await db.exec(select(func.max(Action.number)))).one()
            assert (await db.exec(same)).one() == 0
            mine.set()
            await wait_for(others.wait(), 10)
            said = {"title": "Un abri", "why": "Il pleut.", "number": latest + 1}
            days = {"since": date(2025, 1, 1), "created_at": await db.now()}
            here = {"territory_id": by.territory.id, "service_id": promised.service_id}
            db.add(Action(**said, **days, **here))

    ends = await gather(send(both[0], *asked), send(both[1], *reversed(asked)), return_exceptions=True)

    assert sorted(isinstance(end, IntegrityError) for end in ends) == [False, True]
