"""Reads of ballots: what was announced, the public log of receipts, and what an open urn says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from consultations.ballots.models import Ballot, BallotEnvelope, BallotOption, OpenVote, Receipt, ReceiptLink
from consultations.ballots.rules import Mode, Period, State, state, voter_key
from consultations.processes.models import Phase
from okote.platform import rights
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory
from payments.sessions import ReadSession

SCHEMAS = ("roll", "urn")
OPENED = text("SELECT choices, votes, annulled FROM urn.opened(:ballot)")
OPENLY = text("""
    SELECT choices, count(*) FILTER (WHERE aside.id IS NULL) AS votes,
           count(*) FILTER (WHERE aside.id IS NOT NULL) AS annulled
      FROM open_vote vote LEFT JOIN set_aside_vote aside
        ON aside.ballot_id = vote.ballot_id AND aside.person_id = vote.person_id
       AND aside.verdict IS DISTINCT FROM 'restored'
     WHERE vote.ballot_id = :ballot GROUP BY 1 ORDER BY 1
""")
"""Those that were set aside stay, and are in no count."""
HAS_VOTED = text("SELECT roll.has_voted(:ballot, :voter)")


@dataclass(frozen=True, slots=True)
class ShownBallot:
    """A ballot with what can be chosen, and where it stands at this moment."""

    ballot: Ballot
    period: Period
    state: State
    options: Sequence[BallotOption]
    envelopes: Sequence[BallotEnvelope]


@dataclass(frozen=True, slots=True)
class Pile:
    """Votes that say the same, as `rules.canonical` writes it."""

    choices: str
    votes: int
    annulled: int


async def apart(db: ReadSession) -> bool:
    """Whether a sealed ballot would keep its promise: the service reads neither the roll nor the urn."""
    return await rights.apart(db, *SCHEMAS)


async def period_of(db: ReadSession, ballot: Ballot) -> Period:
    phase = await db.get_one(Phase, ballot.phase_id)
    return Period(phase.starts_at, phase.ends_at)


async def ballot(db: ReadSession, territory_id: UUID, ballot_id: UUID) -> ShownBallot:
    """NotFoundError for another territory's; a draft is for whoever writes it to show or not."""
    known = await _ballot(db, territory_id, ballot_id)
    period = await period_of(db, known)
    options = select(BallotOption).where(BallotOption.ballot_id == ballot_id)
    envelopes = select(BallotEnvelope).where(BallotEnvelope.ballot_id == ballot_id)
    return ShownBallot(
        known,
        period,
        state(known, period, await db.now()),
        (await db.exec(options.order_by(col(BallotOption.position)))).all(),
        (await db.exec(envelopes.order_by(col(BallotEnvelope.position)))).all(),
    )


async def _ballot(db: ReadSession, territory_id: UUID, ballot_id: UUID) -> Ballot:
    wanted = of_territory(select(Ballot), Ballot.territory_id, territory_id).where(Ballot.id == ballot_id)
    known = (await db.exec(wanted)).first()
    if known is None:
        raise NotFoundError
    return known


async def has_voted(db: ReadSession, ballot: Ballot, person_id: UUID, *, secret: bytes) -> bool:
    """For that very person, of whom the roll keeps a key alone, made with the service's `secret`."""
    if ballot.mode is Mode.OPEN:
        return await db.get(OpenVote, (ballot.id, person_id)) is not None
    voter = voter_key(secret, ballot.id, person_id)
    asked = HAS_VOTED.bindparams(ballot=ballot.id, voter=voter)
    return bool((await db.exec(cast("Any", asked))).scalar_one())


async def opened(db: ReadSession, ballot: Ballot) -> Sequence[Pile]:
    """All votes of a ballot that two people closed, in a transaction after that: the database itself refuses
    to tell more of a sealed one.

    In the order of what they say, which tells nothing of who gave them or when.
    """
    asked = OPENED if ballot.mode is Mode.SEALED else OPENLY
    rows = await db.exec(cast("Any", asked.bindparams(ballot=ballot.id)))
    return [Pile(*row) for row in rows]


async def links(db: ReadSession, ballot_id: UUID) -> Sequence[ReceiptLink]:
    """The public log, the first batch first."""
    wanted = select(ReceiptLink).where(ReceiptLink.ballot_id == ballot_id)
    return (await db.exec(wanted.order_by(col(ReceiptLink.number)))).all()


async def head(db: ReadSession, ballot_id: UUID) -> ReceiptLink | None:
    """The latest batch, whose hash vouches for all before it and for what was announced."""
    wanted = select(ReceiptLink).where(ReceiptLink.ballot_id == ballot_id)
    return (await db.exec(wanted.order_by(col(ReceiptLink.number).desc()).limit(1))).first()


async def receipts(db: ReadSession, ballot_id: UUID, number: int) -> Sequence[Receipt]:
    """Of one batch, in their own order."""
    wanted = select(Receipt).where(Receipt.ballot_id == ballot_id, Receipt.number == number)
    return (await db.exec(wanted.order_by(col(Receipt.receipt), col(Receipt.struck)))).all()


async def found(db: ReadSession, ballot_id: UUID, receipt: bytes) -> Sequence[Receipt]:
    """Where a receipt stands in the log: nowhere yet, told, or told and struck."""
    wanted = select(Receipt).where(Receipt.ballot_id == ballot_id, Receipt.receipt == receipt)
    return (await db.exec(wanted.order_by(col(Receipt.struck)))).all()
