"""What takes two people: to close a ballot, to publish its result, to annul a vote."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, cast
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from consultations.ballots import queries, rules
from consultations.ballots.deeds import BALLOT, BallotDeed
from consultations.ballots.events import BallotClosed, BallotPublished, LotNoted, SignatureAsked
from consultations.ballots.models import AnnulledVote, Ballot
from consultations.ballots.rules import Mode, State
from consultations.permissions import may_publish_processes
from consultations.processes.events import PhasesSet
from consultations.processes.models import Phase
from okote.approvals.models import Approval
from okote.approvals.service import Wanted, ask_second
from okote.feature import Act
from okote.identity.permissions import require
from okote.identity.visitors import Visitor
from okote.platform.audit import Doer, note
from okote.platform.db import patient
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.platform.i18n import say
from okote.territories.queries import held
from payments.sessions import WriteSession

CLOSE, PUBLISH, ANNUL = "ballot-close", "ballot-publish", "ballot-annul"

TURN_OVER = text("SELECT urn.turn_over()")
ANNULLED = text("SELECT urn.annul(:annulment)")


async def ask_to_close(db: WriteSession, ballot_id: UUID, reason: str, *, by: Visitor) -> Approval:
    """Once its phase is over; a second person then closes it. BallotStateError."""
    return await _asked(db, CLOSE, ballot_id, State.ENDED, reason=reason, by=by)


async def ask_to_publish(db: WriteSession, ballot_id: UUID, reason: str, *, by: Visitor) -> Approval:
    """Once it is counted; a second person then publishes the result. BallotStateError."""
    return await _asked(db, PUBLISH, ballot_id, State.COUNTED, reason=reason, by=by)


async def ask_to_annul(
    db: WriteSession, ballot_id: UUID, receipt: bytes, reason: str, *, by: Visitor
) -> Approval:
    """One vote, by its receipt: nobody finds it by a name. The reason is told to everyone.

    Once nobody votes any more, and before the count.
    """
    told = {"receipt": receipt.hex()}
    return await _asked(db, ANNUL, ballot_id, State.ENDED, State.CLOSED, reason=reason, by=by, after=told)


async def check_ends(db: WriteSession, event: PhasesSet) -> None:
    """A phase on which a vote was announced keeps an end, or nobody could close it. EndlessError."""
    voted_on = select(Ballot.id).join(Phase, col(Phase.id) == Ballot.phase_id)
    endless = voted_on.where(
        Ballot.process_id == event.process,
        col(Ballot.announced_at).is_not(None),
        col(Ballot.closed_at).is_(None),
        col(Phase.ends_at).is_(None),
    )
    if (await db.exec(endless.limit(1))).first() is not None:
        raise rules.EndlessError


async def note_lot(db: WriteSession, ballot_id: UUID, lot: str, *, by: Visitor) -> None:
    """What was drawn at the public draw that was named in advance: once, and before the count.

    BallotStateError.
    """
    require(may_publish_processes(by))
    ballot = await _held(db, ballot_id, by.territory.id, State.ENDED, State.CLOSED)
    if ballot.lot is not None:
        raise rules.BallotStateError(state=State.CLOSED)
    was = BALLOT.facts(ballot)
    ballot.lot = lot
    await db.flush()
    await note(db, by.doer, BallotDeed.LOT_NOTED, ballot, was)
    await emit(db, LotNoted(ballot.id))


async def mark_counted(db: WriteSession, ballot_id: UUID, *, by: Visitor) -> Ballot:
    """Whoever counts says so in the transaction in which the result is written; no vote changes after it."""
    require(may_publish_processes(by))
    return await note_count(db, ballot_id, by.doer)


async def note_count(db: WriteSession, ballot_id: UUID, doer: Doer) -> Ballot:
    """The same in the name of whoever asked for the count, and was allowed to."""
    return await _stepped(db, ballot_id, "counted_at", State.CLOSED, BallotDeed.BALLOT_COUNTED, doer)


async def _close(db: WriteSession, approval: Approval, by: Visitor) -> None:
    """Votes under way are waited for, then nobody votes any more, and the urn is turned over a last time."""
    await db.lock(f"ballot:{approval.subject_id}")
    ballot = await _stepped(
        db, approval.subject_id, "closed_at", State.ENDED, BallotDeed.BALLOT_CLOSED, by.doer, approval.reason
    )
    if ballot.mode is Mode.SEALED:
        async with patient(db):
            await db.exec(cast("Any", TURN_OVER))
    await emit(db, BallotClosed(ballot.id))


async def _publish(db: WriteSession, approval: Approval, by: Visitor) -> None:
    which = approval.subject_id
    deed = BallotDeed.BALLOT_PUBLISHED
    await _stepped(db, which, "published_at", State.COUNTED, deed, by.doer, approval.reason)
    await emit(db, BallotPublished(which))


async def _annul(db: WriteSession, approval: Approval, by: Visitor) -> None:
    ballot = await _held(db, approval.subject_id, by.territory.id, State.ENDED, State.CLOSED)
    annulled = AnnulledVote(
        ballot_id=ballot.id,
        receipt=bytes.fromhex(approval.after["receipt"]),
        reason=approval.reason[: rules.REASON_MOST],
        asked_by=approval.asked_by,
        approved_by=by.doer.person_id,
        at=await db.now(),
    )
    db.add(annulled)
    await db.flush()
    if not (await db.exec(cast("Any", ANNULLED.bindparams(annulment=annulled.id)))).scalar_one():
        raise NotFoundError
    await note(db, by.doer, BallotDeed.VOTE_ANNULLED, annulled, reason=approval.reason)


async def _asked(
    db: WriteSession,
    act: str,
    ballot_id: UUID,
    *wanted: State,
    reason: str,
    by: Visitor,
    after: Mapping[str, Any] | None = None,
) -> Approval:
    require(may_publish_processes(by))
    ballot = await _held(db, ballot_id, by.territory.id, *wanted)
    asking = Wanted(
        act=act, subject=ballot.id, called=ballot.title, before={}, after=dict(after or {}), reason=reason
    )
    asked = await ask_second(db, asking, by=by)
    await emit(db, SignatureAsked(asked.id))
    return asked


async def _stepped(
    db: WriteSession,
    ballot_id: UUID,
    step: str,
    wanted: State,
    deed: BallotDeed,
    doer: Doer,
    reason: str = "",
) -> Ballot:
    ballot = await _held(db, ballot_id, doer.territory_id, wanted)
    was = BALLOT.facts(ballot)
    setattr(ballot, step, await db.now())
    await db.flush()
    await note(db, doer, deed, ballot, was, reason=reason)
    return ballot


async def _held(db: WriteSession, ballot_id: UUID, territory_id: UUID, *wanted: State) -> Ballot:
    """BallotStateError."""
    ballot = await held(db, Ballot, territory_id, ballot_id)
    rules.check_state(ballot, await queries.period_of(db, ballot), await db.now(), *wanted)
    return ballot


RUNS: Mapping[str, tuple[str, Callable[[Any, Any, Any], Awaitable[None]]]] = {
    CLOSE: (say("Close a ballot"), _close),
    PUBLISH: (say("Publish the result of a ballot"), _publish),
    ANNUL: (say("Annul a vote"), _annul),
}
ACTS: Mapping[str, Act] = {name: Act(label, BALLOT, run, always=True) for name, (label, run) in RUNS.items()}
"""They take two people whatever the territory's sum: administrators, accountants or a named deputy;
of what they are, whoever is named for that very ballot too (`scrutineers`)."""
