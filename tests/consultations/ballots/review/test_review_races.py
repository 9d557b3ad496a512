"""A vote is set aside as the ballot is closed: one of the two comes first, and nobody is left unheard."""

from asyncio import Event, gather, wait_for

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel import select

from consultations.ballots.closing import RUNS, ask_to_close
from consultations.ballots.events import BallotClosed
from consultations.ballots.models import Ballot
from consultations.ballots.review import queries, service
from consultations.ballots.review.invariants import INVARIANTS
from consultations.ballots.review.models import SetAsideVote
from consultations.ballots.review.rules import ReviewLeftError, Sign, Verdict, check_left
from consultations.ballots.rules import BallotStateError
from okote.approvals.models import Approval
from okote.platform.checks import violations

WORDS = "Dix comptes en une heure."


@pytest.fixture
def db(committing):
    return committing


@pytest.fixture
def subscriptions():
    return {BallotClosed: (service.check_reviewed,)}


@pytest.fixture
async def made(db, voted, administrator):
    found = await voted()
    await ask_to_close(db, found.ballot.id, "Terminé", by=administrator)
    await db.commit()
    return found


async def left_unheard(database):
    async with database.reading() as db:
        return [one.invariant.name for one in await violations(db, INVARIANTS)]


async def test_of_a_vote_set_aside_and_a_closing_at_once_one_is_done(
    database, made, administrator, other, db
):
    await db.commit()

    async def aside():
        async with database.unit_of_work() as session:
            mine = [made.voters[0].person.id]
            await service.set_aside(session, made.ballot.id, mine, Sign.WAVE, WORDS, by=administrator)

    async def close():
        async with database.unit_of_work() as session:
            approval = (await session.exec(select(Approval))).one()
            await RUNS[approval.act][1](session, approval, other)

    said = await gather(aside(), close(), return_exceptions=True)
    refused = [type(one) for one in said if one is not None]
    assert refused in ([BallotStateError], [ReviewLeftError]), said
    assert await left_unheard(database) == []


async def test_without_the_lock_a_ballot_would_be_closed_with_somebody_unheard(
    database, made, administrator, other, db
):
    """Each looks before the other writes."""
    await db.commit()
    both_looked, done = [Event(), Event()], {}

    async def meet(mine):
        both_looked[mine].set()
        await wait_for(both_looked[1 - mine].wait(), 5)

    async def aside():
        async with database.unit_of_work() as session:
            ballot = await session.get_one(Ballot, made.ballot.id)
            assert ballot.closed_at is None
            await meet(0)
            at = await session.now()
            vote = {"ballot_id": ballot.id, "person_id": made.voters[0].person.id, "sign": Sign.WAVE}
            who = {"territory_id": ballot.territory_id, "set_by": administrator.person.id, "words": WORDS}
            session.add(SetAsideVote(**vote, **who, accounts=10, at=at, told_at=at))
        done["aside"] = True

    async def close():
        async with database.unit_of_work() as session:
            ballot = await session.get_one(Ballot, made.ballot.id)
            check_left(await queries.of_ballot(session, ballot.id), await session.now())
            await meet(1)
            ballot.closed_at = await session.now()
        done["closed"] = True

    await gather(aside(), close())
    assert done == {"aside": True, "closed": True}
    assert await left_unheard(database) == ["closed-ballot-leaves-nobody-unheard"]


async def test_an_answer_and_a_contest_at_once_are_one(database, made, administrator, other, db):
    """The vote is counted after all, or its voter is heard first: never both unseen."""
    await db.commit()
    voter = made.voters[0]
    async with database.unit_of_work() as session:
        [row] = await service.set_aside(
            session, made.ballot.id, [voter.person.id], Sign.WAVE, WORDS, by=administrator
        )

    async def contest():
        async with database.unit_of_work() as session:
            await service.contest(session, made.ballot.id, "Et moi ?", by=voter)

    async def decide():
        async with database.unit_of_work() as session:
            await service.decide(session, row.id, Verdict.RESTORED, "Compté", by=other)

    said = [one for one in await gather(contest(), decide(), return_exceptions=True) if one is not None]
    assert not [one for one in said if isinstance(one, IntegrityError)], said
    async with database.reading() as session:
        kept = (await session.exec(select(SetAsideVote))).one()
    assert kept.verdict is Verdict.RESTORED
    assert len(said) == (kept.contested_at is None)
