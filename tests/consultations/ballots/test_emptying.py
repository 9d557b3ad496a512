"""Roll and urn are emptied once a result can no longer be contested: not before, and then of everything."""

from datetime import timedelta
from hashlib import sha256
from secrets import token_hex

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from consultations.ballots import emptying, invariants, queries, service
from consultations.ballots.closing import ACTS, ask_to_annul, ask_to_close, ask_to_publish, note_lot
from consultations.ballots.models import Ballot
from consultations.ballots.paper import batches, booths, codes
from consultations.ballots.paper import invariants as of_paper
from consultations.ballots.paper.models import BallotCode
from consultations.ballots.results import invariants as of_results
from consultations.ballots.results.counting import counted
from consultations.ballots.results.models import BallotFile, CountOutcome
from consultations.ballots.results.queries import published
from consultations.ballots.results.service import ask_count
from consultations.ballots.rules import KEPT_FOR, BallotEmptiedError, Mode, kept_until
from consultations.ballots.voting import cast_vote
from okote.approvals.service import approve
from okote.identity.models import Role
from okote.platform.checks import violations
from payments.sessions import MOMENT
from tests.consultations.ballots.conftest import SECRET
from tests.consultations.ballots.paper.conftest import (
    booth,
    letters,
    lined,
    listed,
    marked,
    place,
    typist,
)

__all__ = ["booth", "letters", "lined", "listed", "marked", "place", "typist"]

ALL = (*invariants.INVARIANTS, *of_paper.INVARIANTS, *of_results.INVARIANTS)
LEFT = """
    SELECT (SELECT count(*) FROM roll.mark), (SELECT count(*) FROM urn.vote),
           (SELECT count(*) FROM urn.struck), (SELECT count(*) FROM urn.typed),
           (SELECT count(*) FROM urn.batch), (SELECT count(*) FROM ballot_code),
           (SELECT count(*) FROM paper_entry), (SELECT count(*) FROM booth_upload),
           (SELECT count(*) FROM paper_batch WHERE num_nonnulls(made_by, accepted_by) > 0),
           (SELECT count(*) FROM booth WHERE num_nonnulls(created_by, opened_by) > 0)
"""
NOTHING = (0,) * 10
SAID = "1 2\n-\nx\n1 2 3 4\n2"


@pytest.fixture
def db(committing):
    return committing


@pytest.fixture
async def voted(db, ballot, booth, letters, marked, *, lined, someone, typist, pass_time):
    """By five online, one with a code and five on paper; over, and not closed."""
    voters = [await lined(number) for number in (5, 6, 7, 8, 10)]
    for number, one in enumerate(voters):
        await cast_vote(db, ballot.id, {number % 2 + 1: 1}, token_hex(), by=one)
    _, printed = await letters()
    stranger = voters[0].stranger
    code = await codes.admitted(db, ballot, printed[9], by=stranger)
    await codes.cast_by_code(db, ballot.id, code.id, {1: 1}, token_hex(), by=stranger)
    await marked(5)
    await db.commit()
    await pass_time(1)
    await booths.open_box(db, booth.id, 5, "", by=typist)
    batch = await batches.start_batch(db, booth.id, 5, by=typist)
    for one in (typist, await someone(Role.AGENT)):
        await batches.type_batch(db, batch.id, SAID, by=one)
    await batches.accept(db, batch.id, by=typist)
    await db.exec(text("SELECT urn.turn_over()"))
    await db.commit()
    return ballot, voters


@pytest.fixture
def end(db, database, administrator, someone):
    """One vote is annulled, then it is closed, counted and published, each by two people."""

    async def end(ballot):
        second = await someone(Role.ADMINISTRATOR)

        async def by_two(asking):
            await approve(db, ACTS, (await asking).id, "Vu", by=second)
            await db.commit()
            db.info.pop(MOMENT, None)

        receipt = (await queries.receipts(db, ballot.id, 1))[0].receipt
        await by_two(ask_to_annul(db, ballot.id, receipt, "Code volé", by=administrator))
        await note_lot(db, ballot.id, "17", by=administrator)
        await by_two(ask_to_close(db, ballot.id, "Terminé", by=administrator))
        outcome = await counted(database.unit_of_work, ballot.id, administrator.person.id)
        assert outcome is CountOutcome.COUNTED
        await by_two(ask_to_publish(db, ballot.id, "Compté", by=administrator))
        await db.refresh(ballot)

    return end


