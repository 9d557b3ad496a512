"""Two at once: one draft published twice, one idea changed in two windows, two numbered; with controls."""

from asyncio import Event, gather, wait_for

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import func, select

from consultations.ideas.drafts.models import IdeaDraft
from consultations.ideas.drafts.service import What, begin, keep, publish
from consultations.ideas.invariants import INVARIANTS
from consultations.ideas.models import Idea
from consultations.ideas.service import IdeaDetails, propose
from consultations.ideas.versions.service import Changed, edit
from consultations.ideas.where import Where
from okote.identity.models import Person
from okote.identity.visitors import Visitor
from okote.platform.checks import violations
from okote.platform.errors import StaleError
from tests.okote.app_client import ADDRESS, territory

BENCH = What("Un banc", "La côte est longue.")
TWICE = ("one", "two")


@pytest.fixture
async def both(house):
    async with house.database.unit_of_work() as db:
        people = [Person(created_at=await db.now()) for _ in "ab"]
        db.add_all(people)
    here = await territory(house)
    return [Visitor(here, "fr", ADDRESS, person=one, roles=frozenset()) for one in people]


@pytest.fixture
async def draft(house, both):
    async with house.database.unit_of_work() as db:
        return await begin(db, BENCH, by=both[0])


async def broken(house):
    async with house.database.reading() as db:
        return {one.invariant.name for one in await violations(db, INVARIANTS)}


async def ideas(house):
    async with house.database.reading() as db:
        return (await db.exec(select(func.count()).select_from(Idea))).one()


async def test_a_draft_that_is_published_twice_at_once_is_one_idea(house, both, draft):
    async def send(_):
        async with house.database.unit_of_work() as db:
            return (await publish(db, draft.id, by=both[0])).id

    first, second = await gather(*map(send, TWICE))

    assert (first == second, await ideas(house), await broken(house)) == (True, 1, set())


async def test_without_the_lock_only_the_database_keeps_it_one(house, both, draft):
    """The negative control: both find the draft before either has published it."""
    asked = [Event(), Event()]

    async def send(mine, others):
        async with house.database.unit_of_work() as db:
            assert await db.get(IdeaDraft, draft.id) is not None
            mine.set()
            await wait_for(others.wait(), 10)
            at, by = await db.now(), both[0]
            said = {"title": "Un banc", "body": "La côte.", "language": "fr", "proposed_at": at, "since": at}
            whose = {"territory_id": by.territory.id, "person_id": by.person.id, "draft_id": draft.id}
            latest = (await db.exec(select(func.count()).select_from(Idea))).one()
            db.add(Idea(number=latest + 1, **said, **whose))

    ends = await gather(send(*asked), send(*reversed(asked)), return_exceptions=True)

    assert sorted(isinstance(end, IntegrityError) for end in ends) == [False, True]


async def test_of_two_windows_that_keep_at_once_one_does(house, both, draft):
    async def send(window):
        async with house.database.unit_of_work() as db:
            said = What("Un banc", f"Dans la fenêtre {window}.")
            await keep(db, draft.id, expected=1, window=window, what=said, by=both[0])

    ends = await gather(*map(send, TWICE), return_exceptions=True)

    assert sorted(isinstance(end, StaleError) for end in ends) == [False, True]


async def test_without_the_lock_one_window_writes_over_the_other(house, both, draft):
    """The negative control: both read the same version; what one typed is gone, and nobody was told."""
    asked = [Event(), Event()]

    async def send(window, mine, others):
        async with house.database.unit_of_work() as db:
            kept = await db.get_one(IdeaDraft, draft.id)
            assert kept.version == 1
            mine.set()
            await wait_for(others.wait(), 10)
            kept.body, kept.version = f"Dans la fenêtre {window}.", 2

    ends = await gather(send("one", *asked), send("two", *reversed(asked)), return_exceptions=True)

    assert ends == [None, None]


async def test_of_two_authors_who_change_an_idea_at_once_one_does(house, both):
    async with house.database.unit_of_work() as db:
        idea = await propose(db, IdeaDetails("Un banc", "La côte."), by=both[0])

    async def send(title):
        async with house.database.unit_of_work() as db:
            await edit(db, idea.id, Changed(title, "La côte.", Where(), None), expected=1, by=both[0])

    ends = await gather(*map(send, ("Deux bancs", "Trois bancs")), return_exceptions=True)

    assert sorted(isinstance(end, StaleError) for end in ends) == [False, True]
    assert await broken(house) == set()


async def test_two_that_are_proposed_at_once_have_two_numbers(house, both):
    async def send(by):
        async with house.database.unit_of_work() as db:
            return (await propose(db, IdeaDetails("Un banc", "La côte."), by=by)).number

    assert sorted(await gather(*map(send, both))) == [1, 2]


async def test_without_the_lock_only_the_database_keeps_numbers_apart(house, both):
    """The negative control: both read the same latest number."""
    asked = [Event(), Event()]

    async def send(by, mine, others):
        async with house.database.unit_of_work() as db:
            latest = (await db.exec(select(func.count()).select_from(Idea))).one()
            mine.set()
            await wait_for(others.wait(), 10)
            at = await db.now()
            said = {"title": "Un banc", "body": "La côte.", "language": "fr", "proposed_at": at, "since": at}
            whose = {"territory_id": by.territory.id, "person_id": by.person.id}
            db.add(Idea(number=latest + 1, **said, **whose))

    ends = await gather(send(both[0], *asked), send(both[1], *reversed(asked)), return_exceptions=True)

    assert sorted(isinstance(end, IntegrityError) for end in ends) == [False, True]
