"""The count: votes are read, counted by a process apart, and kept with what is published of them."""

from collections.abc import Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from uuid import UUID

from sqlmodel import col, select

from consultations.ballots import queries
from consultations.ballots.closing import ANNUL, CLOSE, note_count
from consultations.ballots.events import BallotClosed, LotNoted
from consultations.ballots.minutes.rules import proofs
from consultations.ballots.models import Ballot
from consultations.ballots.paper.batches import REMOVE
from consultations.ballots.paper.models import PaperBatch
from consultations.ballots.queries import Pile, ShownBallot
from consultations.ballots.results import files, rules
from consultations.ballots.results.computing import Answer, asked
from consultations.ballots.results.drawing_up import minutes_of
from consultations.ballots.results.models import (
    BallotFile,
    BallotResult,
    BallotTally,
    CountOutcome,
    CountRun,
)
from consultations.ballots.results.registered import registered
from consultations.ballots.results.rules import Part
from consultations.ballots.rules import Channel, Mode, check_kept
from consultations.ballots.service import read_roll
from okote.approvals.models import Approval
from okote.approvals.queries import waits_for
from okote.house import House
from okote.platform.audit import Doer
from okote.platform.i18n import say
from okote.territories.models import Territory
from okote.territories.queries import held
from payments.jobs import Job, JobContext
from payments.sessions import ReadSession, WriteSession

COUNT = "ballots.count"
FOR_MINUTES = say("For the minutes of the count")

Opens = Callable[[], AbstractAsyncContextManager[WriteSession]]

Speaks = Callable[[Territory, str], str]
"""Says a message in the first language of a territory."""


