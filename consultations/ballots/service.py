"""Write a ballot, announce it, withdraw an option of it, and read from the roll how many voted."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any, cast
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, delete, select

from consultations.ballots import queries, rules
from consultations.ballots.deeds import BALLOT, OPTION, BallotDeed
from consultations.ballots.describing import BallotDetails, EnvelopeDetails, OptionDetails
from consultations.ballots.events import BallotAnnounced
from consultations.ballots.fitness import UnfitIdeaError, UnfitPhaseError, check_fit
from consultations.ballots.models import Ballot, BallotEnvelope, BallotOption
from consultations.ballots.rules import Channel, Mode, State
from consultations.ideas.models import Idea
from consultations.permissions import may_publish_processes, may_write_processes
from consultations.processes.models import Phase, Process
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform import limits
from okote.platform.audit import Doer, note
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.territories.queries import held, of_territory
from payments.sessions import WriteSession

DIGEST = text("SELECT ballot_digest(:ballot)")
COUNTED = text("SELECT channel, votes FROM roll.counted(:ballot, :entry)")


async def write(
    db: WriteSession,
    process_id: UUID,
    phase_id: UUID,
    details: BallotDetails,
    options: Sequence[OptionDetails] = (),
    envelopes: Sequence[EnvelopeDetails] = (),
    *,
    ballot_id: UUID | None = None,
    by: Visitor,
) -> Ballot:
    """A draft, new or in place of the one of that identifier; nobody else reads it. BallotStateError."""
    require(may_write_processes(by))
    process = await held(db, Process, by.territory.id, process_id, shared=True)
    phase = await _phase(db, by.territory.id, process.id, phase_id)
    if ballot_id is None:
        ballot = Ballot(
            territory_id=by.territory.id,
            process_id=process.id,
            phase_id=phase.id,
            created_at=await db.now(),
            created_by=person_of(by).id,
            **_texts(details),
        )
        await _describe(db, ballot, details, options, envelopes)
        await note(db, by.doer, BallotDeed.BALLOT_WRITTEN, ballot)
        return ballot
    ballot = await _held(db, ballot_id, by, State.DRAFT)
    was = BALLOT.facts(ballot)
    ballot.process_id, ballot.phase_id = process.id, phase.id
    await _describe(db, ballot, details, options, envelopes)
    await note(db, by.doer, BallotDeed.BALLOT_WRITTEN, ballot, was)
    return ballot


def _texts(details: BallotDetails) -> dict[str, Any]:
    """By column."""
    return asdict(details) | {"ties": list(details.ties)}


async def _describe(
    db: WriteSession,
    ballot: Ballot,
    details: BallotDetails,
    options: Sequence[OptionDetails],
    envelopes: Sequence[EnvelopeDetails],
) -> None:
    """Write a draft's texts, options and envelopes, in place of those that it had."""
    for name, value in _texts(details).items():
        setattr(ballot, name, value)
    db.add(ballot)
    await db.flush()
    await db.exec(delete(BallotOption).where(col(BallotOption.ballot_id) == ballot.id))
    await db.exec(delete(BallotEnvelope).where(col(BallotEnvelope.ballot_id) == ballot.id))
    for position, envelope in enumerate(envelopes, 1):
        db.add(BallotEnvelope(ballot_id=ballot.id, position=position, **asdict(envelope)))
    for position, option in enumerate(options, 1):
        db.add(BallotOption(ballot_id=ballot.id, position=position, **asdict(option)))
    await db.flush()


