"""Two who judge an idea at once: one answer, one view; with controls that show what the lock keeps out."""

from asyncio import Event, gather, wait_for

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import func, select

from consultations.ideas.models import Idea, IdeaStep
from consultations.ideas.rules import IdeaMovedOnError, IdeaState
from consultations.ideas.service import IdeaDetails, propose
from consultations.ideas.study import answer, entrust
from consultations.services.models import Service
from consultations.studying.invariants import INVARIANTS
from consultations.studying.models import StudyView
from consultations.studying.rules import Feasible, ViewGiven
from consultations.studying.service import give_view
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.platform.checks import violations
from okote.platform.errors import StaleError
from tests.okote.app_client import ADDRESS, territory

YES = ViewGiven(admissible=True, feasible=Feasible.YES)


@pytest.fixture
async def roads(house):
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        made = Service(territory_id=here.id, name="Voirie", email="v@exemple.test", created_at=await db.now())
        db.add(made)
    return made


@pytest.fixture
async def both(house, roads):
    """Two people who answer for the same service."""
    async with house.database.unit_of_work() as db:
        people = [Person(created_at=await db.now()) for _ in "ab"]
        db.add_all(people)
    here, held = await territory(house), frozenset([Held(Role.SERVICE, roads.id)])
    return [Visitor(here, "fr", ADDRESS, person=one, roles=held) for one in people]


@pytest.fixture
async def bench(house, roads):
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        author, moderator = Person(created_at=await db.now()), Person(created_at=await db.now())
        db.add_all([author, moderator])
        await db.flush()
        by = Visitor(here, "fr", ADDRESS, person=author, roles=frozenset())
        agent = Visitor(here, "fr", ADDRESS, person=moderator, roles=frozenset([Held(Role.AGENT, None)]))
        made = await propose(db, IdeaDetails("Un banc", "La côte."), by=by)
        await entrust(db, made.id, roads.id, by=agent)
    return made


async def counted(house, table, *conditions):
    async with house.database.reading() as db:
        return (await db.exec(select(func.count()).select_from(table).where(*conditions))).one()


async def broken(house):
    async with house.database.reading() as db:
        return {one.invariant.name for one in await violations(db, INVARIANTS)}


async def test_of_two_who_answer_at_once_one_does(house, both, bench):
    async def send(by, state):
        async with house.database.unit_of_work() as db:
            await answer(db, bench.id, state, "Voici.", by=by)

    ends = await gather(
        send(both[0], IdeaState.ACCEPTED), send(both[1], IdeaState.REFUSED), return_exceptions=True
    )

    assert sorted(isinstance(end, IdeaMovedOnError) for end in ends) == [False, True]
    assert await counted(house, IdeaStep, IdeaStep.state != IdeaState.STUDIED) == 1
    assert await broken(house) == set()


async def test_without_the_lock_an_idea_is_accepted_and_refused_at_once(house, both, bench):
    """The negative control: both read that it is being studied."""
    asked = [Event(), Event()]

    async def send(by, state, mine, others):
        async with house.database.unit_of_work() as db:
            idea = await db.get_one(Idea, bench.id)
            assert idea.state is IdeaState.STUDIED
            mine.set()
            await wait_for(others.wait(), 10)
            whose = {"territory_id": idea.territory_id, "idea_id": idea.id, "service_id": idea.service_id}
            db.add(IdeaStep(state=state, answer="Voici.", at=await db.now(), by=by.person.id, **whose))

    ends = await gather(
        send(both[0], IdeaState.ACCEPTED, *asked),
        send(both[1], IdeaState.REFUSED, *reversed(asked)),
        return_exceptions=True,
    )

    assert ends == [None, None]
    assert await counted(house, IdeaStep, IdeaStep.state != IdeaState.STUDIED) == 2


async def test_of_two_views_of_one_service_at_once_one_is_kept(house, both, bench, roads):
    async def send(by):
        async with house.database.unit_of_work() as db:
            await give_view(db, bench.id, roads.id, YES, expected=0, by=by)

    ends = await gather(*map(send, both), return_exceptions=True)

    assert sorted(isinstance(end, StaleError) for end in ends) == [False, True]
    assert (await counted(house, StudyView), await broken(house)) == (1, set())


async def test_without_the_lock_only_the_database_keeps_their_numbers_apart(house, both, bench, roads):
    """The negative control: both find that there is no view yet."""
    asked = [Event(), Event()]

    async def send(by, mine, others):
        async with house.database.unit_of_work() as db:
            number = (await db.exec(select(func.count()).select_from(StudyView))).one() + 1
            mine.set()
            await wait_for(others.wait(), 10)
            whose = {"territory_id": bench.territory_id, "idea_id": bench.id, "service_id": roads.id}
            said = {"admissible": True, "feasible": Feasible.YES, "idea_version": 1}
            db.add(StudyView(number=number, at=await db.now(), by=by.person.id, **whose, **said))

    ends = await gather(send(both[0], *asked), send(both[1], *reversed(asked)), return_exceptions=True)

    assert sorted(isinstance(end, IntegrityError) for end in ends) == [False, True]
