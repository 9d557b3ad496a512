"""Two at once: a form counts once, and no hour grows past what is usual unseen."""

from asyncio import Event, gather, wait_for

import pytest
from sqlmodel import select

from consultations.procedures.models import Procedure
from consultations.procedures.queries import procedure_called
from consultations.ratings import rules, service
from consultations.ratings.invariants import INVARIANTS
from consultations.ratings.models import OpenRating, RatingBurst, RatingForm
from okote.identity.models import Role
from okote.platform.checks import violations
from okote.platform.errors import TooManyRequestsError
from tests.consultations.ratings.conftest import given, slip
from tests.okote.app_client import territory


@pytest.fixture
async def shown(house, desk, writer):
    await desk.published(writer)
    async with house.database.reading() as db:
        one = (await db.exec(select(Procedure))).one()
        return await procedure_called(db, one.territory_id, one.slug)


@pytest.fixture
async def here(house):
    return await territory(house)


@pytest.fixture
def rate(house, here, shown):
    async def rate(paper=None, household=""):
        async with house.database.unit_of_work() as db:
            paper = paper or await slip(db, shown)
            return await service.rate(db, here, shown, given(), paper, household=household)

    return rate


async def kept(house, table):
    async with house.database.reading() as db:
        return (await db.exec(select(table))).all()  # unordered: they are counted


async def test_one_form_sent_twice_at_once_counts_once(house, rate, shown):
    async with house.database.reading() as db:
        paper = await slip(db, shown)
    ends = await gather(*(rate(paper) for _ in range(4)))
    assert sorted(end is None for end in ends) == [False, True, True, True]
    assert len(await kept(house, OpenRating)) == 1


async def test_looking_first_whether_a_form_was_sent_would_count_it_twice(house, here):
    """The negative control: both look before either has written."""
    mark, asked, seen = b"x" * 32, [Event(), Event()], []

    async def look(mine, others):
        async with house.database.unit_of_work() as db:
            seen.append((await db.exec(select(RatingForm).where(RatingForm.sha256 == mark))).first())
            mine.set()
            await wait_for(others.wait(), 10)

    await gather(look(*asked), look(*reversed(asked)))
    assert seen == [None, None]


async def test_a_household_can_not_be_twice_the_last_one(house, rate):
    for _ in range(service.RATINGS.most - 1):
        await rate(household="198.51.100.7")
    ends = await gather(*(rate(household="198.51.100.7") for _ in range(3)), return_exceptions=True)
    assert sum(isinstance(end, TooManyRequestsError) for end in ends) == 2
    assert len(await kept(house, OpenRating)) == service.RATINGS.most


async def test_two_can_not_both_be_the_last_usual_one(house, rate):
    for _ in range(rules.USUAL_HOUR - 1):
        await rate()
    await gather(*(rate() for _ in range(3)))
    ratings, bursts = await kept(house, OpenRating), await kept(house, RatingBurst)
    assert len(ratings) == rules.USUAL_HOUR + 2
    assert {one.burst_id for one in ratings} == {one.id for one in bursts}
    async with house.database.reading() as db:
        assert await violations(db, INVARIANTS) == []


async def test_without_its_lock_an_hour_would_grow_unseen(house, rate, here, shown):
    """The negative control: both count before either has written."""
    for _ in range(rules.USUAL_HOUR - 1):
        await rate()
    asked, found = [Event(), Event()], []

    async def weigh(mine, others):
        async with house.database.unit_of_work() as db:
            hour = rules.hour_of(await db.now())
            found.append(len((await db.exec(select(OpenRating).where(OpenRating.hour == hour))).all()) + 1)
            mine.set()
            await wait_for(others.wait(), 10)

    await gather(weigh(*asked), weigh(*reversed(asked)))
    assert not any(rules.is_burst(within, 0) for within in found), "each believes to be the last usual one"


async def test_a_decision_and_a_rating_at_once_leave_the_hour_whole(house, rate, enter, give_role, shown):
    for _ in range(rules.USUAL_HOUR + 1):
        await rate()
    (burst,) = await kept(house, RatingBurst)
    agent = await enter("lea", Role.ADMINISTRATOR)
    path = f"/fr/back-office/ratings/bursts/{burst.id}"
    decided = {f"verdict-{burst.id}": "counted", f"reason-{burst.id}": "Jour d’inscription"}
    answer, *_ = await gather(agent.post(path, decided), *(rate() for _ in range(3)))
    assert answer.is_redirect
    async with house.database.reading() as db:
        assert await violations(db, INVARIANTS) == []
    assert all(one.counted for one in await kept(house, OpenRating))