async def files_of(db, ballot):
    rows = (await db.exec(select(BallotFile).where(BallotFile.ballot_id == ballot.id))).all()
    return {one.name: one.content for one in rows}


async def refused(db, ballot, statement=emptying.EMPTY, why="still be contested"):
    with pytest.raises(DBAPIError, match=why):
        async with db.begin_nested():
            await db.exec(statement.bindparams(ballot=ballot.id))


async def test_nobody_empties_them_before_not_even_the_service(db, voted, end, pass_time, owner):
    ballot, _ = voted
    await refused(db, ballot)
    await pass_time(120)
    await db.commit()
    await refused(db, ballot)  # long over, and not published
    await end(ballot)
    await pass_time(90 - 1 / 24)
    await db.commit()
    assert await emptying.due(db) == []
    await refused(db, ballot)
    await refused(db, ballot, text("SELECT urn.empty(:ballot)"), "permission denied")
    assert owner.execute("SELECT count(*) FROM roll.mark").fetchone() == (11,)


async def test_nobody_dates_the_publication_back(db, voted, end):
    """The database says when it was, whatever the service writes beside it."""
    ballot, _ = voted
    await end(ballot)
    stamp = ballot.published_stamp
    assert abs(stamp - ballot.published_at) < timedelta(minutes=5)
    early = stamp - timedelta(days=100)
    for statement in (
        text("UPDATE ballot SET published_stamp = :early WHERE id = :ballot"),
        text("UPDATE ballot SET published_stamp = NULL WHERE id = :ballot AND :early IS NOT NULL"),
    ):
        await db.exec(statement.bindparams(early=early, ballot=ballot.id))
        await db.refresh(ballot)
        assert ballot.published_stamp == stamp
    again = text("UPDATE ballot SET published_at = :early WHERE id = :ballot").bindparams(early=early)
    await refused(db, ballot, again, "on a ballot that was announced")
    await refused(db, ballot)


async def test_what_is_published_with_a_date_in_the_past_is_stamped_now(db, ballot, pass_time):
    """Even one who writes all of its dates at once."""
    await pass_time(2)
    step = text(
        "UPDATE ballot SET closed_at = announced_at + interval '1 s', counted_at = announced_at"
        " + interval '2 s', published_at = announced_at + interval '3 s', published_stamp ="
        " announced_at WHERE id = :ballot"
    )
    await db.exec(step.bindparams(ballot=ballot.id))
    await db.refresh(ballot)
    assert ballot.published_stamp == await db.now() > ballot.published_at + timedelta(days=1)


async def test_after_it_nothing_is_left_and_what_is_published_stays(
    db, database, voted, end, pass_time, owner, administrator
):
    ballot, voters = voted
    await end(ballot)
    files, told = await files_of(db, ballot), await published(db, administrator, ballot.id)
    receipts = await queries.receipts(db, ballot.id, 1)
    assert await violations(db, ALL) == []
    assert owner.execute(LEFT).fetchone() != NOTHING
    await pass_time(90)
    await db.commit()
    assert await emptying.due(db) == [ballot.id]
    assert await emptying.empty(db, ballot.id)
    await db.commit()
    assert owner.execute(LEFT).fetchone() == NOTHING
    assert await violations(db, ALL) == []
    await db.refresh(ballot)
    assert ballot.emptied_at >= kept_until(ballot.published_stamp)
    assert await files_of(db, ballot) == files
    sums = dict(reversed(line.split("  ")) for line in files["SHA256SUMS"].decode().splitlines())
    assert all(sha256(files[name]).hexdigest() == digest for name, digest in sums.items())
    assert await published(db, administrator, ballot.id) == told
    assert await queries.receipts(db, ballot.id, 1) == receipts
    assert not await queries.has_voted(db, ballot, voters[0].person.id, secret=SECRET)


async def test_emptied_twice_is_as_once(db, voted, end, pass_time):
    ballot, _ = voted
    await end(ballot)
    await pass_time(91)
    await db.commit()
    assert await emptying.empty(db, ballot.id)
    await db.commit()
    await db.refresh(ballot)
    when = ballot.emptied_at
    await pass_time(1)
    assert not await emptying.empty(db, ballot.id)
    assert (await db.exec(emptying.EMPTY.bindparams(ballot=ballot.id))).scalar_one() == 0
    await db.commit()
    await db.refresh(ballot)
    assert ballot.emptied_at == when
    assert await emptying.due(db) == []
    assert await violations(db, ALL) == []


