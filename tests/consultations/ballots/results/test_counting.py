"""A closed ballot is counted once, to bytes that whoever counts again gets too."""

import asyncio
import json
import subprocess
import sys
from hashlib import sha256

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from consultations.ballots import queries
from consultations.ballots.closing import ACTS, ask_to_annul, note_lot
from consultations.ballots.describing import EnvelopeDetails, OptionDetails
from consultations.ballots.events import BallotPublished
from consultations.ballots.exchange.files import enough
from consultations.ballots.results import counting
from consultations.ballots.results.counting import ChangedMeanwhileError, read
from consultations.ballots.results.invariants import INVARIANTS
from consultations.ballots.results.models import BallotFile, BallotResult, BallotTally, CountOutcome, CountRun
from consultations.ballots.results.room import ROOM
from consultations.ballots.results.service import ask_count, ask_to_publish
from consultations.ballots.rules import BallotStateError, CountDiffersError, Input, Mode, Rule, State
from consultations.ballots.statistics.keeping import compute
from okote.approvals.service import approve
from okote.identity.models import Role
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError
from okote.platform.events import emit


async def files_of(db, made):
    rows = (await db.exec(select(BallotFile).where(BallotFile.ballot_id == made.id))).all()
    return {one.name: one.content for one in rows}


async def results_of(db, made):
    rows = await db.exec(select(BallotResult).where(BallotResult.ballot_id == made.id))
    return {one.part: one for one in rows.all()}


async def test_it_is_counted_with_all_that_is_published_of_it(db, closed, count):
    made = await closed()
    assert await count(made) is CountOutcome.COUNTED
    result = (await results_of(db, made))[0]
    told = json.loads(result.text)
    assert told["winners"] == ["1", "2"]
    assert (told["voters"], told["left"]) == (6, "100")
    tally = await db.get_one(BallotTally, made.id)
    assert (tally.blank, tally.annulled, tally.valid) == (1, 0, 6)
    assert tally.roll == {"web": 7, "code": 0, "assisted": 0, "paper": 0}
    assert tally.votes == [[1, 4, None], [2, 2, None], [3, 1, None], [4, 1, None]]
    assert set(await files_of(db, made)) == {
        *("ballots.pb", "minutes.csv", "options.csv", "receipts.txt"),
        *("result.json", "roll.json", "SHA256SUMS", "tally.py"),
    }
    await db.refresh(made.ballot)
    shown = await queries.ballot(db, made.ballot.territory_id, made.id)
    assert shown.state is State.COUNTED
    assert await violations(db, INVARIANTS) == []


def by_hand(folder):
    """By itself: without packages, without this project."""
    run = [sys.executable, "-I", "-S", "tally.py", "ballots.pb"]
    return subprocess.run(run, cwd=folder, env={}, capture_output=True, check=True).stdout


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"rule": Rule.EQUAL_SHARES, "completion": "add1u", "step_minor": 50, "lot": "12 24 36"},
        {"rule": Rule.MOST_VOTES, "winners": 1},
        {"mode": Mode.OPEN},
        {
            "rule": Rule.GREEDY_POINTS,
            "input": Input.POINTS,
            "points": 5,
            "points_most": 4,
            "votes": ({1: 4, 2: 1}, {3: 2}, {2: 3, 4: 2}, {}),
        },
        {"withdrawn": (1,)},
        {"votes": ()},
        {"votes": ({}, {}, {})},
    ],
    ids=["greedy", "shares", "most", "open", "points", "withdrawn", "nobody", "blank"],
)
async def test_whoever_takes_the_files_counts_the_same_by_hand(db, closed, count, tmp_path, changes):
    made = await closed(**changes)
    assert await count(made) is CountOutcome.COUNTED
    assert await violations(db, INVARIANTS) == []
    told = await files_of(db, made)
    if "ballots.pb" not in told:
        assert not changes["votes"]
        return
    for name, content in told.items():
        (tmp_path / name).write_bytes(content)
    assert by_hand(tmp_path) == told["result.json"] == (await results_of(db, made))[0].text.encode()
    sums = dict(reversed(line.split("  ")) for line in told["SHA256SUMS"].decode().splitlines())
    assert sums == {
        name: sha256(content).hexdigest() for name, content in told.items() if name != "SHA256SUMS"
    }
    assert await count(made) is CountOutcome.SAME
    assert await count(made) is CountOutcome.SAME


async def test_each_envelope_is_counted_by_itself_and_small_ones_are_not_told_apart(db, closed, count):
    options = tuple(
        OptionDetails(title=f"Projet {one}", cost_minor=100_00, envelope=1 + one % 3) for one in range(6)
    )
    envelopes = tuple(EnvelopeDetails(name=f"Secteur {one}", amount_minor=100_00) for one in range(1, 4))
    few = ({1: 1, 4: 1}, *({1: 1},) * 4, *({2: 1},) * 3, {2: 1, 5: 1}, {3: 1, 6: 1})
    made = await closed(few, options, envelopes, lot="17")
    assert await count(made) is CountOutcome.COUNTED
    assert {part: one.voters for part, one in (await results_of(db, made)).items()} == {1: 5, 2: 4, 3: 1}
    told = {name for name in await files_of(db, made) if name.endswith(".pb")}
    assert told == {"ballots-1.pb"}, "the one alone would be known by what is left of the sums"
    assert not await enough(db, made.ballot), "votes of the other files would say it too"
    figures = (await compute(db, made.ballot)).figures
    assert (figures.supports[3], figures.together) == (1, {(1, 4): 1}), "nor which were chosen together"


