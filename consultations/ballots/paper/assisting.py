"""Somebody at the counter votes with an agent's help: that it happened is written down, and never what."""

from functools import partial
from uuid import UUID

from consultations.ballots import queries, rules
from consultations.ballots.deeds import BALLOT
from consultations.ballots.electors import check_free, of_line
from consultations.ballots.lines import begin_lines
from consultations.ballots.models import Ballot
from consultations.ballots.paper.admitting import check_line, line_of
from consultations.ballots.paper.deeds import PaperDeed
from consultations.ballots.paper.rules import SealedAloneError
from consultations.ballots.rules import Channel, Choices, Mode, State
from consultations.ballots.voting import Given, cast_for
from consultations.eligibility.census.models import CensusEntry
from consultations.eligibility.census.rules import Typed
from consultations.eligibility.rules import Proof
from consultations.permissions import may_receive_residents
from okote.identity.permissions import require
from okote.identity.visitors import Visitor
from okote.platform import limits
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.territories.queries import one_of
from payments.sessions import WriteSession


async def begin(
    db: WriteSession, ballot_id: UUID, typed: Typed, *, guardian: bool = False, by: Visitor
) -> CensusEntry:
    """The line of whoever is there, whose paper was seen. The agent is named for having helped, in a
    transaction of its own: nothing joins it to a vote.

    ElectorUnknownError, NotEligibleError, AlreadyVotedError, SealedAloneError, BallotStateError,
    LinesLateError.
    """
    require(may_receive_residents(by))
    ballot = await one_of(db, Ballot, by.territory.id, ballot_id)
    if ballot.mode is not Mode.SEALED:
        raise SealedAloneError
    rules.check_state(ballot, await queries.period_of(db, ballot), await db.now(), State.OPEN)
    line = await line_of(db, typed, by=by)
    await check_line(db, ballot, line, Proof.COUNTER, await db.now(), guardian=guardian, by=by)
    await check_free(db, ballot, ballot.id, partial(of_line, db, by.territory.id, line.id))
    await begin_lines(db, ballot)
    await note(db, by.doer, PaperDeed.VOTE_ASSISTED, ballot, BALLOT.facts(ballot))
    return line


async def cast_assisted(
    db: WriteSession, ballot_id: UUID, line_id: UUID, choices: Choices, seed: str, *, by: Visitor
) -> Given:
    """What they chose themselves; judged when it began. Those of `cast_for`, and AlreadyVotedError."""
    require(may_receive_residents(by))
    ballot = await one_of(db, Ballot, by.territory.id, ballot_id)
    line = await one_of(db, CensusEntry, by.territory.id, line_id)
    if ballot.mode is not Mode.SEALED:
        raise NotFoundError
    await check_free(db, ballot, line.id, partial(of_line, db, by.territory.id, line.id))
    voter = rules.voter_key(db.info[limits.KEY], ballot.id, line.id)
    return await cast_for(db, ballot, voter, choices, seed, channel=Channel.ASSISTED)
