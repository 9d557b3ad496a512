"""Two at once: a line shows one person, a code is good once, a package is downloaded once."""

from asyncio import Event, create_task, gather, wait_for

import pytest
from sqlalchemy import text as text_
from sqlmodel import select

from consultations.eligibility.census import lists
from consultations.eligibility.census.models import CensusClaim, CensusEntry
from consultations.eligibility.census.service import prove_by_list
from consultations.eligibility.codes import packages
from consultations.eligibility.codes.rules import PackageGoneError
from consultations.eligibility.codes.service import Seen, hand_over, prove_by_code
from consultations.eligibility.models import ResidenceFact
from okote.identity.models import Person, Role, SignIn
from okote.identity.visitors import Held, Visitor
from okote.territories.models import Place
from tests.consultations.eligibility.conftest import ANNE, CSV
from tests.okote.app_client import ADDRESS, territory


@pytest.fixture
async def here(house):
    return await territory(house)


@pytest.fixture
def enter(house, here):
    async def enter(subject, *roles):
        async with house.database.unit_of_work() as db:
            person = Person(created_at=await db.now())
            db.add(person)
            await db.flush()
            at = await db.now()
            db.add(SignIn(person_id=person.id, issuer="i", subject=subject, last_used_at=at))
        held = frozenset(Held(role) for role in roles)
        return Visitor(territory=here, language="fr", address=ADDRESS, person=person, roles=held)

    return enter


@pytest.fixture
async def administrator(enter):
    return await enter("lea", Role.ADMINISTRATOR)


@pytest.fixture
async def place(house, here):
    async with house.database.unit_of_work() as db:
        made = Place(territory_id=here.id, name="Rivemont-la-Neuve")
        db.add(made)
    return made


@pytest.fixture
async def listed(house, place, administrator):
    async with house.database.unit_of_work() as db:
        text = CSV.replace(";Rivemont\n", ";\n")
        brought = await lists.bring(db, "L", text, usual=place.id, kept_days=9, by=administrator)
        await lists.put_in_force(db, brought.id, by=administrator)


async def rows(house, table):
    async with house.database.reading() as db:
        return (await db.exec(select(table))).all()  # unordered: they are counted


@pytest.mark.usefixtures("listed")
async def test_two_accounts_that_claim_a_line_at_once_are_one_and_a_question(house, enter):
    async def claim(visitor):
        async with house.database.unit_of_work() as db:
            return await prove_by_list(db, ANNE, by=visitor)

    accounts = [await enter(name) for name in ("anne", "eva", "mia")]
    ends = await gather(*map(claim, accounts))
    assert sorted(end is None for end in ends) == [False, True, True]
    assert len(await rows(house, ResidenceFact)) == 1
    assert len(await rows(house, CensusClaim)) == 2


@pytest.mark.usefixtures("listed")
async def test_without_its_lock_a_line_would_show_both(house):
    """The negative control: both look before either has written."""
    asked, found = [Event(), Event()], []

    async def look(mine, others):
        async with house.database.unit_of_work() as db:
            entry = (await db.exec(select(CensusEntry).where(CensusEntry.number == "4711"))).one()
            found.append(entry.person_id)
            mine.set()
            await wait_for(others.wait(), 10)

    await gather(look(*asked), look(*reversed(asked)))
    assert found == [None, None], "each believes that the line is free"


@pytest.mark.usefixtures("listed")
async def test_a_line_that_is_claimed_as_the_list_is_replaced_is_not_left_behind(
    house, enter, place, administrator
):
    async with house.database.unit_of_work() as db:
        text = CSV.replace(";Rivemont\n", ";\n")
        newer = await lists.bring(db, "N", text, usual=place.id, kept_days=9, by=administrator)
    anne, held, may_end = await enter("anne"), Event(), Event()

    async def claim():
        async with house.database.unit_of_work() as db:
            await prove_by_list(db, ANNE, by=anne)
            held.set()
            await wait_for(may_end.wait(), 10)

    async def replace():
        await wait_for(held.wait(), 10)
        async with house.database.unit_of_work() as db:
            pid = await db.scalar(text_("SELECT pg_backend_pid()"))
            watched = create_task(waits(pid))
            await lists.put_in_force(db, newer.id, by=administrator)
            await watched

    async def waits(pid):
        """Lets the claim end once whoever replaces the list stands behind it."""
        asked = text_("SELECT cardinality(pg_blocking_pids(:pid)) > 0").bindparams(pid=pid)
        for _ in range(2_000):
            async with house.database.reading() as db:
                if await db.scalar(asked):
                    break
        may_end.set()

    await gather(claim(), replace())
    lines = [one for one in await rows(house, CensusEntry) if one.list_id == newer.id]
    assert [one.person_id for one in lines if one.number == "4711"] == [anne.person.id]


async def test_a_code_and_a_package_are_good_once(house, enter, place, administrator, listed):
    async with house.database.unit_of_work() as db:
        code = await hand_over(db, Seen("Passeport", place.id), by=administrator)
        package = await packages.pack_list(db, by=administrator)

    async def use(visitor):
        async with house.database.unit_of_work() as db:
            return await prove_by_code(db, code, by=visitor)

    async def download():
        async with house.database.unit_of_work() as db:
            return await packages.download(db, package.id, by=administrator)

    ends = await gather(use(await enter("anne")), use(await enter("eva")))
    assert sorted(end is None for end in ends) == [False, True]
    ends = await gather(download(), download(), return_exceptions=True)
    assert sorted(isinstance(end, PackageGoneError) for end in ends) == [False, True]
