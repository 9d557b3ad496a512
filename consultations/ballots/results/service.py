"""Ask for a count, once more or at last."""

from uuid import UUID

from consultations.ballots import closing, rules
from consultations.ballots.deeds import BALLOT
from consultations.ballots.events import BallotPublished
from consultations.ballots.models import Ballot
from consultations.ballots.queries import period_of
from consultations.ballots.results.counting import order
from consultations.ballots.results.deeds import ResultDeed
from consultations.ballots.results.models import CountOutcome
from consultations.ballots.results.queries import runs
from consultations.ballots.rules import CountDiffersError, State
from consultations.permissions import may_publish_processes
from okote.approvals.models import Approval
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.territories.queries import held
from payments.sessions import ReadSession, WriteSession

COUNTABLE = (State.CLOSED, State.COUNTED, State.PUBLISHED)


async def ask_count(db: WriteSession, ballot_id: UUID, *, by: Visitor) -> Ballot:
    """Of what is counted already: the same bytes or an alarm; nothing is changed.

    BallotStateError, BallotEmptiedError.
    """
    require(may_publish_processes(by))
    ballot = await held(db, Ballot, by.territory.id, ballot_id)
    rules.check_state(ballot, await period_of(db, ballot), await db.now(), *COUNTABLE)
    rules.check_kept(ballot)
    await note(db, by.doer, ResultDeed.COUNT_ASKED, ballot, BALLOT.facts(ballot))
    await order(db, ballot.id, person_of(by).id)
    return ballot


async def ask_to_publish(db: WriteSession, ballot_id: UUID, reason: str, *, by: Visitor) -> Approval:
    """CountDiffersError, BallotStateError."""
    require(may_publish_processes(by))
    await _check_same(db, ballot_id)
    return await closing.ask_to_publish(db, ballot_id, reason, by=by)


async def on_published(db: WriteSession, event: BallotPublished) -> None:
    """It may have been counted again since somebody asked. CountDiffersError."""
    await _check_same(db, event.ballot)


async def _check_same(db: ReadSession, ballot_id: UUID) -> None:
    last = next(iter(await runs(db, ballot_id)), None)
    if last is not None and last.outcome is CountOutcome.DIFFERENT:
        raise CountDiffersError
