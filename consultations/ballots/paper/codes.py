"""Codes by letter to vote without an account: made in packages that are downloaded once, void as a whole.

That one was used is written nowhere but on the roll, by a key that only the code's own number makes: neither
a row nor a moment says which code brought which vote.
"""

import secrets
from collections.abc import Sequence
from functools import partial
from uuid import UUID

from sqlmodel import col, exists, select, update

from consultations.ballots import queries, rules
from consultations.ballots.electors import Seek, check_free, of_line
from consultations.ballots.lines import begin_lines
from consultations.ballots.models import Ballot
from consultations.ballots.paper.admitting import check_line, line_of
from consultations.ballots.paper.deeds import PaperDeed
from consultations.ballots.paper.models import BallotCode
from consultations.ballots.paper.rules import (
    CODES_MOST,
    SealedAloneError,
    VotingCodeError,
    VotingCodeRevokedError,
)
from consultations.ballots.rules import Channel, Choices, Mode, State
from consultations.ballots.voting import Given, cast_for
from consultations.eligibility.census.models import CensusEntry
from consultations.eligibility.census.rules import Typed
from consultations.eligibility.census.service import lines_of
from consultations.eligibility.codes import packages
from consultations.eligibility.codes.models import LetterPackage, Purpose
from consultations.eligibility.codes.packages import Printed
from consultations.eligibility.codes.rules import SALT, TRIES_MOST, mark, new_code, opens, plain, sealed
from consultations.eligibility.rules import Proof
from consultations.permissions import may_keep_residents, may_receive_residents
from consultations.processes.permitting import opened
from consultations.processes.rules import Permit
from okote.identity.permissions import require
from okote.identity.visitors import Visitor
from okote.platform import limits
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.territories.queries import held, of_territory, one_of
from payments.sessions import ReadSession, WriteSession


async def pack_list(db: WriteSession, ballot_id: UUID, *, by: Visitor) -> LetterPackage:
    """To all on the list in force who have an address and no code for this ballot yet. NobodyWaitsError,
    LinesLateError.
    """
    ballot = await _for_codes(db, ballot_id, by)
    await begin_lines(db, ballot)
    await db.lock(f"ballot-codes:{ballot.id}")
    known = exists().where(
        col(BallotCode.ballot_id) == ballot.id,
        col(BallotCode.voter_id) == CensusEntry.id,
        col(BallotCode.revoked_at).is_(None),
    )
    lines = lines_of(by.territory.id).where(CensusEntry.address != "", ~known)
    found = (await db.exec(lines.order_by(col(CensusEntry.id)).limit(CODES_MOST))).all()
    package = await packages.new_package(db, len(found), Purpose.BALLOT, by=by)
    for line in found:
        db.add(_code(ballot, package.id, line.id, line.id))
    await db.flush()
    return package


async def pack_number(db: WriteSession, ballot_id: UUID, number: int, *, by: Visitor) -> LetterPackage:
    """So many codes of nobody: whoever hands them out answers for it that each person has one."""
    ballot = await _for_codes(db, ballot_id, by)
    package = await packages.new_package(db, number, Purpose.BALLOT, by=by)
    for _ in range(number):
        code = _code(ballot, package.id, None, ballot.id)
        code.voter_id = code.id
        db.add(code)
    await db.flush()
    return package


async def download(db: WriteSession, ballot_id: UUID, package_id: UUID, *, by: Visitor) -> Sequence[Printed]:
    """What is printed, once. PackageGoneError."""
    ballot = await one_of(db, Ballot, by.territory.id, ballot_id)
    await _package(db, ballot, package_id, by)
    package = await packages.take_once(db, package_id, by=by)
    printed = []
    lines = {one.id: one for one in await _lines(db, package, by)}
    for code in await _codes(db, package, by):
        line = lines.get(code.entry_id) if code.entry_id else None
        printed.append(Printed(line.name if line else "", line.address if line else "", _give(code)))
    await db.flush()
    return printed


