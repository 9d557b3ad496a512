"""Two moderators decide at once, one person reports from two tabs: each with its negative control."""

from asyncio import Event, gather, wait_for

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, func, select, update

from consultations.ideas.service import IdeaDetails, propose
from consultations.moderation.models import ModerationCase, ModerationDecision, ModerationNotice
from consultations.moderation.rules import DecidedAlreadyError, Ground
from consultations.moderation.service.decisions import decide
from consultations.moderation.service.notices import report
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from tests.consultations.moderation.conftest import HIDDEN, KEPT, MODERATED, given
from tests.okote.app_client import ADDRESS, territory


@pytest.fixture
async def people(house):
    """An author, a notifier, two moderators."""
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        made = [Person(created_at=await db.now(), email=f"p{one}@exemple.test") for one in range(4)]
        db.add_all(made)
    roles = [frozenset(), frozenset(), *[frozenset([Held(Role.AGENT)])] * 2]
    return [
        Visitor(territory=here, language="fr", address=ADDRESS, person=one, roles=held)
        for one, held in zip(made, roles, strict=True)
    ]


@pytest.fixture
async def bench(house, people):
    async with house.database.unit_of_work() as db:
        return await propose(db, IdeaDetails("Un banc", "La côte est longue."), by=people[0])


@pytest.fixture
def tell(house, bench, people):
    async def tell(by=None):
        async with house.database.unit_of_work() as db:
            return await report(db, MODERATED, "idea", bench.id, given(), by=by or people[1])

    return tell


async def number(house, table):
    async with house.database.reading() as db:
        return (await db.exec(select(func.count()).select_from(table))).one()


async def test_two_tabs_send_one_notice(house, tell, people):
    first, *others = await gather(*(tell() for _ in range(4)))
    assert {one.id for one in others} == {first.id}
    await gather(tell(people[2]), tell(people[3]))  # others join the same case
    assert (await number(house, ModerationNotice), await number(house, ModerationCase)) == (3, 1)


async def test_looking_first_whether_somebody_reported_would_send_two(house, tell, bench, people):
    """The negative control: both look before either has written; the index alone keeps the second out."""
    case_id = (await tell(people[2])).case_id
    asked, seen = [Event(), Event()], []

    async def look_and_write(mine, others):
        async with house.database.unit_of_work() as db:
            theirs = ModerationNotice.person_id == people[1].person.id
            seen.append((await db.exec(select(ModerationNotice).where(theirs))).first())
            mine.set()
            await wait_for(others.wait(), 10)
            notice = ModerationNotice(
                territory_id=bench.territory_id, case_id=case_id, person_id=people[1].person.id,
                ground=Ground.HATE, explanation="Là.", url="/ideas", good_faith=True, language="fr",
                at=await db.now(),
            )  # fmt: skip
            db.add(notice)
            await db.flush()

    ends = await gather(look_and_write(*asked), look_and_write(*reversed(asked)), return_exceptions=True)
    assert seen == [None, None]
    assert sum(isinstance(end, IntegrityError) for end in ends) == 1


async def test_two_moderators_at_once_are_one_decision(house, tell, people):
    case_id = (await tell()).case_id

    async def decided(by, statement):
        async with house.database.unit_of_work() as db:
            return await decide(db, MODERATED, case_id, statement, by=by)

    ends = await gather(decided(people[2], HIDDEN), decided(people[3], KEPT), return_exceptions=True)
    assert sum(isinstance(end, DecidedAlreadyError) for end in ends) == 1
    assert await number(house, ModerationDecision) == 1


async def test_without_holding_the_case_both_would_have_decided(house, tell, people):
    """The negative control: each reads an open case and closes it; neither hears of the other."""
    case_id = (await tell()).case_id
    asked, seen = [Event(), Event()], []

    async def read_and_close(mine, others):
        async with house.database.unit_of_work() as db:
            statement = select(ModerationCase.decided_at).where(ModerationCase.id == case_id)
            seen.append((await db.exec(statement)).one())
            mine.set()
            await wait_for(others.wait(), 10)
            closed = update(ModerationCase).where(col(ModerationCase.id) == case_id)
            await db.exec(closed.values(decided_at=await db.now()))

    await gather(read_and_close(*asked), read_and_close(*reversed(asked)))
    assert seen == [None, None]


async def test_what_is_reported_while_it_is_decided_is_a_new_case_or_part_of_this_one(house, tell, people):
    case_id = (await tell()).case_id

    async def decided():
        async with house.database.unit_of_work() as db:
            return await decide(db, MODERATED, case_id, KEPT, by=people[2])

    _, notice = await gather(decided(), tell(people[3]))
    async with house.database.reading() as db:
        case = await db.get_one(ModerationCase, notice.case_id)
    assert case.decided_at is None if case.id != case_id else notice.at <= case.decided_at