async def test_it_can_neither_be_counted_nor_read_again(db, database, voted, end, pass_time, administrator):
    ballot, _ = voted
    await end(ballot)
    await pass_time(90)
    await emptying.empty(db, ballot.id)
    await db.commit()
    with pytest.raises(BallotEmptiedError):
        await ask_count(db, ballot.id, by=administrator)
    with pytest.raises(BallotEmptiedError):
        await service.count_roll(db, ballot.id, "Pour voir", by=administrator)
    with pytest.raises(BallotEmptiedError):
        await counted(database.unit_of_work, ballot.id, administrator.person.id)


async def test_another_ballot_keeps_what_it_has(db, voted, end, pass_time, ballot_of, someone, owner):
    ballot, _ = voted
    await end(ballot)
    await pass_time(90)
    other = await ballot_of()
    await cast_vote(db, other.id, {1: 1}, token_hex(), by=await someone())
    openly = await ballot_of(mode=Mode.OPEN)
    await db.commit()
    assert await emptying.due(db) == [ballot.id]
    await emptying.empty(db, ballot.id)
    await db.commit()
    left = owner.execute(
        "SELECT ballot_id FROM roll.mark UNION ALL SELECT ballot_id FROM urn.vote"
    ).fetchall()
    assert left == [(other.id,), (other.id,)]
    assert openly.emptied_at is None


PLANTED = (
    "INSERT INTO roll.mark SELECT id, sha256('x'), 'web', '2026-01-01' FROM ballot",
    "INSERT INTO urn.vote (ballot_id, choices, code, receipt) SELECT id, '', digest, digest FROM ballot",
    "INSERT INTO urn.struck SELECT id, sha256('x') FROM ballot",
    "INSERT INTO urn.batch SELECT id FROM paper_batch",
    "INSERT INTO urn.typed SELECT id, 1, 1, '' FROM paper_batch",
    "INSERT INTO ballot_code SELECT id, territory_id, id, NULL, NULL, id, NULL, NULL, NULL, 0 FROM ballot",
    "INSERT INTO paper_entry SELECT one.id, 1, created_by, NULL, now() FROM paper_batch one, ballot",
    "UPDATE paper_batch SET made_by = (SELECT id FROM person LIMIT 1)",
    "UPDATE booth SET opened_by = (SELECT id FROM person LIMIT 1)",
    "INSERT INTO booth_upload SELECT id, 'a', 1, 'marked', now(), now() FROM booth",
)


async def test_whatever_is_left_is_found(db, voted, end, pass_time, owner):
    ballot, _ = voted
    await end(ballot)
    await pass_time(90)
    await emptying.empty(db, ballot.id)
    await db.commit()
    [wanted] = [one.sql for one in ALL if one.name == "emptied-ballot-keeps-nobody"]
    assert owner.execute(wanted).fetchall() == []
    for planted in PLANTED:
        with owner.transaction(force_rollback=True):
            owner.execute(planted)
            assert owner.execute(wanted).fetchall() == [(ballot.id,)], planted


async def test_what_nobody_emptied_in_time_is_found(db, voted, end, pass_time):
    ballot, _ = voted
    await end(ballot)
    await pass_time(91 - 1 / 24)
    await db.commit()
    assert await violations(db, ALL) == []
    await pass_time(2 / 24)
    await db.commit()
    assert [one.invariant.name for one in await violations(db, ALL)] == ["emptied-ballot-keeps-nobody"]


async def test_the_database_and_the_service_say_the_same_time(db, voted, end):
    ballot, _ = voted
    await end(ballot)
    asked = text("SELECT ballot_kept_until(:ballot)").bindparams(ballot=ballot.id)
    assert (await db.exec(asked)).scalar_one() == kept_until(ballot.published_stamp)
    assert timedelta(days=90) == KEPT_FOR


async def test_the_codes_are_no_longer_handed_to_anybody(db, voted, end, pass_time):
    ballot, _ = voted
    await end(ballot)
    await pass_time(90)
    await emptying.empty(db, ballot.id)
    assert (await db.exec(select(BallotCode.id).where(BallotCode.ballot_id == ballot.id))).all() == []
    assert (await db.get_one(Ballot, ballot.id)).emptied_at is not None
