"""Papers reach the urn by batches that two people typed alike, and leave it whole."""

from secrets import token_hex

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from consultations.ballots import queries
from consultations.ballots.closing import RUNS, ask_to_close
from consultations.ballots.events import BallotClosed
from consultations.ballots.models import Ballot
from consultations.ballots.paper import batches, booths, rules
from consultations.ballots.paper.room import ROOM
from consultations.ballots.results.drawing_up import in_batches
from consultations.ballots.results.invariants import INVARIANTS as OF_RESULTS
from consultations.ballots.results.models import BallotTally, CountOutcome
from consultations.ballots.rules import BallotStateError
from consultations.ballots.voting import cast_vote
from okote.approvals.models import Verdict
from okote.identity.models import Role
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError
from tests.consultations.ballots.conftest import count_here

SAID = "1 2\n-\nx\n1 2 3 4\n2"


@pytest.fixture
def subscriptions():
    return {BallotClosed: [batches.check_all_in]}


@pytest.fixture
async def opened(db, booth, marked, typist, pass_time):
    """A box of five papers, of which nobody has typed one."""
    await marked(5)
    await pass_time(1)
    return await booths.open_box(db, booth.id, 5, "", by=typist)


@pytest.fixture
async def batch(db, opened, typist):
    return await batches.start_batch(db, opened.id, 5, by=typist)


@pytest.fixture
def typed(db, batch, typist, other_typist):
    async def typed(first=SAID, second=SAID):
        await batches.type_batch(db, batch.id, first, by=typist)
        await batches.type_batch(db, batch.id, second, by=other_typist)
        return batch

    return typed


async def test_what_two_typed_alike_is_counted_and_only_then(db, ballot, typed, typist, close, owner):
    batch = await typed()
    assert await batches.differences(db, batch) == []
    put = await batches.accept(db, batch.id, by=typist)
    assert (put.valid, put.blank, put.spoiled, put.overvoted) == (2, 1, 1, 1)
    with pytest.raises(rules.BatchStateError):
        await batches.accept(db, batch.id, by=typist)
    assert await violations(db, ROOM.invariants) == []
    await close(ballot)
    said = [(one.choices, one.votes) for one in await queries.opened(db, ballot)]
    assert said == [("", 1), ("1:1,2:1", 1), ("2:1", 1)]
    assert owner.execute("SELECT count(*) FROM urn.typed").fetchone() == (0,), "what was typed is gone"
    assert owner.execute("SELECT count(*) FROM receipt").fetchone() == (0,), "papers have no receipt"
    assert await violations(db, ROOM.invariants) == []


async def test_papers_stay_of_their_batch_when_the_urn_is_turned_over(db, typed, typist, turn_over, owner):
    batch = await typed()
    await batches.accept(db, batch.id, by=typist)
    await turn_over()
    await db.commit()
    assert owner.execute("SELECT batch, count(*) FROM urn.vote GROUP BY 1").fetchall() == [(batch.id, 3)]
    assert await violations(db, ROOM.invariants) == []


async def test_the_same_person_does_not_type_twice_and_a_third_time_is_too_often(db, batch, typist, someone):
    await batches.type_batch(db, batch.id, SAID, by=typist)
    assert await batches.differences(db, batch) == [], "the second sees nothing of the first"
    with pytest.raises(rules.TypedTwiceError):
        await batches.type_batch(db, batch.id, SAID, by=typist)
    with pytest.raises(rules.NotSettledError):
        await batches.accept(db, batch.id, by=typist)
    await batches.type_batch(db, batch.id, SAID, by=await someone(Role.AGENT))
    with pytest.raises(rules.TypedAlreadyError):
        await batches.type_batch(db, batch.id, SAID, by=await someone(Role.AGENT))
    with pytest.raises(ForbiddenError):
        await batches.accept(db, batch.id, by=await someone())


