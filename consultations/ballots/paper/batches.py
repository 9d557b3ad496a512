"""Papers of an opened box, typed twice by two people, put into the urn whole and removable whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import String, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlmodel import Integer, col, select

from consultations.ballots.events import BallotClosed
from consultations.ballots.models import Ballot, BallotOption
from consultations.ballots.paper.booths import booths_of, standing
from consultations.ballots.paper.deeds import BATCH, PaperDeed
from consultations.ballots.paper.models import Booth, PaperBatch, PaperEntry
from consultations.ballots.paper.rules import (
    BOTH,
    SETTLING,
    BatchStateError,
    BoxesLeftError,
    BoxFullError,
    BoxShutError,
    NotSettledError,
    Offer,
    check_large,
    read_paper,
    read_papers,
    settled,
    turn,
)
from consultations.ballots.rules import REASON_MOST, State
from consultations.permissions import may_publish_processes, may_receive_residents
from okote.approvals.models import Approval
from okote.approvals.service import Wanted, ask_second
from okote.feature import Act
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.i18n import say
from okote.territories.queries import held
from payments.sessions import ReadSession, WriteSession

REMOVE = "paper-batch-remove"
LINES = (bindparam("lines", type_=ARRAY(Integer)), bindparam("said", type_=ARRAY(String)))
TYPE_IN = text("SELECT urn.type_in(:batch, :turn, :lines, :said)").bindparams(*LINES)
DIFFERENCES = text("SELECT line, first, second, third FROM urn.differences(:batch)")
PUT = text("SELECT valid, blank, spoiled, overvoted FROM urn.put_batch(:batch)")
REMOVED = text("SELECT urn.remove_batch(:batch)")


@dataclass(frozen=True, slots=True)
class Difference:
    """A line in which two people read a paper differently; `third` once it is settled."""

    line: int
    first: str
    second: str
    third: str | None


async def start_batch(db: WriteSession, booth_id: UUID, papers: int, *, by: Visitor) -> PaperBatch:
    """So many papers of its box, counted before anybody types. BoxShutError, BoxFullError, BoxSmallError."""
    require(may_receive_residents(by))
    booth = await held(db, Booth, by.territory.id, booth_id)
    ballot = await standing(db, booth.ballot_id, State.ENDED, by=by)
    if booth.papers is None:
        raise BoxShutError
    batches = await batches_of(db, booth.id)
    left = booth.papers - sum(one.papers for one in batches if one.removed_at is None)
    if papers > left:
        raise BoxFullError(left=left)
    check_large(papers, ballot.smallest_group, alone=papers == booth.papers)
    check_large(left - papers, ballot.smallest_group, alone=False)
    batch = PaperBatch(
        territory_id=by.territory.id,
        ballot_id=ballot.id,
        booth_id=booth.id,
        number=len(batches) + 1,
        papers=papers,
        made_at=await db.now(),
        made_by=person_of(by).id,
    )
    db.add(batch)
    await db.flush()
    await note(db, by.doer, PaperDeed.BATCH_STARTED, batch)
    return batch


async def type_batch(db: WriteSession, batch_id: UUID, typed: str, *, by: Visitor) -> PaperBatch:
    """One line a paper, in their order; the second person sees nothing of what the first typed.

    LineError, ControlTotalError, TypedTwiceError, TypedAlreadyError, BatchStateError.
    """
    batch = await _open(db, batch_id, by)
    mine = turn([one.person_id for one in await entries_of(db, batch.id)], person_of(by).id)
    said = read_papers(typed, batch.papers, await offer_of(db, batch.ballot_id))
    db.add(PaperEntry(batch_id=batch.id, turn=mine, person_id=person_of(by).id, at=await db.now()))
    await db.flush()
    await _type_in(db, batch, mine, dict(enumerate(said, 1)))
    await note(db, by.doer, PaperDeed.BATCH_TYPED, batch, BATCH.facts(batch))
    return batch


async def settle(db: WriteSession, batch_id: UUID, typed: Mapping[int, str], *, by: Visitor) -> PaperBatch:
    """What the papers say in whose lines two people differ, by whoever looks at them again: a third person,
    or one of both, to which the other then agrees. LineError, NotSettledError, BatchStateError.
    """
    batch = await _open(db, batch_id, by)
    offer = await offer_of(db, batch.ballot_id)
    lines = [one.line for one in await differences(db, batch)]
    said = {line: read_paper(typed.get(line, ""), line, offer) for line in lines}
    if not said:
        raise NotSettledError
    me, at = person_of(by).id, await db.now()
    entry = await db.get(PaperEntry, (batch.id, SETTLING))
    entry = entry or PaperEntry(batch_id=batch.id, turn=SETTLING, person_id=me, at=at)
    entry.person_id, entry.agreed_by, entry.at = me, None, at
    db.add(entry)
    await db.flush()
    await _type_in(db, batch, SETTLING, said)
    await note(db, by.doer, PaperDeed.BATCH_SETTLED, batch, BATCH.facts(batch))
    return batch


async def agree(db: WriteSession, batch_id: UUID, *, by: Visitor) -> PaperBatch:
    """The other of both, to what one of them settled. NotSettledError, BatchStateError."""
    batch = await _open(db, batch_id, by)
    typists, third = _parts(await entries_of(db, batch.id))
    me = person_of(by).id
    if third is None or third.person_id not in typists or not settled(typists, third.person_id, me):
        raise NotSettledError
    third.agreed_by = me
    await db.flush()
    await note(db, by.doer, PaperDeed.BATCH_SETTLED, batch, BATCH.facts(batch))
    return batch


async def accept(db: WriteSession, batch_id: UUID, *, by: Visitor) -> PaperBatch:
    """Into the urn, for good unless two people remove it: what was typed is then kept nowhere.

    NotSettledError, BatchStateError, BallotStateError.
    """
    batch = await _open(db, batch_id, by)
    await standing(db, batch.ballot_id, State.ENDED, by=by)
    if not await is_settled(db, batch):
        raise NotSettledError
    was, at = BATCH.facts(batch), await db.now()
    put = (await db.exec(cast("Any", PUT.bindparams(batch=batch.id)))).one()
    batch.valid, batch.blank, batch.spoiled, batch.overvoted = put
    batch.accepted_at, batch.accepted_by = at, person_of(by).id
    await db.flush()
    await note(db, by.doer, PaperDeed.BATCH_ACCEPTED, batch, was)
    return batch


async def is_settled(db: ReadSession, batch: PaperBatch) -> bool:
    """Both have typed it and, where they differ, it was looked at again."""
    typists, third = _parts(await entries_of(db, batch.id))
    if len(typists) < BOTH:
        return False
    if third is None:
        return not await differences(db, batch)
    return settled(typists, third.person_id, third.agreed_by)


async def ask_to_remove(db: WriteSession, batch_id: UUID, reason: str, *, by: Visitor) -> Approval:
    """Whole, and before the count; a second person then removes it. BatchStateError, BallotStateError."""
    require(may_publish_processes(by))
    batch = await held(db, PaperBatch, by.territory.id, batch_id)
    await _removable(db, batch, by)
    booth = await db.get_one(Booth, batch.booth_id)
    called = f"{booth.name} · {batch.number}"
    wanted = Wanted(act=REMOVE, subject=batch.id, called=called, before={}, after={}, reason=reason)
    return await ask_second(db, wanted, by=by)


async def remove(db: WriteSession, approval: Approval, by: Visitor) -> None:
    """Of its box so many papers are left, to be typed again in another batch until the ballot is closed."""
    batch = await held(db, PaperBatch, by.territory.id, approval.subject_id)
    await _removable(db, batch, by)
    was, at = BATCH.facts(batch), await db.now()
    batch.removed_at, batch.removed_because = at, approval.reason[:REASON_MOST]
    batch.asked_by, batch.approved_by = approval.asked_by, person_of(by).id
    await db.flush()
    await db.exec(cast("Any", REMOVED.bindparams(batch=batch.id)))
    await note(db, by.doer, PaperDeed.BATCH_REMOVED, batch, was, reason=approval.reason)


async def _removable(db: WriteSession, batch: PaperBatch, by: Visitor) -> None:
    await standing(db, batch.ballot_id, State.ENDED, State.CLOSED, by=by)
    if batch.accepted_at is None or batch.removed_at is not None:
        raise BatchStateError


async def check_all_in(db: WriteSession, closed: BallotClosed) -> None:
    """A ballot is not closed while a box is shut or a paper lies beside the urn. BoxesLeftError."""
    for booth in await booths_of(db, closed.ballot):
        batches = await batches_of(db, booth.id)
        put = sum(one.papers for one in batches if one.accepted_at is not None and one.removed_at is None)
        if booth.joined_id is None and booth.papers != put:
            raise BoxesLeftError(booth=booth.name)


async def differences(db: ReadSession, batch: PaperBatch) -> Sequence[Difference]:
    """Nothing until both have typed: the second sees nothing of the first."""
    rows = await db.exec(cast("Any", DIFFERENCES.bindparams(batch=batch.id)))
    return [Difference(*row) for row in rows]


async def batches_of(db: ReadSession, booth_id: UUID) -> Sequence[PaperBatch]:
    found = select(PaperBatch).where(PaperBatch.booth_id == booth_id)
    return (await db.exec(found.order_by(col(PaperBatch.number)))).all()


async def entries_of(db: ReadSession, batch_id: UUID) -> Sequence[PaperEntry]:
    found = select(PaperEntry).where(PaperEntry.batch_id == batch_id)
    return (await db.exec(found.order_by(col(PaperEntry.turn)))).all()


async def offer_of(db: ReadSession, ballot_id: UUID) -> Offer:
    ballot = await db.get_one(Ballot, ballot_id)
    options = select(BallotOption.position).where(BallotOption.ballot_id == ballot_id)
    return Offer(ballot, frozenset((await db.exec(options)).all()))  # unordered: a set


def _parts(entries: Sequence[PaperEntry]) -> tuple[set[UUID], PaperEntry | None]:
    """Who typed, and who looked again."""
    third = next((one for one in entries if one.turn == SETTLING), None)
    return {one.person_id for one in entries if one is not third}, third


async def _type_in(db: WriteSession, batch: PaperBatch, which: int, said: Mapping[int, str]) -> None:
    asked = TYPE_IN.bindparams(batch=batch.id, turn=which, lines=list(said), said=list(said.values()))
    await db.exec(cast("Any", asked))


async def _open(db: WriteSession, batch_id: UUID, by: Visitor) -> PaperBatch:
    require(may_receive_residents(by))
    batch = await held(db, PaperBatch, by.territory.id, batch_id)
    if batch.accepted_at is not None or batch.removed_at is not None:
        raise BatchStateError
    return batch


ACTS: Mapping[str, Act] = {REMOVE: Act(say("Remove a batch of papers"), BATCH, remove, always=True)}
"""It takes two people whatever the territory's sum."""
