"""Votes at one moment: none lost, none double, none late; each race is seen where its guard is off."""

import asyncio
from secrets import token_hex

import pytest
from psycopg import errors
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from consultations.ballots.closing import TURN_OVER
from consultations.ballots.invariants import INVARIANTS
from consultations.ballots.rules import BallotOverError, Channel, voter_key
from consultations.ballots.voting import cast_for, cast_vote, replace_vote
from consultations.processes.rules import PhaseClosedError
from okote.platform.checks import violations
from okote.platform.errors import DomainError

URN = "SELECT count(*), count(DISTINCT code) FROM urn.vote"
ROLL = "SELECT count(*) FROM roll.mark"
WAITING = (
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND wait_event = 'transactionid'"
)
ENDS_NOW = "UPDATE phase SET ends_at = clock_timestamp()"
ANOTHER = "SELECT outcome FROM roll.cast_vote(%s, sha256('v'), 'web', '{1}', '{1}', sha256('c'), 'n')"


@pytest.fixture
def db(committing):
    return committing


@pytest.fixture
async def voter(db, ballot, someone):
    made = await someone()
    await db.commit()
    return made


async def outcomes(*doing):
    """The name of what each was refused by, or of what it was given."""
    done = await asyncio.gather(*doing, return_exceptions=True)
    unknown = [one for one in done if isinstance(one, Exception) and not isinstance(one, DomainError)]
    assert not unknown, unknown
    return sorted(type(one).__name__ for one in done)


def one_row(owner, question):
    return owner.execute(question).fetchone()


async def test_one_person_in_eight_windows_votes_once(database, ballot, voter, owner):
    async def vote(seed):
        async with database.unit_of_work() as session:
            return await cast_vote(session, ballot.id, {1: 1}, seed, by=voter)

    said = await outcomes(*(vote(token_hex()) for _ in range(8)))
    assert said == ["AlreadyVotedError"] * 7 + ["Given"]
    assert (one_row(owner, URN), one_row(owner, ROLL)) == ((1, 1), (1,))
    owner.execute("TRUNCATE roll.mark, urn.vote")
    seed = token_hex()
    assert await outcomes(*(vote(seed) for _ in range(8))) == ["Given"] * 8, "one form, sent eight times"
    assert (one_row(owner, URN), one_row(owner, ROLL)) == ((1, 1), (1,))


async def test_the_second_waits_for_the_first_and_without_the_rolls_key_both_would_count(
    database, ballot, voter, owner
):
    """Beneath the lock of electors, which holds the second before it comes to the roll."""
    key = voter_key(b"of the tests", ballot.id, voter.person.id)

    async def cast(session, choice):
        await cast_for(session, ballot, key, {choice: 1}, token_hex(), channel=Channel.WEB)

    async def second(session):
        await session.exec(text("SET LOCAL lock_timeout = '50ms'"))
        await cast(session, 2)

    async with database.unit_of_work() as first:
        await cast(first, 1)
        with pytest.raises(DBAPIError) as refused:
            async with database.unit_of_work() as session:
                await second(session)
        assert isinstance(refused.value.orig, errors.LockNotAvailable)
        await first.rollback()
    owner.execute("ALTER TABLE roll.mark DROP CONSTRAINT pk_mark")
    async with database.unit_of_work() as first:
        await cast(first, 1)
        async with database.unit_of_work() as session:
            await second(session)
    assert one_row(owner, URN) == (2, 2)


async def test_two_replacements_at_once_leave_one_vote(database, ballot, voter, owner):
    async with database.unit_of_work() as session:
        given = await cast_vote(session, ballot.id, {1: 1}, token_hex(), by=voter)

    async def replace(choice):
        async with database.unit_of_work() as session:
            return await replace_vote(session, ballot.id, given.code, {choice: 1}, token_hex(), by=voter)

    assert await outcomes(*(replace(2 + number % 4) for number in range(8))) == ["Given"] * 8
    assert one_row(owner, URN) == (1, 1)
    assert one_row(owner, "SELECT count(*) FROM urn.struck") == (8,)


