"""Two at one moment: nobody has two papers, no batch is put in twice; each is seen where its guard is off."""

import asyncio
from secrets import token_hex

import pytest
from psycopg import errors, sql
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from consultations.ballots.paper import batches, booths, codes
from consultations.ballots.voting import cast_vote
from consultations.eligibility.census.models import CensusEntry
from okote.platform.errors import DomainError
from tests.consultations.ballots.paper.conftest import resident
from tests.consultations.ballots.paper.test_batches import SAID


async def outcomes(*doing):
    done = await asyncio.gather(*doing, return_exceptions=True)
    unknown = [one for one in done if isinstance(one, Exception) and not isinstance(one, DomainError)]
    assert not unknown, unknown
    return sorted(type(one).__name__ for one in done)


def count(owner, table):
    asked = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(*table.split(".")))
    return owner.execute(asked).fetchone()[0]


@pytest.fixture
async def two(db, ballot, booth, administrator, typist):
    other = await booths.add_booth(db, ballot.id, "École", "", by=administrator)
    await db.commit()
    return booth, other


async def test_one_person_at_two_booths_is_given_one_paper(database, two, typist, owner):
    async def mark(booth):
        async with database.unit_of_work() as session:
            await booths.mark_person(session, booth.id, resident(0), by=typist)

    said = await outcomes(*(mark(two[number % 2]) for number in range(6)))
    assert said == ["AlreadyVotedError"] * 5 + ["NoneType"]
    assert count(owner, "roll.mark") == 1


MARK = text("SELECT roll.mark_paper(:booth, sha256('v'), NULL)")


async def waits(database, booth):
    async with database.unit_of_work() as session:
        await session.exec(text("SET LOCAL lock_timeout = '50ms'"))
        return (await session.exec(MARK.bindparams(booth=booth.id))).scalar_one()


async def test_without_the_rolls_lock_two_booths_would_give_two(database, two, owner):
    async with database.unit_of_work() as first:
        await first.exec(MARK.bindparams(booth=two[0].id))
        with pytest.raises(DBAPIError) as refused:
            await waits(database, two[1])
        assert isinstance(refused.value.orig, errors.LockNotAvailable)
        await first.rollback()
    owner.execute("ALTER TABLE roll.mark DROP CONSTRAINT pk_mark")
    async with database.unit_of_work() as first:
        await first.exec(MARK.bindparams(booth=two[0].id))
        assert await waits(database, two[1]) == "marked"
    assert count(owner, "roll.mark") == 2


@pytest.fixture
async def known(db, ballot, letters, someone):
    """A code, and the account of the same person."""
    _, printed = await letters()
    voter = await someone()
    line = (await db.exec(select(CensusEntry).where(CensusEntry.number == "N1"))).one()
    line.person_id, line.claimed_at = voter.person.id, await db.now()
    await db.commit()
    return printed[0], voter


@pytest.fixture
def both_ways(database, ballot, known):
    typed, voter = known

    async def online():
        async with database.unit_of_work() as session:
            return await cast_vote(session, ballot.id, {1: 1}, token_hex(), by=voter)

    async def by_code():
        async with database.unit_of_work() as session:
            code = await codes.code_of(session, ballot, typed)
            return await codes.cast_by_code(session, ballot.id, code.id, {2: 1}, token_hex(), by=voter)

    return online, by_code


async def test_a_code_and_an_account_at_once_are_one_vote(both_ways, owner):
    said = await outcomes(*(vote() for vote in (*both_ways, *both_ways)))
    assert said == ["AlreadyVotedError"] * 3 + ["Given"]
    assert count(owner, "urn.vote") == 1


async def test_without_the_electors_lock_both_would_count(database, ballot, known, owner):
    """Each looks for the other before either is there: what the lock makes the second wait for."""
    typed, voter = known
    keys = [voter.person.id, (await _code(database, ballot, typed)).voter_id]
    found = "SELECT roll.has_voted(%s, sha256(%s::text::bytea))"
    assert [owner.execute(found, [ballot.id, str(key)]).fetchone() for key in keys] == [(False,), (False,)]
    cast = (
        "SELECT outcome FROM"
        " roll.cast_vote(%s, sha256(%s::text::bytea), 'web', '{1}', '{1}', sha256(%s), 'n')"
    )
    said = [owner.execute(cast, [ballot.id, str(key), key.bytes]).fetchone() for key in keys]
    assert said == [("cast",), ("cast",)]
    assert count(owner, "urn.vote") == 2


async def _code(database, ballot, typed):
    async with database.unit_of_work() as session:
        return await codes.code_of(session, ballot, typed)


@pytest.fixture
async def ready(db, booth, marked, typist, other_typist, owner):
    """A batch that two typed alike, after the vote."""
    await marked(5)
    await db.commit()
    owner.execute("UPDATE phase SET ends_at = clock_timestamp()")
    await db.rollback()
    return booth.id


@pytest.fixture
async def batch(database, ready, typist, other_typist):
    async with database.unit_of_work() as session:
        await booths.open_box(session, ready, 5, "", by=typist)
        made = await batches.start_batch(session, ready, 5, by=typist)
        await batches.type_batch(session, made.id, SAID, by=typist)
        await batches.type_batch(session, made.id, SAID, by=other_typist)
    return made.id


async def test_a_batch_is_put_in_once_however_often_it_is_asked(database, batch, typist, owner):
    async def accept():
        async with database.unit_of_work() as session:
            return await batches.accept(session, batch, by=typist)

    assert await outcomes(*(accept() for _ in range(4))) == ["BatchStateError"] * 3 + ["PaperBatch"]
    assert count(owner, "urn.vote") == 3


PUT = text("SELECT valid FROM urn.put_batch(:batch)")


async def put(database, batch):
    async with database.unit_of_work() as session:
        await session.exec(text("SET LOCAL lock_timeout = '50ms'"))
        return (await session.exec(PUT.bindparams(batch=batch))).scalar_one()


async def test_without_the_batchs_lock_it_would_be_in_the_urn_twice(database, batch, owner):
    """The key of the batch holds the second; without it, what was typed is there for both."""
    async with database.unit_of_work() as first:
        await first.exec(PUT.bindparams(batch=batch))
        with pytest.raises(DBAPIError) as refused:
            await put(database, batch)
        assert isinstance(refused.value.orig, errors.LockNotAvailable)
        await first.rollback()
    owner.execute("ALTER TABLE urn.batch DROP CONSTRAINT pk_batch")
    owner.execute("CREATE RULE kept AS ON DELETE TO urn.typed DO INSTEAD NOTHING")
    async with database.unit_of_work() as first:
        await first.exec(PUT.bindparams(batch=batch))
        assert await put(database, batch) == 2
    assert count(owner, "urn.vote") == 6