def in_english(_territory: Territory, text: str) -> str:
    """As messages are written."""
    return text


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is counted of a ballot."""

    shown: ShownBallot
    found: Sequence[Pile]
    parts: Sequence[Part]
    digest: bytes


class ChangedMeanwhileError(RuntimeError):
    """What was read is no longer what is there: the count begins anew with the job."""


async def on_closed(db: WriteSession, event: BallotClosed) -> None:
    """In the name of whoever closed it as the second person."""
    wanted = select(Approval).where(Approval.act == CLOSE, Approval.subject_id == event.ballot)
    approval = (await db.exec(wanted.order_by(col(Approval.id).desc()).limit(1))).first()
    if approval is None:
        ballot = await db.get_one(Ballot, event.ballot)
        await order(db, ballot.id, ballot.created_by)
    else:
        await order(db, event.ballot, approval.decided_by or approval.asked_by)


async def on_lot(db: WriteSession, event: LotNoted) -> None:
    """A count that waited goes on; one that nobody could begin yet begins when the ballot is closed."""
    ballot = await db.get_one(Ballot, event.ballot)
    if ballot.closed_at is not None:
        await on_closed(db, BallotClosed(ballot.id))


async def order(db: WriteSession, ballot_id: UUID, person_id: UUID) -> None:
    await db.defer(COUNT, ballot=str(ballot_id), by=str(person_id))


async def count(context: JobContext, *, ballot: str, by: str) -> None:
    await count_of(context.additional_context["house"], UUID(ballot), UUID(by))


async def count_of(house: House, ballot_id: UUID, by: UUID) -> CountOutcome:
    """In the first language of its territory. ChangedMeanwhileError."""

    def speaks(territory: Territory, text: str) -> str:
        return house.renderer.wording(territory.languages[0], territory.time_zone).say(text)

    return await counted(house.database.unit_of_work, ballot_id, by, speaks)


async def counted(opens: Opens, ballot_id: UUID, by: UUID, speaks: Speaks = in_english) -> CountOutcome:
    """Nothing is held open while it is counted; what was read is compared before it is kept.

    ChangedMeanwhileError where a vote was annulled or a lot noted meanwhile.
    """
    async with opens() as db:
        sheet = await read(db, await db.get_one(Ballot, ballot_id))
    answers = [await asked(part.file) for part in sheet.parts]
    async with opens() as db:
        return await keep(db, sheet, answers, by, speaks)


async def read(db: ReadSession, ballot: Ballot) -> Sheet:
    """BallotEmptiedError."""
    check_kept(ballot)
    shown = await queries.ballot(db, ballot.territory_id, ballot.id)
    found = await queries.opened(db, shown.ballot)
    made = rules.parts(shown.ballot, shown.options, shown.envelopes, found)
    return Sheet(shown, found, made, rules.fingerprint(made, found))


async def keep(
    db: WriteSession, sheet: Sheet, answers: Sequence[Answer], by: UUID, speaks: Speaks = in_english
) -> CountOutcome:
    """The result with all that is published of it and the word that it is counted, or none of these."""
    was = sheet.shown.ballot
    ballot = await held(db, Ballot, was.territory_id, was.id)
    now = await read(db, ballot)
    if now.digest != sheet.digest:
        raise ChangedMeanwhileError
    territory = await db.get_one(Territory, ballot.territory_id)
    doer, reason = Doer(territory.id, by), speaks(territory, FOR_MINUTES)
    outcome = await _kept(db, now, answers, territory, lambda: _tally(db, now, doer, reason, territory))
    if outcome is CountOutcome.COUNTED:
        await note_count(db, ballot.id, doer)
    db.add(CountRun(ballot_id=ballot.id, at=await db.now(), outcome=outcome))
    await db.flush()
    return outcome


async def _kept(
    db: WriteSession,
    sheet: Sheet,
    answers: Sequence[Answer],
    territory: Territory,
    tallied: Callable[[], Awaitable[BallotTally]],
) -> CountOutcome:
    ballot = sheet.shown.ballot
    if ballot.counted_at is not None:
        return await _compared(db, ballot.id, sheet, answers)
    if await _waits(db, ballot):
        return CountOutcome.ANNULMENT_WAITS
    if any(one.lot for one in answers):
        return CountOutcome.LOT_NEEDED
    tally = await tallied()
    won = frozenset(
        part.places[place]
        for part, answer in zip(sheet.parts, answers, strict=True)
        for place in answer.explained["winners"]
    )
    minutes = await minutes_of(db, sheet.shown, tally, won, territory)
    if not all(right for _, right in proofs(minutes)):
        return CountOutcome.UNEVEN
    db.add(tally)
    await db.flush()
    for part, answer in zip(sheet.parts, answers, strict=True):
        db.add(
            BallotResult(
                ballot_id=ballot.id,
                part=part.number,
                voters=answer.voters,
                text=answer.text,
                sha256=sha256(answer.text.encode()).digest(),
                explained=answer.explained,
            )
        )
    published = await files.made(db, sheet.shown, minutes, sheet.parts, answers, tally.roll)
    for name, content in published.items():
        digest = sha256(content).digest()
        db.add(BallotFile(ballot_id=ballot.id, name=name, content=content, sha256=digest))
    return CountOutcome.COUNTED


async def _waits(db: ReadSession, ballot: Ballot) -> bool:
    """Whether somebody asked to annul a vote or to remove papers, and no second person has decided: once it
    is counted, neither can be done.
    """
    if await waits_for(db, ballot.territory_id, ANNUL, ballot.id) is not None:
        return True
    batches = select(PaperBatch.id).where(PaperBatch.ballot_id == ballot.id).order_by(col(PaperBatch.id))
    waiting = [
        await waits_for(db, ballot.territory_id, REMOVE, one) for one in (await db.exec(batches)).all()
    ]
    return any(waiting)


async def _tally(
    db: WriteSession, sheet: Sheet, doer: Doer, reason: str, territory: Territory
) -> BallotTally:
    ballot = sheet.shown.ballot
    urn = rules.opened(sheet.found)
    if ballot.mode is Mode.SEALED:
        roll = {one.value: votes for one, votes in (await read_roll(db, ballot, reason, doer)).items()}
    else:
        roll = {Channel.WEB.value: urn.found}
    return BallotTally(
        ballot_id=ballot.id,
        at=await db.now(),
        version=f"Okoté {version('okote')}",
        roll=roll,
        blank=urn.blank,
        annulled=urn.annulled,
        valid=urn.valid,
        votes=rules.received(ballot, sheet.shown.options, sheet.found),
        input=sheet.digest,
        registered=await registered(db, sheet.shown, territory),
    )


async def _compared(
    db: WriteSession, ballot_id: UUID, sheet: Sheet, answers: Sequence[Answer]
) -> CountOutcome:
    wanted = select(BallotResult.part, BallotResult.text).where(BallotResult.ballot_id == ballot_id)
    known = dict((await db.exec(wanted.order_by(col(BallotResult.part)))).all())
    told = {part.number: answer.text for part, answer in zip(sheet.parts, answers, strict=True)}
    return CountOutcome.SAME if known == told else CountOutcome.DIFFERENT


JOBS = (Job(COUNT, count, attempts=5),)
