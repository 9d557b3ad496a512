"""Passed on while it is answered, written to while an account closes: each with its negative control."""

from asyncio import Event, gather, wait_for

import pytest
from sqlmodel import col, delete, select, update

from consultations.difficulties.handling import answer, pass_on
from consultations.difficulties.invariants import INVARIANTS
from consultations.difficulties.models import EMPTY, Difficulty, DifficultyStep
from consultations.difficulties.rules import DifficultyMovedOnError, StepKind, following
from consultations.difficulties.service import Said, on_account_closed, reply, tell
from consultations.difficulties.steps import last_step
from consultations.difficulties.terms import USUAL
from consultations.services.models import Service
from okote.identity.events import AccountClosed
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.checks import violations
from okote.platform.errors import NotFoundError
from okote.territories.service import found_territory
from payments.sessions import JOBS
from tests.consultations.difficulties.conftest import RENT
from tests.consultations.panels.conftest import mail_queue
from tests.okote.app_client import ADDRESS, facts


@pytest.fixture
async def there(database):
    """Two who answer for one service, another service, and a difficulty that is with the first."""
    database.info[JOBS] = mail_queue(database.url)
    async with database.unit_of_work() as db:
        here = await found_territory(db, facts("trois-rives", "Trois-Rives"), {})
        at = await db.now()
        people = [Person(created_at=at) for _ in "abc"]
        services = [
            Service(territory_id=here.id, name=name, email="s@exemple.test", created_at=at)
            for name in ("Voirie", "Solidarités")
        ]
        db.add_all([*people, *services])
        await db.flush()
        roles = frozenset([Held(Role.SERVICE, services[0].id)])
        both = [Visitor(here, "fr", ADDRESS, person=one, roles=roles) for one in people[:2]]
        resident = Visitor(here, "fr", ADDRESS, person=people[2])
        rent = await tell(db, Said(RENT.category, RENT.body, services[0].id), by=resident)
        return rent, both, services[1], await last_step(db, rent.id)


@pytest.fixture
async def resident(database, there):
    async with database.reading() as db:
        person = await db.get_one(Person, there[0].person_id)
    return Visitor(there[1][0].territory, "fr", ADDRESS, person=person)


async def broken(database):
    async with database.reading() as db:
        return [one.invariant.name for one in await violations(db, INVARIANTS)]


async def test_nothing_that_is_written_while_an_account_closes_stays(database, there, resident):
    rent, *_ = there
    written, begun = Event(), Event()

    async def writing():
        async with database.unit_of_work() as db:
            await reply(db, rent.id, "Encore.", by=resident)
            written.set()
            await wait_for(begun.wait(), 10)

    async def closing():
        await wait_for(written.wait(), 10)
        async with database.unit_of_work() as db:
            await db.now()
            begun.set()
            await on_account_closed(db, AccountClosed(rent.person_id))

    await gather(writing(), closing())
    assert await broken(database) == []


async def test_without_the_held_rows_some_of_it_would(database, there, resident):
    """The negative control: what there is goes before the row is waited for."""
    rent, *_ = there
    async with database.unit_of_work() as closing:
        async with database.unit_of_work() as db:
            await reply(db, rent.id, "Encore.", by=resident)
            await closing.exec(delete(DifficultyStep).where(DifficultyStep.difficulty_id == rent.id))
        await closing.exec(update(Difficulty).where(Difficulty.id == rent.id).values(**EMPTY))
    assert await broken(database) == ["difficulty-that-is-emptied-holds-nothing"]


async def kinds(database, rent):
    async with database.reading() as db:
        statement = select(DifficultyStep.kind).where(DifficultyStep.difficulty_id == rent.id)
        return (await db.exec(statement.order_by(col(DifficultyStep.id)))).all()


async def test_of_an_answer_and_a_passing_on_at_once_one_is_written(database, there):
    rent, (one, other), care, seen = there

    async def answering():
        async with database.unit_of_work() as db:
            await answer(db, rent.id, "Voilà.", seen, by=one)

    async def passing():
        async with database.unit_of_work() as db:
            await pass_on(db, rent.id, care.id, "Pour vous.", seen, by=other)

    ended = await gather(answering(), passing(), return_exceptions=True)
    refused = [type(end) for end in ended if end is not None]
    assert refused in ([DifficultyMovedOnError], [NotFoundError])
    assert len(await kinds(database, rent)) == 2
    assert await broken(database) == []


async def test_without_the_held_row_both_would_be(database, there):
    """The negative control: both read where it stands before either has written."""
    rent, (one, other), care, _ = there
    read = [Event(), Event()]

    async def write(kind, by, mine, others):
        async with database.unit_of_work() as db:
            row = (await db.exec(select(Difficulty).where(Difficulty.id == rent.id))).one()
            state = following(row.state, kind, service=True)
            mine.set()
            await wait_for(others.wait(), 10)
            step = DifficultyStep(
                territory_id=row.territory_id,
                difficulty_id=row.id,
                kind=kind,
                state=state,
                service_id=care.id if kind is StepKind.PASSED_ON else row.service_id,
                words="Oui.",
                at=await db.now(),
                by=by.person.id,
            )
            row.state, row.since = state, step.at
            row.forget_at = step.at + USUAL.kept
            db.add(step)

    await gather(write(StepKind.ANSWERED, one, *read), write(StepKind.PASSED_ON, other, *reversed(read)))
    assert {StepKind.ANSWERED, StepKind.PASSED_ON} < set(await kinds(database, rent))