async def announce(db: WriteSession, ballot_id: UUID, *, by: Visitor) -> Ballot:
    """From now on everyone reads it, and nobody changes it any more; people vote once its phase begins.

    BallotStateError, BallotUnfitError; NotApartError where a sealed one could not keep its promise.
    """
    require(may_publish_processes(by))
    ballot = await _held(db, ballot_id, by, State.DRAFT)
    shown = await queries.ballot(db, by.territory.id, ballot.id)
    phase = await db.get_one(Phase, ballot.phase_id)
    at = await db.now()
    check_fit(ballot, phase, shown.options, shown.envelopes)
    if phase.ends_at is None or at >= phase.ends_at:
        raise UnfitPhaseError
    await _hold_ideas(db, shown.options)
    if ballot.mode is Mode.SEALED and not await queries.apart(db):
        raise rules.NotApartError
    was = BALLOT.facts(ballot)
    ballot.digest = (await db.exec(cast("Any", DIGEST.bindparams(ballot=ballot.id)))).scalar_one()
    ballot.key_check = rules.key_check(db.info[limits.KEY], ballot.id)
    ballot.announced_at = at
    await db.flush()
    await note(db, by.doer, BallotDeed.BALLOT_ANNOUNCED, ballot, was)
    await emit(db, BallotAnnounced(ballot.id))
    return ballot


async def withdraw_option(
    db: WriteSession, ballot_id: UUID, position: int, because: str, *, by: Visitor
) -> None:
    """Nobody can choose it any more; votes that name it keep what else they name. BallotStateError."""
    require(may_publish_processes(by))
    await _held(db, ballot_id, by, State.ANNOUNCED, State.OPEN)
    wanted = select(BallotOption).where(
        BallotOption.ballot_id == ballot_id, BallotOption.position == position
    )
    option = (await db.exec(wanted.with_for_update())).first()
    if option is None or option.withdrawn_at is not None:
        raise NotFoundError
    was = OPTION.facts(option)
    option.withdrawn_at, option.withdrawn_because = await db.now(), because
    await db.flush()
    await note(db, by.doer, BallotDeed.OPTION_WITHDRAWN, option, was, reason=because)


async def count_roll(db: WriteSession, ballot_id: UUID, reason: str, *, by: Visitor) -> Mapping[Channel, int]:
    """How many voted, by channel. That it was asked, by whom and why, is written down with it: the database
    answers nobody who did not. BallotEmptiedError.
    """
    require(may_publish_processes(by))
    ballot = (await queries.ballot(db, by.territory.id, ballot_id)).ballot
    rules.check_kept(ballot)
    return await read_roll(db, ballot, reason, by.doer)


async def read_roll(db: WriteSession, ballot: Ballot, reason: str, doer: Doer) -> Mapping[Channel, int]:
    """The same for the count, in the name of whoever asked for it and was allowed to."""
    entry = await note(db, doer, BallotDeed.ROLL_READ, ballot, BALLOT.facts(ballot), reason=reason)
    await db.flush()
    rows = await db.exec(cast("Any", COUNTED.bindparams(ballot=ballot.id, entry=entry.id)))
    counted = {Channel(channel): votes for channel, votes in rows}
    return {channel: counted.get(channel, 0) for channel in Channel}


async def _hold_ideas(db: WriteSession, options: Sequence[BallotOption]) -> None:
    """Those that are on it, in the order of their identifiers, shared with whoever else announces or reads.

    Merging holds them alone: whichever comes second sees what the first did. UnfitIdeaError.
    """
    ids = {one.idea_id for one in options if one.idea_id is not None}
    statement = select(Idea).where(col(Idea.id).in_(ids)).order_by(col(Idea.id)).with_for_update(read=True)
    for one in await db.exec(statement.execution_options(populate_existing=True)):
        if one.replaced_at is not None or not one.shown:
            raise UnfitIdeaError(number=one.number)


async def _phase(db: WriteSession, territory_id: UUID, process_id: UUID, phase_id: UUID) -> Phase:
    wanted = of_territory(select(Phase), Phase.territory_id, territory_id)
    phase = (await db.exec(wanted.where(Phase.id == phase_id, Phase.process_id == process_id))).first()
    if phase is None:
        raise NotFoundError
    return phase


async def _held(db: WriteSession, ballot_id: UUID, by: Visitor, *wanted: State) -> Ballot:
    """BallotStateError."""
    ballot = await held(db, Ballot, by.territory.id, ballot_id)
    rules.check_state(ballot, await queries.period_of(db, ballot), await db.now(), *wanted)
    return ballot