async def test_a_third_person_settles_where_two_differ(db, typed, typist, someone):
    batch = await typed(second=SAID.replace("1 2\n", "1\n", 1))
    assert [(one.line, one.first, one.second) for one in await batches.differences(db, batch)] == [
        (1, "1:1,2:1", "1:1")
    ]
    with pytest.raises(rules.NotSettledError):
        await batches.accept(db, batch.id, by=typist)
    third = await someone(Role.AGENT)
    with pytest.raises(rules.LineError):
        await batches.settle(db, batch.id, {1: "9"}, by=third)
    await batches.settle(db, batch.id, {1: "2"}, by=third)
    put = await batches.accept(db, batch.id, by=typist)
    assert (put.valid, put.blank) == (2, 1)


async def test_one_of_both_settles_once_the_other_agrees(db, typed, typist, other_typist, someone):
    batch = await typed(second=SAID.replace("x", "-"))
    with pytest.raises(rules.NotSettledError):
        await batches.agree(db, batch.id, by=other_typist)
    await batches.settle(db, batch.id, {3: "x"}, by=typist)
    for other in (typist, await someone(Role.AGENT)):
        with pytest.raises(rules.NotSettledError):
            await batches.agree(db, batch.id, by=other)
    with pytest.raises(rules.NotSettledError):
        await batches.accept(db, batch.id, by=typist)
    await batches.agree(db, batch.id, by=other_typist)
    put = await batches.accept(db, batch.id, by=typist)
    assert put.spoiled == 1
    with pytest.raises(rules.BatchStateError):
        await batches.settle(db, batch.id, {3: "x"}, by=typist)


async def test_what_was_typed_alike_needs_no_settling(db, typed, someone):
    batch = await typed()
    with pytest.raises(rules.NotSettledError):
        await batches.settle(db, batch.id, {}, by=await someone(Role.AGENT))


@pytest.fixture
def removed(db, administrator, someone):
    """By two people, as the page of what waits for a second one does."""

    async def removed(batch):
        second = await someone(Role.ADMINISTRATOR)
        asked = await batches.ask_to_remove(db, batch.id, "Saisie du mauvais paquet", by=administrator)
        await ROOM.acts[asked.act].run(db, asked, second)
        asked.verdict, asked.decided_at, asked.decided_by = Verdict.APPROVED, asked.asked_at, second.person.id
        await db.commit()
        with pytest.raises(rules.BatchStateError):
            await ROOM.acts[asked.act].run(db, asked, second)

    return removed


async def test_two_people_remove_a_batch_whole_and_its_papers_are_typed_again(
    db, ballot, opened, typed, typist, removed, owner, close
):
    batch = await typed()
    await batches.accept(db, batch.id, by=typist)
    await removed(batch)
    assert owner.execute("SELECT count(*) FROM urn.vote").fetchone() == (0,)
    assert await violations(db, ROOM.invariants) == []
    again = await batches.start_batch(db, opened.id, 5, by=typist)
    assert again.number == 2
    with pytest.raises(rules.BoxesLeftError):
        await close(ballot)


async def test_a_ballot_is_not_closed_before_its_boxes_are_empty(
    db, ballot, booth, administrator, someone, pass_time
):
    await pass_time(1)
    asked = await ask_to_close(db, ballot.id, "Fini", by=administrator)
    with pytest.raises(rules.BoxesLeftError):
        await RUNS[asked.act][1](db, asked, await someone(Role.ADMINISTRATOR))


async def test_batches_are_neither_small_nor_more_than_the_box(db, opened, typist):
    for papers, why in ((6, rules.BoxFullError), (2, rules.BoxSmallError), (3, rules.BoxSmallError)):
        with pytest.raises(why):
            await batches.start_batch(db, opened.id, papers, by=typist)


async def test_nothing_is_typed_from_a_box_that_is_shut_or_while_people_vote(db, booth, typist, pass_time):
    with pytest.raises(BallotStateError):
        await batches.start_batch(db, booth.id, 5, by=typist)
    await pass_time(1)
    with pytest.raises(rules.BoxShutError):
        await batches.start_batch(db, booth.id, 5, by=typist)


