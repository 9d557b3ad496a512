"""Many votes in one statement are each what one alone is."""

from uuid import UUID

from sqlalchemy import text

from consultations.ballots.invariants import INVARIANTS
from consultations.demo.urns import Paper, cast_many, turn_over
from okote.platform.checks import violations

VOTERS = [UUID(int=number) for number in range(1, 31)]


async def test_each_is_judged_by_itself(db, ballot):
    papers = [Paper(voter, {1: 1, 1 + number % 3: 1}) for number, voter in enumerate(VOTERS)]
    assert await cast_many(db, ballot, papers) == {"cast": 30}
    again = [Paper(VOTERS[0], {4: 1}), Paper(VOTERS[1], {5: 1})]
    wrong = [Paper(UUID(int=99), {9: 1}), Paper(UUID(int=98), {1: 1, 2: 1, 3: 1, 4: 1})]
    late = await cast_many(db, ballot, [*again, *wrong])
    assert late == {"voted": 2, "unknown": 1, "too_many": 1}
    await turn_over(db)
    told = text("SELECT count(*) FROM receipt")
    assert (await db.exec(told)).scalar_one() == 27, "some wait until there are more"
    assert await violations(db, INVARIANTS) == []


async def test_nobody_is_early_or_late_among_many(db, ballot_of, pass_time):
    ballot = await ballot_of(days=(1, 2))
    papers = [Paper(voter, {1: 1}) for voter in VOTERS]
    assert await cast_many(db, ballot, papers) == {"early": 30}
    await pass_time(5)
    assert await cast_many(db, ballot, papers) == {"over": 30}
