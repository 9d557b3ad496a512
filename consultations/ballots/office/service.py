"""Write a draft part by part, have it announced, and what else the office asks for with its own limits."""

from collections.abc import Callable, Mapping
from pathlib import Path
from uuid import UUID

from sqlmodel import col, select

from consultations.ballots import closing, queries, rules, service
from consultations.ballots.deeds import BALLOT
from consultations.ballots.describing import BallotDetails
from consultations.ballots.level.queries import latest
from consultations.ballots.models import AnnulledVote, Ballot
from consultations.ballots.office.deeds import OfficeDeed
from consultations.ballots.office.queries import drafted, envelopes_of
from consultations.ballots.office.rules import (
    STEP_MINOR,
    TIES,
    AnnulmentWaitsError,
    Draft,
    ProcessDraftError,
    ReceiptUnknownError,
    check_level,
    check_moved,
)
from consultations.ballots.option_pictures import keep_all
from consultations.ballots.rules import Channel, Input, Mode, Rule, State
from consultations.ballots.tally.rules import Completion, Start, Utility
from consultations.permissions import may_publish_processes, may_write_processes
from consultations.processes.models import Process
from okote.approvals.models import Approval
from okote.approvals.queries import waits_for
from okote.identity.permissions import require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import StaleError
from okote.territories.queries import held
from payments.sessions import WriteSession

SEEN = (State.CLOSED, State.COUNTED, State.PUBLISHED)
"""When the office says how many voted: before the close nobody is told, for whatever reason."""


async def begin(
    db: WriteSession, process_id: UUID, phase_id: UUID, title: str, question: str, mode: Mode, *, by: Visitor
) -> Ballot:
    """A draft as we recommend one: where its consultation has money to share out, people name all that they
    want and equal shares count; else they choose one answer, and most votes win.
    """
    require(may_write_processes(by))
    envelopes = await envelopes_of(db, process_id)
    if envelopes:
        details = BallotDetails(
            title=title,
            question=question,
            mode=mode,
            input=Input.APPROVAL,
            rule=Rule.EQUAL_SHARES,
            most=10,
            utility=Utility.COST.value,
            completion=Completion.ADD1U.value,
            step_minor=STEP_MINOR,
            start=Start.EXACT.value,
            ties=TIES,
        )
    else:
        details = BallotDetails(
            title=title,
            question=question,
            mode=mode,
            input=Input.SINGLE,
            rule=Rule.MOST_VOTES,
            winners=1,
            ties=TIES,
        )
    return await service.write(db, process_id, phase_id, details, (), envelopes, by=by)


async def change(
    db: WriteSession,
    ballot_id: UUID,
    made: Callable[[Draft], Draft],
    *,
    by: Visitor,
    mark: str | None = None,
) -> Ballot:
    """What `made` makes of the draft as it now is, written in its place.

    StaleError where it no longer is the one of that mark; BallotStateError once it is announced;
    IdeasElsewhereError.
    """
    require(may_write_processes(by))
    await held(db, Ballot, by.territory.id, ballot_id)
    shown = await queries.ballot(db, by.territory.id, ballot_id)
    rules.check_state(shown.ballot, shown.period, await db.now(), State.DRAFT)
    draft = drafted(shown)
    if mark is not None and mark != draft.mark:
        raise StaleError
    now = made(draft)
    check_moved(draft, now)
    return await service.write(
        db, now.process_id, now.phase_id, now.details, now.options, now.envelopes, ballot_id=ballot_id, by=by
    )


async def remove_draft(db: WriteSession, ballot_id: UUID, *, by: Visitor) -> None:
    """Nobody ever read it but those who write ballots. BallotStateError once it is announced."""
    require(may_write_processes(by))
    ballot = await held(db, Ballot, by.territory.id, ballot_id)
    rules.check_state(ballot, await queries.period_of(db, ballot), await db.now(), State.DRAFT)
    await note(db, by.doer, OfficeDeed.BALLOT_REMOVED, ballot, BALLOT.facts(ballot))
    await db.delete(ballot)
    await db.flush()


async def announce(db: WriteSession, folder: Path, ballot_id: UUID, *, by: Visitor) -> Ballot:
    """As `service.announce`, once its consultation is published and, of a sealed one, its level is known; in
    the folder of uploads, the pictures of options are the ballot's own from now on.

    ProcessDraftError, LevelMissingError, PictureGoneError, and those of `service.announce`.
    """
    require(may_publish_processes(by))
    ballot = await held(db, Ballot, by.territory.id, ballot_id)
    process = await held(db, Process, by.territory.id, ballot.process_id, shared=True)
    if process.published_at is None:
        raise ProcessDraftError
    sheet = await latest(db, ballot.id)
    check_level(ballot.mode, None if sheet is None else sheet.level)
    await keep_all(db, folder, (await queries.ballot(db, by.territory.id, ballot_id)).options)
    return await service.announce(db, ballot_id, by=by)


async def count_roll(db: WriteSession, ballot_id: UUID, reason: str, *, by: Visitor) -> Mapping[Channel, int]:
    """As `service.count_roll`, once two people closed the ballot. BallotStateError."""
    require(may_publish_processes(by))
    shown = await queries.ballot(db, by.territory.id, ballot_id)
    rules.check_state(shown.ballot, shown.period, await db.now(), *SEEN)
    return await service.count_roll(db, ballot_id, reason, by=by)


async def ask_to_annul(
    db: WriteSession, ballot_id: UUID, receipt: bytes, reason: str, *, by: Visitor
) -> Approval:
    """A vote that lies in the urn. ReceiptUnknownError, AnnulmentWaitsError, BallotStateError."""
    require(may_publish_processes(by))
    ballot = await held(db, Ballot, by.territory.id, ballot_id)
    told = await queries.found(db, ballot.id, receipt)
    gone = select(AnnulledVote.id).where(
        AnnulledVote.ballot_id == ballot.id, col(AnnulledVote.receipt) == receipt
    )
    if not told or any(one.struck for one in told) or (await db.exec(gone)).first():
        raise ReceiptUnknownError
    if await waits_for(db, by.territory.id, closing.ANNUL, ballot.id) is not None:
        raise AnnulmentWaitsError
    return await closing.ask_to_annul(db, ballot_id, receipt, reason, by=by)
