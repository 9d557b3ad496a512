"""Look which votes show a sign, set some aside, contest that, and decide: all between the end and the count.

Each holds the ballot as whoever closes it does: of the two one comes first, and the other sees what it did.
"""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel import col, update

from consultations.ballots import queries as ballots
from consultations.ballots import rules as of_ballots
from consultations.ballots.deeds import BALLOT
from consultations.ballots.events import BallotClosed
from consultations.ballots.models import Ballot
from consultations.ballots.review import queries
from consultations.ballots.review.deeds import SET_ASIDE, ReviewDeed
from consultations.ballots.review.events import SetAsideDecided, VoteSetAside
from consultations.ballots.review.models import SetAsideVote
from consultations.ballots.review.rules import (
    Group,
    Sign,
    Verdict,
    check_concerned,
    check_contest,
    check_left,
    check_signs,
    check_verdict,
)
from consultations.ballots.rules import Mode, State
from consultations.permissions import may_publish_processes
from okote.identity.events import AccountClosed
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.territories.queries import held, one_of
from payments.sessions import WriteSession


async def look(db: WriteSession, ballot_id: UUID, reason: str, *, by: Visitor) -> Sequence[Group]:
    """Who shows a sign, once nobody votes any more: before, it would tell that people voted. That somebody
    looked, and why, is written down. BallotStateError.
    """
    require(may_publish_processes(by))
    ballot = await _held(db, ballot_id, by)
    await note(db, by.doer, ReviewDeed.VOTES_LOOKED_AT, ballot, BALLOT.facts(ballot), reason=reason)
    return await queries.found(db, ballot)


async def set_aside(
    db: WriteSession, ballot_id: UUID, people: Collection[UUID], sign: Sign, words: str, *, by: Visitor
) -> Sequence[SetAsideVote]:
    """Votes that show that sign, for a reason that their voters read; they are written to at once.

    NoSignError, ReviewConflictError, BallotStateError.
    """
    require(may_publish_processes(by))
    ballot, me = await _held(db, ballot_id, by), person_of(by).id
    check_concerned(me, {*people, *await queries.concerned(db, ballot.id)})
    seen = [group for group in await queries.found(db, ballot) if group.sign is sign]
    check_signs(people, sign, seen)
    together = {person: len(group.people) for group in seen for person in group.people}
    at = await db.now()
    made = [
        SetAsideVote(
            territory_id=ballot.territory_id,
            ballot_id=ballot.id,
            person_id=person,
            sign=sign,
            accounts=together[person],
            words=words,
            set_by=me,
            at=at,
        )
        for person in sorted(people)
    ]
    db.add_all(made)
    await db.flush()
    for one in made:
        await note(db, by.doer, ReviewDeed.VOTE_SET_ASIDE, one, reason=words)
        await emit(db, VoteSetAside(one.id))
    return made


async def contest(db: WriteSession, ballot_id: UUID, words: str, *, by: Visitor) -> SetAsideVote:
    """One's own vote that was set aside, once and within a week. ReviewStateError, BallotStateError."""
    await _held(db, ballot_id, by)
    one = await queries.mine(db, by.territory.id, ballot_id, person_of(by).id)
    at = await db.now()
    check_contest(one, at)
    one.contest, one.contested_at = words, at
    await db.flush()
    return one


async def decide(
    db: WriteSession, aside_id: UUID, verdict: Verdict, answer: str, *, by: Visitor
) -> SetAsideVote:
    """On a contest, by somebody else; or that a vote is counted after all, though nobody contested.

    ReviewConflictError, SameReviewerError, ReviewStateError, BallotStateError.
    """
    require(may_publish_processes(by))
    which = await one_of(db, SetAsideVote, by.territory.id, aside_id)
    await _held(db, which.ballot_id, by)
    one = await held(db, SetAsideVote, by.territory.id, aside_id)
    me, at = person_of(by).id, await db.now()
    concerned = {one.person_id, *await queries.concerned(db, one.ballot_id)}
    check_verdict(one, verdict, by=me, concerned=concerned, at=at)
    was = SET_ASIDE.facts(one)
    one.verdict, one.answer, one.decided_by, one.decided_at = verdict, answer, me, at
    await db.flush()
    await note(db, by.doer, ReviewDeed.SET_ASIDE_DECIDED, one, was, reason=answer)
    await emit(db, SetAsideDecided(one.id))
    return one


async def check_reviewed(db: WriteSession, closed: BallotClosed) -> None:
    """A ballot is not closed while a vote that was set aside waits. ReviewLeftError."""
    check_left(await queries.of_ballot(db, closed.ballot), await db.now())


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """What they wrote to contest goes; that their vote was set aside, and why, stays in the count."""
    theirs = (col(SetAsideVote.person_id) == closed.person_id, col(SetAsideVote.contest) != "")
    await db.exec(update(SetAsideVote).where(*theirs).values(contest=""))


async def _held(db: WriteSession, ballot_id: UUID, by: Visitor) -> Ballot:
    """An open ballot that is over and not closed yet. NotFoundError, BallotStateError."""
    ballot = await held(db, Ballot, by.territory.id, ballot_id)
    if ballot.mode is not Mode.OPEN:
        raise NotFoundError
    of_ballots.check_state(ballot, await ballots.period_of(db, ballot), await db.now(), State.ENDED)
    return ballot
