"""Ballots as a visitor may see them, and in which of them somebody has voted; never how many did."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import bindparam, case, text
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA
from sqlalchemy.dialects.postgresql import UUID as KEY
from sqlmodel import col, func, select

from consultations.ballots.lines import BY_LINES
from consultations.ballots.models import (
    AnnulledVote,
    Ballot,
    BallotEnvelope,
    BallotOption,
    OpenVote,
    Receipt,
    ReceiptLink,
)
from consultations.ballots.review.models import SetAsideVote
from consultations.ballots.review.queries import set_aside_of
from consultations.ballots.rules import Mode, Period, State, state, voter_key
from consultations.processes.audiences import audiences_of
from consultations.processes.models import Phase, Process
from okote.feature import Found
from okote.identity.visitors import Visitor
from okote.platform import limits
from okote.platform.errors import NotFoundError
from okote.territories.models import Place
from okote.territories.queries import of_territory, places
from okote.web.pagination import ONE_MORE, PAGE
from payments.sessions import ReadSession
from payments.tables import Moment

NOW: Any = func.okote_now(type_=Moment())

AT_HOME = 3
LISTED = 20
TOLD = 500
"""Receipts on a page."""


VOTED = text(
    "SELECT one.ballot FROM unnest(:ballots, :voters) AS one (ballot, voter)"
    " WHERE roll.has_voted(one.ballot, one.voter)"
).bindparams(bindparam("ballots", type_=ARRAY(KEY(as_uuid=True))), bindparam("voters", type_=ARRAY(BYTEA)))


@dataclass(frozen=True, slots=True)
class Listed:
    """An announced ballot, with what decides when and by whom it is voted on, at the moment of looking."""

    ballot: Ballot
    phase: Phase
    process: Process
    at: datetime
    by_lines: bool = False
    """Whether people vote by their line of the list as well; known where one alone is read."""

    @property
    def period(self) -> Period:
        return Period(self.phase.starts_at, self.phase.ends_at)

    @property
    def state(self) -> State:
        return state(self.ballot, self.period, self.at)


@dataclass(frozen=True, slots=True)
class Whole:
    """A ballot with what can be chosen, where each is, and the money that is shared out."""

    listed: Listed
    options: Sequence[BallotOption]
    envelopes: Sequence[BallotEnvelope]
    places: Mapping[UUID, Place]
    """Those that options name, with the communes that they lie in."""

    @property
    def ballot(self) -> Ballot:
        return self.listed.ballot

    @property
    def state(self) -> State:
        return self.listed.state

    @property
    def by_position(self) -> Mapping[int, BallotOption]:
        return {one.position: one for one in self.options}


def _seen(visitor: Visitor) -> Any:
    """What a visitor may see: never a draft, nor what is for others."""
    statement: Any = (
        select(Ballot, Phase, Process, NOW)
        .join(Phase, col(Phase.id) == Ballot.phase_id)
        .join(Process, col(Process.id) == Ballot.process_id)
    )
    return of_territory(statement, Ballot.territory_id, visitor.territory.id).where(
        col(Ballot.announced_at).is_not(None),
        col(Process.published_at).is_not(None),
        col(Process.audience).in_(audiences_of(visitor)),
    )


def _in_order(statement: Any) -> Any:
    """Open ones that end first, those that begin first, those that are counted, and the latest results."""
    rank = case(
        (col(Ballot.published_at).is_not(None), 4),
        (col(Phase.ends_at) <= NOW, 3),
        (col(Phase.starts_at) > NOW, 2),
        else_=1,
    )
    ending = func.extract("epoch", col(Phase.ends_at))
    return statement.order_by(rank, case((rank <= 2, ending), else_=-ending), col(Ballot.id).desc())


async def listed(
    db: ReadSession, visitor: Visitor, *, process: str | None = None, number: int = 1
) -> list[Listed]:
    """A page of them, and one more."""
    statement = _seen(visitor)
    if process is not None:
        statement = statement.where(Process.slug == process)
    statement = _in_order(statement).limit(LISTED + 1).offset((number - 1) * LISTED)
    return [Listed(*row) for row in await db.exec(statement)]


async def newest(db: ReadSession, visitor: Visitor, *, before: UUID | None, most: int) -> list[Listed]:
    """For programs: an order that nothing changes."""
    statement = _seen(visitor)
    if before is not None:
        statement = statement.where(col(Ballot.id) < before)
    return [Listed(*row) for row in await db.exec(statement.order_by(col(Ballot.id).desc()).limit(most))]


async def of_process(db: ReadSession, process_id: UUID) -> list[Listed]:
    """All that were announced, for the page of a consultation, which decides who sees it."""
    statement: Any = (
        select(Ballot, Phase, Process, NOW)
        .join(Phase, col(Phase.id) == Ballot.phase_id)
        .join(Process, col(Process.id) == Ballot.process_id)
        .where(Ballot.process_id == process_id, col(Ballot.announced_at).is_not(None))
    )
    return [Listed(*row) for row in await db.exec(_in_order(statement))]


async def one(db: ReadSession, visitor: Visitor, ballot_id: UUID) -> Listed:
    """NotFoundError for whoever may not see it."""
    statement = _seen(visitor).where(Ballot.id == ballot_id).add_columns(BY_LINES)
    row = (await db.exec(statement)).first()
    if row is None:
        raise NotFoundError
    return Listed(*row)


async def whole(db: ReadSession, visitor: Visitor, ballot_id: UUID) -> Whole:
    """NotFoundError for whoever may not see it."""
    found = await one(db, visitor, ballot_id)
    options = select(BallotOption).where(BallotOption.ballot_id == ballot_id)
    offered = (await db.exec(options.order_by(col(BallotOption.position)))).all()
    envelopes = select(BallotEnvelope).where(BallotEnvelope.ballot_id == ballot_id)
    money = (await db.exec(envelopes.order_by(col(BallotEnvelope.position)))).all()
    named = any(option.place_id for option in offered)
    known = await places(db, visitor.territory.id) if named else []
    return Whole(found, offered, money, {place.id: place for place in known})


async def open_vote(db: ReadSession, ballot_id: UUID, person_id: UUID) -> OpenVote | None:
    return await db.get(OpenVote, (ballot_id, person_id))


@dataclass(frozen=True, slots=True)
class Mine:
    """A ballot in which somebody voted; of a sealed one that is all that can be told, also to them."""

    listed: Listed
    vote: OpenVote | None
    chosen: Sequence[str]
    aside: SetAsideVote | None = None
    """That it was set aside before the count, and what became of that."""


async def voted_in(db: ReadSession, visitor: Visitor, person_id: UUID) -> list[Mine]:
    """Of the latest ballots; the roll is asked with the very keys of that person."""
    rows = [
        Listed(*row) for row in await db.exec(_seen(visitor).order_by(col(Ballot.id).desc()).limit(ONE_MORE))
    ]
    sealed = [row.ballot.id for row in rows if row.ballot.mode is Mode.SEALED]
    secret = db.info[limits.KEY]
    keys = [voter_key(secret, one, person_id) for one in sealed]
    asked = VOTED.bindparams(ballots=sealed, voters=keys)
    marked = set((await db.exec(cast("Any", asked))).scalars()) if sealed else set()
    of_person = select(OpenVote).where(OpenVote.person_id == person_id)
    known = {vote.ballot_id: vote for vote in await db.exec(of_person.order_by(col(OpenVote.at)))}
    titles: Any = select(BallotOption.ballot_id, BallotOption.position, BallotOption.title)
    titles = titles.where(col(BallotOption.ballot_id).in_(list(known)))
    called = {(key, at): title for key, at, title in await db.exec(titles.order_by(BallotOption.id))}
    aside = await set_aside_of(db, person_id)
    return [
        Mine(row, vote, [] if vote is None else _titles(vote, called), aside.get(row.ballot.id))
        for row in rows[:PAGE]
        for vote in (known.get(row.ballot.id),)
        if vote is not None or row.ballot.id in marked
    ]


def _titles(vote: OpenVote, called: Mapping[tuple[UUID, int], str]) -> list[str]:
    positions = [int(pair.partition(":")[0]) for pair in vote.choices.split(",") if pair]
    return [called[vote.ballot_id, position] for position in positions]


async def links(db: ReadSession, ballot_id: UUID, number: int) -> Sequence[ReceiptLink]:
    """A page of the log, the latest batch first, and one more."""
    wanted = select(ReceiptLink).where(ReceiptLink.ballot_id == ballot_id)
    page = wanted.order_by(col(ReceiptLink.number).desc()).limit(ONE_MORE).offset((number - 1) * PAGE)
    return (await db.exec(page)).all()


async def told(db: ReadSession, link: ReceiptLink, sheet: int) -> Sequence[Receipt]:
    """A page of a batch, in the order of the receipts, and one more."""
    wanted = select(Receipt).where(Receipt.ballot_id == link.ballot_id, Receipt.number == link.number)
    page = wanted.order_by(col(Receipt.receipt), col(Receipt.struck))
    return (await db.exec(page.limit(TOLD + 1).offset((sheet - 1) * TOLD))).all()


async def all_links(db: ReadSession, ballot_id: UUID) -> Sequence[ReceiptLink]:
    """The first batch first."""
    wanted = select(ReceiptLink).where(ReceiptLink.ballot_id == ballot_id)
    return (await db.exec(wanted.order_by(col(ReceiptLink.number)))).all()


async def link(db: ReadSession, ballot_id: UUID, number: int) -> ReceiptLink:
    """NotFoundError."""
    known = await db.get(ReceiptLink, (ballot_id, number)) if number < 2**31 else None
    if known is None:
        raise NotFoundError
    return known


async def log(db: ReadSession, ballot_id: UUID) -> list[tuple[ReceiptLink, list[Receipt]]]:
    """All of it, from the first batch on."""
    batches = await all_links(db, ballot_id)
    held: dict[int, list[Receipt]] = {one.number: [] for one in batches}
    told = select(Receipt).where(Receipt.ballot_id == ballot_id)
    for row in await db.exec(told.order_by(col(Receipt.receipt), col(Receipt.struck))):
        held[row.number].append(row)
    return [(one, held[one.number]) for one in batches]


async def annulled(db: ReadSession, ballot_id: UUID, receipt: bytes) -> AnnulledVote | None:
    wanted = select(AnnulledVote).where(AnnulledVote.ballot_id == ballot_id, AnnulledVote.receipt == receipt)
    return (await db.exec(wanted)).first()


async def latest(db: ReadSession, visitor: Visitor) -> Sequence[Found]:
    """For the first page of the site: those that are open or will be."""
    rows = [Listed(*row) for row in await db.exec(_in_order(_seen(visitor)).limit(AT_HOME))]
    coming = {State.OPEN, State.ANNOUNCED}
    return [
        Found(row.ballot.title, f"/ballots/{row.ballot.id}", row.process.title)
        for row in rows
        if row.state in coming
    ]


async def addresses(db: ReadSession, territory_id: UUID) -> Sequence[str]:
    """The page of each that is for everyone, the newest first."""
    statement: Any = select(Ballot.id).join(Process, col(Process.id) == Ballot.process_id)
    public = of_territory(statement, Ballot.territory_id, territory_id).where(
        col(Ballot.announced_at).is_not(None),
        col(Process.published_at).is_not(None),
        Process.audience == "public",
    )
    return [f"/ballots/{key}" for key in await db.exec(public.order_by(col(Ballot.id).desc()))]