async def test_votes_go_on_while_the_urn_is_turned_over(database, ballot, db, someone, owner):
    voters = [await someone() for _ in range(16)]
    await db.commit()

    async def vote(one):
        async with database.unit_of_work() as session:
            given = await cast_vote(session, ballot.id, {1: 1}, token_hex(), by=one)
        async with database.unit_of_work() as session:
            return await replace_vote(session, ballot.id, given.code, {2: 1}, token_hex(), by=one)

    async def turn():
        for _ in range(6):
            async with database.unit_of_work() as session:
                await session.exec(TURN_OVER)
            async with database.reading() as session:
                assert await violations(session, INVARIANTS) == []

    said = await outcomes(turn(), *(vote(one) for one in voters))
    assert said == ["Given"] * 16 + ["NoneType"]
    assert (one_row(owner, URN), one_row(owner, ROLL)) == ((16, 16), (16,))
    assert one_row(owner, "SELECT count(*) FROM urn.vote WHERE choices = '2:1'") == (16,)


async def closes(database, ballot):
    async with database.unit_of_work() as session:
        await session.exec(text("SET LOCAL lock_timeout = '50ms'"))
        await session.lock(f"ballot:{ballot.id}")


async def test_a_vote_that_is_under_way_is_waited_for_and_one_that_comes_later_is_refused(
    database, ballot, voter, owner
):
    """Whoever closes takes alone the lock that a vote shares until it is committed."""
    async with database.unit_of_work() as late:
        await cast_vote(late, ballot.id, {1: 1}, token_hex(), by=voter)
        owner.execute(ENDS_NOW)
        with pytest.raises(DBAPIError) as refused:
            await closes(database, ballot)
        assert isinstance(refused.value.orig, errors.LockNotAvailable)
    assert owner.execute(ANOTHER, [ballot.id]).fetchone() == ("over",)
    assert (one_row(owner, URN), one_row(owner, ROLL)) == ((1, 1), (1,))


async def test_one_that_waited_for_a_double_of_itself_while_the_vote_ended_is_told_that_it_is_over(
    database, ballot, voter, owner
):
    """The double was undone: what would have been in time comes too late, and nothing of it stays."""
    key = voter_key(b"of the tests", ballot.id, voter.person.id)

    async def late():
        async with database.unit_of_work() as session:
            with pytest.raises(BallotOverError):
                await cast_for(session, ballot, key, {2: 1}, token_hex(), channel=Channel.WEB)
            assert await session.now(), "what is told beside it can still be read"

    async with database.unit_of_work() as first:
        await cast_for(first, ballot, key, {1: 1}, token_hex(), channel=Channel.WEB)
        second = asyncio.create_task(late())
        while one_row(owner, WAITING) == (0,):  # noqa: ASYNC110 (another connection waits)
            await asyncio.sleep(0.01)
        owner.execute(ENDS_NOW)
        await first.rollback()
    await second
    assert (one_row(owner, URN), one_row(owner, ROLL)) == ((0, 0), (0,))


async def test_the_moment_of_the_statement_counts_and_not_that_of_its_transaction(
    database, ballot, voter, owner
):
    async with database.unit_of_work() as session:
        begun = await session.now()
        owner.execute(ENDS_NOW)
        with pytest.raises(PhaseClosedError):
            await cast_vote(session, ballot.id, {1: 1}, token_hex(), by=voter)
        asked = text(ANOTHER.replace("%s", ":ballot")).bindparams(ballot=ballot.id)
        assert (await session.exec(asked)).scalar_one() == "over"
        (ends,) = one_row(owner, "SELECT ends_at FROM phase")
        assert begun < ends, "the control: by the moment of the transaction it would have been in time"
    assert one_row(owner, ROLL) == (0,)
