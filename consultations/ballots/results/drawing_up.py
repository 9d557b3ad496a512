"""The minutes of a counted ballot, of what was written down when it was counted."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import col, func, select

from consultations.ballots import queries
from consultations.ballots.closing import CLOSE, PUBLISH
from consultations.ballots.minutes.rules import (
    Annulled,
    Minutes,
    Option,
    Receipts,
    Removed,
    Signature,
    Urn,
    Way,
)
from consultations.ballots.models import AnnulledVote, Ballot
from consultations.ballots.paper.models import Booth, PaperBatch
from consultations.ballots.queries import ShownBallot
from consultations.ballots.results.models import BallotTally
from consultations.ballots.results.registered import told
from consultations.ballots.review.queries import by_sign
from consultations.ballots.review.words import SIGNS
from consultations.ballots.rules import Channel, Input, Mode
from consultations.ballots.scrutineers.queries import qualities
from consultations.ballots.scrutineers.words import QUALITIES
from okote.approvals.models import Approval, Verdict
from okote.identity.models import Person
from okote.platform.i18n import say
from okote.territories.models import Territory
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class OnPaper:
    """What is known of papers beside their marks on the roll, in place of what the roll alone would say."""

    ways: Sequence[Way]
    removed: Sequence[Removed] = ()


Papers = Callable[[ReadSession, UUID], Awaitable[OnPaper | None]]
"""Of a ballot; None where no paper came."""


async def in_batches(db: ReadSession, ballot_id: UUID) -> OnPaper | None:
    """Each batch of a booth as two people typed it: numbers of papers, and nothing of what they say."""
    wanted = select(PaperBatch, Booth.name).join(Booth, col(Booth.id) == PaperBatch.booth_id)
    put = wanted.where(PaperBatch.ballot_id == ballot_id, col(PaperBatch.accepted_at).is_not(None))
    rows = (await db.exec(put.order_by(col(Booth.name), col(PaperBatch.number)))).all()
    ways = [
        Way(
            Channel.PAPER,
            one.papers,
            one.papers,
            (one.valid or 0) + (one.blank or 0),
            spoiled=one.spoiled or 0,
            over_voted=one.overvoted or 0,
            batch=f"{booth} {one.number}",
        )
        for one, booth in rows
        if one.removed_at is None
    ]
    removed = [
        Removed(f"{booth} {one.number}", one.papers, one.removed_because or "")
        for one, booth in rows
        if one.removed_at is not None
    ]
    return OnPaper(ways, removed) if rows else None


PAPERS: tuple[Papers, ...] = (in_batches,)

Speaks = Callable[[str], str]
"""Says a message in somebody's language."""

ASKED, APPROVED = say("asked for it"), say("checked and approved it")
UNNAMED = say("somebody who shows no name")


async def minutes_of(
    db: ReadSession,
    shown: ShownBallot,
    tally: BallotTally,
    won: frozenset[int],
    territory: Territory,
    speaks: Speaks = str,
) -> Minutes:
    """`won` are the positions of options. Whoever asks has made sure that totals may be told."""
    ballot = shown.ballot
    titles = {one.position: one for one in shown.options}
    ways, removed = await ways_of(db, ballot.id, {Channel(one): votes for one, votes in tally.roll.items()})
    newest = await queries.head(db, ballot.id) if ballot.mode is Mode.SEALED else None
    signed = await _signatures(db, territory.id, PUBLISH, ballot.id, speaks)
    return Minutes(
        title=ballot.title,
        question=ballot.question,
        opened=shown.period.opens,
        closed=shown.period.closes or tally.at,
        registered=told(tally.registered, sum(way.voted for way in ways)),
        ways=ways,
        urn=Urn(tally.blank + tally.annulled + tally.valid, tally.blank, tally.annulled, tally.valid),
        options=[
            Option(
                position,
                titles[position].title,
                votes,
                points,
                titles[position].cost_minor,
                won=position in won,
                withdrawn=titles[position].withdrawn_at is not None,
            )
            for position, votes, points in tally.votes
        ],
        most=ballot.most,
        closed_by=await _signatures(db, territory.id, CLOSE, ballot.id, speaks),
        signed_by=signed,
        options_hash=ballot.digest.hex() if ballot.digest else "",
        version=tally.version,
        drawn_up=tally.at.astimezone(territory.zone).date(),
        least=ballot.smallest_group,
        points=ballot.points if ballot.input is Input.POINTS else None,
        annulled=await _annulled(db, ballot, speaks),
        removed=removed,
        receipts=None if newest is None else Receipts(newest.number, newest.hash.hex()),
        currency=ballot.currency,
    )


async def ways_of(
    db: ReadSession, ballot_id: UUID, roll: dict[Channel, int]
) -> tuple[Sequence[Way], Sequence[Removed]]:
    """As the roll says it, but of papers as those say who entered them: whoever was given one and put none
    into the box, or whose batch was removed, has no vote in the urn.
    """
    told = [said for papers in PAPERS if (said := await papers(db, ballot_id)) is not None]
    plain = [
        Way(channel, votes, votes, votes)
        for channel, votes in roll.items()
        if channel is not Channel.PAPER and (votes or channel is Channel.WEB)
    ]
    ways = [*plain, *(way for said in told for way in said.ways)]
    return ways, [one for said in told for one in said.removed]


async def _annulled(db: ReadSession, ballot: Ballot, speaks: Speaks) -> list[Annulled]:
    """Of a sealed ballot, by what two people said; of an open one, by the sign that they showed."""
    if ballot.mode is Mode.OPEN:
        found = await by_sign(db, ballot.id)
        return [Annulled(speaks(SIGNS[sign]), votes, set_aside=True) for sign, votes in found]
    reason = col(AnnulledVote.reason)
    wanted = select(AnnulledVote.reason, func.count()).where(AnnulledVote.ballot_id == ballot.id)
    rows = await db.exec(wanted.group_by(reason).order_by(reason))
    return [Annulled(*row) for row in rows]


async def _signatures(
    db: ReadSession, territory_id: UUID, act: str, ballot_id: UUID, speaks: Speaks
) -> list[Signature]:
    """The two who did it, the second in the quality in which they were named for this ballot; whoever closed
    their account since is named no more.
    """
    first, second = aliased(Person), aliased(Person)
    wanted = (
        select(Approval, first.public_name, second.public_name)
        .join(first, col(first.id) == Approval.asked_by)
        .join(second, col(second.id) == Approval.decided_by)
        .where(
            Approval.territory_id == territory_id,
            Approval.act == act,
            Approval.subject_id == ballot_id,
            Approval.verdict == Verdict.APPROVED,
        )
    )
    row = (await db.exec(wanted.order_by(col(Approval.id).desc()).limit(1))).first()
    if row is None:
        return []
    approval, asked, approved = row
    named = await qualities(db, ballot_id)
    quality, name = named.get(approval.decided_by, (None, "")) if approval.decided_by else (None, "")
    capacity = speaks(APPROVED if quality is None else QUALITIES[quality])
    return [
        Signature(asked or speaks(UNNAMED), speaks(ASKED), approval.asked_at),
        Signature(name or approved or speaks(UNNAMED), capacity, approval.decided_at or approval.asked_at),
    ]
