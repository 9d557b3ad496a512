"""Each invariant of the second look finds what is planted, and nothing where all is as it should be."""

import pytest

from consultations.ballots.closing import ACTS, ask_to_close
from consultations.ballots.events import BallotClosed
from consultations.ballots.results.counting import counted
from consultations.ballots.results.models import CountOutcome
from consultations.ballots.review import service
from consultations.ballots.review.invariants import INVARIANTS
from consultations.ballots.review.rules import CONTESTED_WITHIN, Sign
from okote.approvals.service import approve
from okote.platform.checks import violations

PLANTED = {
    "set-aside-votes-are-in-no-count": "UPDATE ballot_tally SET annulled = annulled - 1, valid = valid + 1",
    "set-aside-votes-are-told": "UPDATE set_aside_vote SET told_at = NULL",
    "closed-ballot-leaves-nobody-unheard": "UPDATE set_aside_vote SET contested_at = at",
    "set-aside-votes-are-of-open-ballots": "UPDATE ballot SET mode = 'sealed'",
}


@pytest.fixture
def db(committing):
    return committing


@pytest.fixture
def subscriptions():
    return {BallotClosed: (service.check_reviewed,)}


@pytest.fixture
async def tallied(db, database, voted, administrator, other, pass_time):
    """Of ten, three were set aside, and nobody contested."""
    made = await voted(lot_source="Loto")
    three = [one.person.id for one in made.voters[:3]]
    for one in await service.set_aside(db, made.ballot.id, three, Sign.WAVE, "Vague", by=administrator):
        one.told_at = await db.now()
    made.ballot.lot = "17"
    await db.flush()
    await pass_time(CONTESTED_WITHIN.days)
    approval = await ask_to_close(db, made.ballot.id, "Terminé", by=administrator)
    await approve(db, ACTS, approval.id, "Vu", by=other)
    await db.commit()
    outcome = await counted(database.unit_of_work, made.ballot.id, administrator.person.id)
    assert outcome is CountOutcome.COUNTED
    return made


async def test_the_count_leaves_out_what_was_set_aside_and_adds_up(database, owner, tallied):
    told = owner.execute("SELECT blank, annulled, valid, roll FROM ballot_tally").fetchone()
    assert told == (0, 3, 7, {"web": 10})
    assert owner.execute("SELECT sum(voters) FROM ballot_result").fetchone() == (7,)
    (votes,) = owner.execute("SELECT content FROM ballot_file WHERE name = 'ballots.pb'").fetchone()
    assert b"num_votes;7" in votes


@pytest.mark.parametrize("name", [one.name for one in INVARIANTS])
@pytest.mark.usefixtures("tallied")
async def test_what_is_planted_is_found(database, owner, name):
    async with database.reading() as db:
        assert await violations(db, INVARIANTS) == []
    owner.execute("SET session_replication_role = replica")
    owner.execute(PLANTED[name])
    async with database.reading() as db:
        found = [one.invariant.name for one in await violations(db, INVARIANTS)]
    assert name in found
    assert len(found) == 1 or name == "set-aside-votes-are-of-open-ballots"