async def void(db: WriteSession, ballot_id: UUID, package_id: UUID, *, by: Visitor) -> None:
    """None of its codes opens anything any more; who has voted with one has voted. PackageVoidError."""
    ballot = await one_of(db, Ballot, by.territory.id, ballot_id)
    await _package(db, ballot, package_id, by)
    package = await packages.void(db, package_id, by=by)
    unvoided = (col(BallotCode.package_id) == package.id, col(BallotCode.revoked_at).is_(None))
    await db.exec(update(BallotCode).where(*unvoided).values(revoked_at=await db.now()))


async def reissue(db: WriteSession, ballot_id: UUID, typed: Typed, *, by: Visitor) -> str:
    """To somebody at the counter whose letter did not come or got lost: what it said opens nothing any more.

    Told once. ElectorUnknownError, NotEligibleError, AlreadyVotedError, LinesLateError.
    """
    require(may_receive_residents(by))
    ballot = await one_of(db, Ballot, by.territory.id, ballot_id)
    await _check_sealed(db, ballot)
    line = await line_of(db, typed, by=by)
    await check_line(db, ballot, line, Proof.COUNTER, await db.now(), guardian=True, by=by)
    await check_free(db, ballot, ballot.id, partial(of_line, db, by.territory.id, line.id))
    await begin_lines(db, ballot)
    await db.lock(f"ballot-codes:{ballot.id}")
    former = (col(BallotCode.ballot_id) == ballot.id, col(BallotCode.voter_id) == line.id)
    current = col(BallotCode.revoked_at).is_(None)
    await db.exec(update(BallotCode).where(*former, current).values(revoked_at=await db.now()))
    code = _code(ballot, None, line.id, line.id)
    told = _give(code)
    db.add(code)
    await db.flush()
    await note(db, by.doer, PaperDeed.VOTING_CODE_REISSUED, code)
    return told


async def code_of(db: WriteSession, ballot: Ballot, typed: str) -> BallotCode:
    """The one that was typed; each with its mark counts a try that opens none. VotingCodeError,
    VotingCodeRevokedError.
    """
    code = plain(typed)
    if code is None:
        raise VotingCodeError
    same = of_territory(select(BallotCode), BallotCode.territory_id, ballot.territory_id).where(
        BallotCode.ballot_id == ballot.id, BallotCode.mark == mark(code)
    )
    found = (await db.exec(same.order_by(col(BallotCode.id)))).all()
    for one in found:
        if one.tries < TRIES_MOST and opens(code, one.salt or b"", one.code_hash or b""):
            if one.revoked_at is not None:
                raise VotingCodeRevokedError
            return one
    raise VotingCodeError


async def admitted(db: WriteSession, ballot: Ballot, typed: str, *, by: Visitor) -> BallotCode:
    """Who typed a code may go on: it is in force, and nobody voted with it or as whom it was sent to.

    VotingCodeError, VotingCodeRevokedError, NotEligibleError, AlreadyVotedError.
    """
    code = await code_of(db, ballot, typed)
    await check_free(db, ballot, ballot.id, await seek_of(db, ballot, code, Proof.LETTER, by=by))
    return code


async def count_try(db: WriteSession, ballot: Ballot, typed: str) -> None:
    """After one that opened nothing, in a transaction that is kept: ten of one mark, and it opens nothing."""
    code = plain(typed)
    if code is not None:
        same = (col(BallotCode.ballot_id) == ballot.id, col(BallotCode.mark) == mark(code))
        more = update(BallotCode).where(*same, col(BallotCode.tries) < TRIES_MOST)
        await db.exec(more.values(tries=BallotCode.tries + 1))


async def seek_of(db: ReadSession, ballot: Ballot, code: BallotCode, proof: Proof, *, by: Visitor) -> Seek:
    """Who brings this code, once they may vote: by their line, where it was sent to one. NotEligibleError.

    VotingCodeRevokedError where that line is gone: nobody could tell who else is the same person.
    """
    line = await db.get(CensusEntry, code.entry_id) if code.entry_id else None
    if line is None:
        voter_id = code.voter_id
        if voter_id != code.id:
            raise VotingCodeRevokedError

        async def alone() -> frozenset[UUID]:
            return frozenset({voter_id})

        return alone
    await check_line(db, ballot, line, proof, await db.now(), guardian=proof is Proof.COUNTER, by=by)
    return partial(of_line, db, ballot.territory_id, line.id)


