"""Booths: who is given a paper is marked on the roll, and each box is opened once the vote is over."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, cast
from uuid import UUID

from sqlalchemy import DateTime, bindparam, text
from sqlmodel import col, select

from consultations.ballots import queries, rules
from consultations.ballots.electors import Seek, check_free, of_line
from consultations.ballots.lines import begin_lines
from consultations.ballots.models import Ballot
from consultations.ballots.paper.admitting import check_line, line_of
from consultations.ballots.paper.codes import code_of, seek_of
from consultations.ballots.paper.deeds import BOOTH, PaperDeed
from consultations.ballots.paper.models import Booth, BoothUpload
from consultations.ballots.paper.rules import (
    BoothNameError,
    BoxOpenError,
    Marking,
    SealedAloneError,
    VotingCodeError,
    VotingCodeRevokedError,
    check_box,
    check_large,
    check_left,
)
from consultations.ballots.rules import AlreadyVotedError, Mode, State
from consultations.eligibility.census.models import CensusEntry
from consultations.eligibility.census.rules import Typed, number
from consultations.eligibility.census.service import lines_of
from consultations.eligibility.rules import NotEligibleError, Proof
from consultations.permissions import may_publish_processes, may_receive_residents
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform import limits
from okote.platform.audit import note
from okote.territories.queries import held, one_of
from payments.sessions import ReadSession, WriteSession

MARKED = text("SELECT roll.mark_paper(:booth, :voter, :at)").bindparams(
    bindparam("at", type_=DateTime(timezone=True))
)
GIVEN = text("SELECT roll.papers_given(:booth)")


@dataclass(frozen=True, slots=True)
class Mark:
    """As a device kept it while it was cut off: `who` is a number of the list, or a code."""

    number: int
    at: datetime
    who: str


async def add_booth(db: WriteSession, ballot_id: UUID, name: str, place: str, *, by: Visitor) -> Booth:
    """BoothNameError, SealedAloneError, BallotStateError, LinesLateError."""
    require(may_publish_processes(by))
    ballot = await standing(db, ballot_id, State.DRAFT, State.ANNOUNCED, State.OPEN, by=by)
    if ballot.mode is not Mode.SEALED:
        raise SealedAloneError
    if name in {one.name for one in await booths_of(db, ballot.id)}:
        raise BoothNameError
    await begin_lines(db, ballot)
    booth = Booth(
        territory_id=by.territory.id,
        ballot_id=ballot.id,
        name=name,
        place=place,
        created_at=await db.now(),
        created_by=person_of(by).id,
    )
    db.add(booth)
    await db.flush()
    await note(db, by.doer, PaperDeed.BOOTH_ADDED, booth)
    return booth


async def mark_person(
    db: WriteSession, booth_id: UUID, typed: Typed, *, guardian: bool = False, by: Visitor
) -> None:
    """Somebody who is there is given a paper, and votes by nothing else from then on: the first on the roll
    counts.

    ElectorUnknownError, NotEligibleError, AlreadyVotedError, BallotEarlyError, BallotOverError.
    """
    booth, ballot = await _at_booth(db, booth_id, by)
    line = await line_of(db, typed, by=by)
    await check_line(db, ballot, line, Proof.COUNTER, await db.now(), guardian=guardian, by=by)
    await _mark(db, ballot, booth, line.id, partial(of_line, db, by.territory.id, line.id))
    await note(db, by.doer, PaperDeed.BOOTH_MARKED, booth, BOOTH.facts(booth))


async def mark_code(db: WriteSession, booth_id: UUID, typed: str, *, by: Visitor) -> None:
    """The same of whoever brought their letter. VotingCodeError, VotingCodeRevokedError."""
    booth, ballot = await _at_booth(db, booth_id, by)
    code = await code_of(db, ballot, typed)
    seek = await seek_of(db, ballot, code, Proof.COUNTER, by=by)
    await _mark(db, ballot, booth, code.voter_id, seek)
    await note(db, by.doer, PaperDeed.BOOTH_MARKED, booth, BOOTH.facts(booth))


async def upload(
    db: WriteSession, booth_id: UUID, device: str, marks: Sequence[Mark], *, by: Visitor
) -> Sequence[BoothUpload]:
    """What a device marked while it was cut off, each held against the roll, once: sent again, it is answered
    alike.

    A paper of whoever is not marked by it stays shut in its envelope: who voted otherwise first has voted.
    """
    booth, ballot = await _at_booth(db, booth_id, by)
    await db.lock(f"booth-upload:{booth.id}")
    told = []
    for mark in sorted(marks, key=lambda one: (one.at, one.number)):
        known = await db.get(BoothUpload, (booth.id, device, mark.number))
        if known is None:
            known = BoothUpload(
                booth_id=booth.id,
                device=device,
                number=mark.number,
                outcome=await _outcome(db, ballot, booth, mark, by),
                at=mark.at,
                uploaded_at=await db.now(),
            )
            db.add(known)
            await db.flush()
        told.append(known)
    await note(db, by.doer, PaperDeed.BOOTH_UPLOADED, booth, BOOTH.facts(booth))
    return told


async def _outcome(db: WriteSession, ballot: Ballot, booth: Booth, mark: Mark, by: Visitor) -> Marking:
    numbered = lines_of(by.territory.id).where(
        CensusEntry.number == number(mark.who), CensusEntry.number != ""
    )
    lines = (await db.exec(numbered.order_by(col(CensusEntry.id)).limit(2))).all()
    try:
        if len(lines) == 1:
            voter_id, seek = lines[0].id, partial(of_line, db, by.territory.id, lines[0].id)
            await check_line(db, ballot, lines[0], Proof.COUNTER, mark.at, guardian=True, by=by)
        else:
            code = await code_of(db, ballot, mark.who)
            voter_id = code.voter_id
            seek = cast("Any", await seek_of(db, ballot, code, Proof.COUNTER, by=by))
        await _mark(db, ballot, booth, voter_id, seek, mark.at)
    except AlreadyVotedError:
        return Marking.VOTED
    except VotingCodeError:
        return Marking.UNKNOWN
    except (NotEligibleError, VotingCodeRevokedError):
        return Marking.REFUSED
    except (rules.BallotEarlyError, rules.BallotOverError):
        return Marking.UNTIMELY
    return Marking.MARKED


async def _mark(
    db: WriteSession, ballot: Ballot, booth: Booth, voter_id: UUID, seek: Seek, at: datetime | None = None
) -> None:
    secret: bytes = db.info[limits.KEY]
    if ballot.key_check != rules.key_check(secret, ballot.id):
        raise rules.BallotEarlyError if ballot.announced_at is None else rules.KeyChangedError
    await check_free(db, ballot, voter_id, seek)
    asked = MARKED.bindparams(booth=booth.id, voter=rules.voter_key(secret, ballot.id, voter_id), at=at)
    match (await db.exec(cast("Any", asked))).scalar_one():
        case "voted":
            raise AlreadyVotedError
        case "early":
            raise rules.BallotEarlyError
        case "over":
            raise rules.BallotOverError


async def join_booth(db: WriteSession, booth_id: UUID, to_id: UUID, *, by: Visitor) -> None:
    """Its box is emptied together with that one: of few papers nobody then sees who chose what.

    BoxOpenError, BallotStateError.
    """
    require(may_publish_processes(by))
    booth = await one_of(db, Booth, by.territory.id, booth_id)
    await standing(db, booth.ballot_id, State.ANNOUNCED, State.OPEN, State.ENDED, by=by)
    other = {one.id: one for one in await _hold_boxes(db, booth.ballot_id)}.get(to_id)
    hosts = {one.joined_id for one in await booths_of(db, booth.ballot_id)}
    taken = booth.opened_at or booth.joined_id or booth.id in hosts
    if taken or other is None or other.id == booth.id or other.opened_at or other.joined_id:
        raise BoxOpenError
    booth.joined_id = other.id
    await db.flush()
    await note(db, by.doer, PaperDeed.BOOTH_JOINED, booth, BOOTH.facts(booth))


async def open_box(db: WriteSession, booth_id: UUID, papers: int, difference: str, *, by: Visitor) -> Booth:
    """Once the vote is over, its papers are counted by hand, unread, and held against the roll.

    Nobody is marked there any more. BoxOpenError, BoxDifferenceError, BoxSmallError, BoxLeftSmallError,
    BallotStateError.
    """
    require(may_receive_residents(by))
    booth = await one_of(db, Booth, by.territory.id, booth_id)
    ballot = await standing(db, booth.ballot_id, State.ENDED, by=by)
    boxes = await _hold_boxes(db, ballot.id)
    if booth.opened_at is not None or booth.joined_id is not None:
        raise BoxOpenError
    marks = await _given(db, booth)
    check_box(papers, marks, difference)
    left = [one for one in boxes if one.id != booth.id and one.opened_at is None and one.joined_id is None]
    check_large(papers, ballot.smallest_group, alone=not left)
    check_left({one.name: await _given(db, one) for one in left}, ballot.smallest_group)
    was, at = BOOTH.facts(booth), await db.now()
    booth.papers, booth.marks, booth.difference = papers, marks, difference if papers != marks else ""
    booth.opened_at, booth.opened_by = at, person_of(by).id
    await db.flush()
    await note(db, by.doer, PaperDeed.BOX_OPENED, booth, was, reason=booth.difference)
    return booth


async def _given(db: WriteSession, booth: Booth) -> int:
    """With those that are counted with it."""
    given: int = (await db.exec(cast("Any", GIVEN.bindparams(booth=booth.id)))).scalar_one()
    return given


async def _hold_boxes(db: WriteSession, ballot_id: UUID) -> Sequence[Booth]:
    """Whoever marks somebody at one of them shares its lock, and is waited for."""
    await db.lock(*(f"booth:{one.id}" for one in await booths_of(db, ballot_id)))
    return await booths_of(db, ballot_id, fresh=True)


async def booths_of(db: ReadSession, ballot_id: UUID, *, fresh: bool = False) -> Sequence[Booth]:
    """In the order in which they were added."""
    found = select(Booth).where(Booth.ballot_id == ballot_id).order_by(col(Booth.id))
    return (await db.exec(found.execution_options(populate_existing=fresh))).all()


async def shut_of(db: ReadSession, booth_id: UUID) -> Sequence[BoothUpload]:
    """What a device marked in vain: these envelopes stay shut."""
    found = select(BoothUpload).where(BoothUpload.booth_id == booth_id, BoothUpload.outcome != Marking.MARKED)
    return (await db.exec(found.order_by(col(BoothUpload.device), col(BoothUpload.number)))).all()


async def standing(db: WriteSession, ballot_id: UUID, *wanted: State, by: Visitor) -> Ballot:
    """BallotStateError."""
    ballot = await held(db, Ballot, by.territory.id, ballot_id, shared=True)
    rules.check_state(ballot, await queries.period_of(db, ballot), await db.now(), *wanted)
    return ballot


async def _at_booth(db: WriteSession, booth_id: UUID, by: Visitor) -> tuple[Booth, Ballot]:
    require(may_receive_residents(by))
    booth = await one_of(db, Booth, by.territory.id, booth_id)
    return booth, await one_of(db, Ballot, by.territory.id, booth.ballot_id)