async def test_of_fewer_than_the_ballot_says_the_minutes_alone_are_published(db, closed, count):
    made = await closed(({1: 1}, {2: 1}))
    assert await count(made) is CountOutcome.COUNTED
    assert set(await files_of(db, made)) == {"minutes.csv", "options.csv", "SHA256SUMS"}


async def test_a_tie_waits_for_the_lot_that_was_named_in_advance(db, closed, count, database, administrator):
    """And only where it would change who wins."""
    made = await closed(({2: 1}, {3: 1}, {2: 1}, {3: 1}, {1: 1}, {1: 1}, {1: 1}))
    assert await count(made) is CountOutcome.LOT_NEEDED
    assert await results_of(db, made) == {}
    await note_lot(db, made.id, "17", by=administrator)
    await db.commit()
    assert await count(made) is CountOutcome.COUNTED
    (tie,) = json.loads((await results_of(db, made))[0].text)["ties"]
    assert tie["decided_by"] == "lot"
    level = await closed(({2: 1}, {3: 1}))
    assert await count(level) is CountOutcome.COUNTED


async def test_it_waits_for_an_annulment_that_somebody_asked_for(db, closed, count, administrator):
    made = await closed(lot="17")
    receipt = (await queries.receipts(db, made.id, 1))[0].receipt
    asked = await ask_to_annul(db, made.id, receipt, "Code volé", by=administrator)
    await db.commit()
    assert await count(made) is CountOutcome.ANNULMENT_WAITS
    await approve(db, ACTS, asked.id, "Vu", by=made.second)
    await db.commit()
    assert await count(made) is CountOutcome.COUNTED
    tally = await db.get_one(BallotTally, made.id)
    assert (tally.annulled, tally.blank + tally.valid) == (1, 6)


async def test_what_changes_while_it_is_counted_begins_it_anew(db, closed, database, administrator):
    made = await closed(rule=Rule.EQUAL_SHARES)
    async with database.unit_of_work() as session:
        sheet = await read(session, await session.get_one(type(made.ballot), made.id))
    answers = [await counting.asked(part.file) for part in sheet.parts]
    await note_lot(db, made.id, "17", by=administrator)
    await db.commit()
    async with database.unit_of_work() as session:
        with pytest.raises(ChangedMeanwhileError):
            await counting.keep(session, sheet, answers, administrator.person.id)


async def counted_at_once(database, made, opens):
    asked = (counting.counted(opens, made.id, made.asked.person.id) for _ in range(4))
    return await asyncio.gather(*asked, return_exceptions=True)


async def test_four_counts_at_once_write_one_result(db, closed, database):
    made = await closed()
    told = await counted_at_once(database, made, database.unit_of_work)
    assert sorted(told) == [CountOutcome.COUNTED, *[CountOutcome.SAME] * 3]
    assert await violations(db, INVARIANTS) == []


async def test_control_without_holding_the_ballot_counts_meet(db, closed, database, monkeypatch):
    """Each believes that it is the first, and the database's key alone keeps them from writing twice."""

    async def looked_at(session, table, territory_id, key, **_):
        row = await session.get_one(table, key)
        await asyncio.sleep(0.3)
        return row

    made = await closed()
    monkeypatch.setattr(counting, "held", looked_at)
    told = await counted_at_once(database, made, database.unit_of_work)
    assert any(isinstance(one, IntegrityError) for one in told)


async def test_whoever_may_close_asks_for_it_again(db, closed, someone):
    made = await closed()
    await ask_count(db, made.id, by=made.asked)
    with pytest.raises(ForbiddenError):
        await ask_count(db, made.id, by=await someone(Role.AGENT))


async def test_nobody_counts_while_people_vote(db, ballot_of, administrator):
    ballot = await ballot_of()
    with pytest.raises(BallotStateError):
        await ask_count(db, ballot.id, by=administrator)


async def test_what_was_changed_behind_its_back_is_found(db, closed, count, owner):
    made = await closed()
    await count(made)
    owner.execute("SET session_replication_role = replica")
    owner.execute("UPDATE ballot_result SET text = replace(text, '1', '2')")
    owner.execute("UPDATE ballot_tally SET valid = valid + 1")
    owner.execute("UPDATE ballot SET counted_at = NULL")
    owner.execute("INSERT INTO ballot_count_run SELECT gen_random_uuid(), id, now(), 'different' FROM ballot")
    found = {one.invariant.name for one in await violations(db, INVARIANTS)}
    assert found == {one.name for one in INVARIANTS}


async def test_a_count_to_other_bytes_is_an_alarm(db, closed, count, owner):
    made = await closed()
    await count(made)
    owner.execute("SET session_replication_role = replica")
    owner.execute("UPDATE urn.vote SET choices = '4:1'")
    assert await count(made) is CountOutcome.DIFFERENT
    runs = (await db.exec(select(CountRun.outcome).where(CountRun.ballot_id == made.id))).all()
    assert sorted(runs) == ["counted", "different"]


async def test_nothing_is_published_that_came_out_differently(
    db, closed, count, administrator, subscriptions
):
    """Whether somebody asked before or after; a count to the same bytes heals it."""
    subscriptions[BallotPublished] = ROOM.subscriptions[BallotPublished][:1]
    made = await closed()
    await count(made)
    db.add(CountRun(ballot_id=made.id, at=await db.now(), outcome=CountOutcome.DIFFERENT))
    await db.commit()
    with pytest.raises(CountDiffersError):
        await ask_to_publish(db, made.id, "Compté", by=administrator)
    with pytest.raises(CountDiffersError):
        await emit(db, BallotPublished(made.id))
    assert await count(made) is CountOutcome.SAME
    await emit(db, BallotPublished(made.id))
    assert (await ask_to_publish(db, made.id, "Compté", by=administrator)).subject_id == made.id