async def test_the_database_itself_puts_nothing_in_that_two_did_not_settle(db, typed):
    batch = await typed(second=SAID.replace("x", "-"))
    await db.flush()
    with pytest.raises(DBAPIError, match="lines are not settled"):
        await db.exec(text("SELECT urn.put_batch(:batch)").bindparams(batch=batch.id))


async def test_the_database_takes_no_lines_of_whom_it_does_not_know(db, batch):
    typed = text("SELECT urn.type_in(:batch, 1, '{1}', '{}')").bindparams(batch=batch.id)
    with pytest.raises(DBAPIError, match="nobody is typing it"):
        await db.exec(typed)


async def test_the_minutes_are_told_numbers_of_papers_by_batch_and_what_was_removed(
    db, ballot, opened, typed, typist, removed
):
    assert await in_batches(db, ballot.id) is None
    batch = await typed()
    await batches.accept(db, batch.id, by=typist)
    (way,) = (await in_batches(db, ballot.id)).ways
    assert (way.received, way.into_urn, way.spoiled, way.over_voted) == (5, 3, 1, 1)
    assert way.voted == way.void + way.into_urn
    await removed(batch)
    told = await in_batches(db, ballot.id)
    assert (told.ways, [(one.batch, one.papers) for one in told.removed]) == ([], [("Mairie 1", 5)])


@pytest.fixture
def counted(database, ballot, administrator):
    async def counted(becomes=CountOutcome.COUNTED):
        async with database.unit_of_work() as db:
            assert await count_here(db, await db.get_one(Ballot, ballot.id), administrator) is becomes

    return counted


async def test_papers_that_say_nothing_that_counts_alarm_nobody_once_it_is_counted(
    db, ballot, typed, typist, close, counted
):
    batch = await typed()
    await batches.accept(db, batch.id, by=typist)
    await close(ballot)
    await counted()
    tally = await db.get_one(BallotTally, ballot.id)
    assert (tally.roll["paper"], tally.valid, tally.blank) == (5, 2, 1), "one is spoiled, one says too much"
    assert await violations(db, OF_RESULTS) == []


async def test_what_is_left_is_counted_once_all_papers_were_removed(
    db, ballot, typed, typist, close, removed, counted
):
    batch = await typed()
    await batches.accept(db, batch.id, by=typist)
    await close(ballot)
    await removed(batch)
    await counted()
    assert await violations(db, OF_RESULTS) == []


async def test_the_count_waits_for_whoever_decides_on_papers_to_remove(
    db, ballot, typed, typist, close, counted, administrator
):
    batch = await typed()
    await batches.accept(db, batch.id, by=typist)
    asked = await batches.ask_to_remove(db, batch.id, "Saisie du mauvais paquet", by=administrator)
    await close(ballot)
    await counted(CountOutcome.ANNULMENT_WAITS)
    asked.verdict, asked.decided_at = Verdict.LAPSED, asked.asked_at
    await db.commit()
    await counted()


@pytest.fixture
async def carried_off(db, ballot, booth, marked, typist, lined, pass_time):
    """Whoever was given the only paper kept it."""
    await cast_vote(db, ballot.id, {1: 1}, token_hex(), by=await lined(5))
    await marked(1)
    await pass_time(1)
    return await booths.open_box(db, booth.id, 0, "Un papier emporté", by=typist)


@pytest.mark.usefixtures("carried_off")
async def test_who_puts_no_paper_into_the_box_keeps_nobody_from_counting(db, ballot, close, counted):
    await close(ballot)
    await counted()
    tally = await db.get_one(BallotTally, ballot.id)
    assert (tally.roll["paper"], tally.valid) == (1, 1)
    assert await violations(db, OF_RESULTS) == []