async def cast_by_code(
    db: WriteSession, ballot_id: UUID, code_id: UUID, choices: Choices, seed: str, *, by: Visitor
) -> Given:
    """With a code that was typed before, judged once more: it may have been declared void since.

    VotingCodeRevokedError, NotEligibleError, and those of `cast_vote`.
    """
    ballot = await one_of(db, Ballot, by.territory.id, ballot_id)
    await opened(db, ballot.process_id, Permit.VOTE, by=by)
    code = await one_of(db, BallotCode, by.territory.id, code_id)
    if code.ballot_id != ballot.id or ballot.mode is not Mode.SEALED:
        raise NotFoundError
    if code.revoked_at is not None:
        raise VotingCodeRevokedError
    await check_free(db, ballot, code.voter_id, await seek_of(db, ballot, code, Proof.LETTER, by=by))
    voter = rules.voter_key(db.info[limits.KEY], ballot.id, code.voter_id)
    return await cast_for(db, ballot, voter, choices, seed, channel=Channel.CODE)


async def packages_of(db: ReadSession, ballot: Ballot) -> Sequence[LetterPackage]:
    """The newest first."""
    mine = select(BallotCode.package_id).where(BallotCode.ballot_id == ballot.id)
    made = of_territory(select(LetterPackage), LetterPackage.territory_id, ballot.territory_id)
    made = made.where(col(LetterPackage.id).in_(mine))
    return (await db.exec(made.order_by(col(LetterPackage.id).desc()))).all()


def _code(ballot: Ballot, package_id: UUID | None, entry_id: UUID | None, voter_id: UUID) -> BallotCode:
    return BallotCode(
        territory_id=ballot.territory_id,
        ballot_id=ballot.id,
        package_id=package_id,
        entry_id=entry_id,
        voter_id=voter_id,
    )


def _give(code: BallotCode) -> str:
    told = new_code()
    typed, code.salt = plain(told) or "", secrets.token_bytes(SALT)
    code.mark, code.code_hash = mark(typed), sealed(typed, code.salt)
    return told


async def _for_codes(db: WriteSession, ballot_id: UUID, by: Visitor) -> Ballot:
    require(may_keep_residents(by))
    ballot = await held(db, Ballot, by.territory.id, ballot_id, shared=True)
    await _check_sealed(db, ballot)
    return ballot


async def _check_sealed(db: ReadSession, ballot: Ballot) -> None:
    """Before or while people vote. SealedAloneError, BallotStateError."""
    if ballot.mode is not Mode.SEALED:
        raise SealedAloneError
    period = await queries.period_of(db, ballot)
    rules.check_state(ballot, period, await db.now(), State.ANNOUNCED, State.OPEN)


async def _package(db: ReadSession, ballot: Ballot, package_id: UUID, by: Visitor) -> None:
    """NotFoundError of one that is for something else."""
    require(may_keep_residents(by))
    mine = select(BallotCode.id).where(BallotCode.ballot_id == ballot.id, BallotCode.package_id == package_id)
    if (await db.exec(mine.limit(1))).first() is None:
        raise NotFoundError


async def _codes(db: WriteSession, package: LetterPackage, by: Visitor) -> Sequence[BallotCode]:
    mine = of_territory(select(BallotCode), BallotCode.territory_id, by.territory.id)
    mine = mine.where(BallotCode.package_id == package.id, col(BallotCode.revoked_at).is_(None))
    return (await db.exec(mine.order_by(col(BallotCode.id)).with_for_update())).all()


async def _lines(db: ReadSession, package: LetterPackage, by: Visitor) -> Sequence[CensusEntry]:
    wanted = select(BallotCode.entry_id).where(BallotCode.package_id == package.id)
    lines = of_territory(select(CensusEntry), CensusEntry.territory_id, by.territory.id)
    return (await db.exec(lines.where(col(CensusEntry.id).in_(wanted)).order_by(col(CensusEntry.id)))).all()
