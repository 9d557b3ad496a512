"""Reads of published results: nothing here answers before two people published them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select

from consultations.ballots import queries
from consultations.ballots.minutes.rules import Minutes
from consultations.ballots.models import Ballot
from consultations.ballots.queries import ShownBallot
from consultations.ballots.results.drawing_up import Speaks, minutes_of
from consultations.ballots.results.models import BallotFile, BallotResult, BallotTally, CountRun
from consultations.ballots.visibility import totals_shown
from consultations.measures.statistics.suppression import hidden
from consultations.processes.models import Process
from consultations.processes.permitting import check_seen
from consultations.processes.rules import Audience
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.territories.models import Territory
from okote.territories.queries import of_territory, one_of
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Kept:
    """A published file."""

    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Published:
    """A result with all that is told of it; `small` are the parts in which too few people voted."""

    shown: ShownBallot
    process: Process
    tally: BallotTally
    results: Sequence[BallotResult]
    minutes: Minutes
    small: frozenset[int]

    @property
    def won(self) -> frozenset[int]:
        return winners(self.results)


def winners(results: Sequence[BallotResult]) -> frozenset[int]:
    """The positions of options that won."""
    return frozenset(taken(results))


def taken(results: Sequence[BallotResult]) -> list[int]:
    """The same, in the order in which they were taken, part by part."""
    found = ((one.explained["projects"], one.explained["winners"]) for one in results)
    return [int(projects[place][0]) for projects, won in found for place in won]


async def published(db: ReadSession, visitor: Visitor, ballot_id: UUID, speaks: Speaks = str) -> Published:
    """NotFoundError until it is published, and for whoever is not of its audience."""
    shown, process = await _seen(db, visitor, ballot_id)
    return await whole(db, visitor.territory, shown, process, speaks)


async def whole(
    db: ReadSession, territory: Territory, shown: ShownBallot, process: Process, speaks: Speaks = str
) -> Published:
    """The same of one that whoever asks has found to be published."""
    tally = await db.get(BallotTally, shown.ballot.id)
    if tally is None:
        raise NotFoundError
    wanted = select(BallotResult).where(BallotResult.ballot_id == shown.ballot.id)
    results = (await db.exec(wanted.order_by(col(BallotResult.part)))).all()
    minutes = await minutes_of(db, shown, tally, winners(results), territory, speaks)
    return Published(shown, process, tally, results, minutes, await small_parts(db, shown.ballot))


async def small_parts(db: ReadSession, ballot: Ballot) -> frozenset[int]:
    """Those of which nobody is told how people voted: too few did, or it would follow for whom that holds."""
    voters = select(BallotResult.part, BallotResult.voters).where(BallotResult.ballot_id == ballot.id)
    rows = await db.exec(voters.order_by(col(BallotResult.part)))
    return frozenset(hidden(dict(rows.all()), ballot.smallest_group))


async def files_of(db: ReadSession, ballot_id: UUID) -> list[Kept]:
    """What lies there, without reading it."""
    wanted = select(BallotFile.name, func.octet_length(BallotFile.content))
    rows = await db.exec(wanted.where(BallotFile.ballot_id == ballot_id).order_by(col(BallotFile.name)))
    return [Kept(*row) for row in rows]


async def file(db: ReadSession, visitor: Visitor, ballot_id: UUID, name: str) -> bytes:
    """NotFoundError, as of the result itself."""
    await _seen(db, visitor, ballot_id)
    found = await db.get(BallotFile, (ballot_id, name))
    if found is None:
        raise NotFoundError
    return found.content


async def all_files(db: ReadSession, visitor: Visitor, ballot_id: UUID) -> Mapping[str, bytes]:
    """NotFoundError, as of the result itself."""
    await _seen(db, visitor, ballot_id)
    wanted = select(BallotFile).where(BallotFile.ballot_id == ballot_id)
    found = (await db.exec(wanted.order_by(col(BallotFile.name)))).all()
    if not found:
        raise NotFoundError
    return {one.name: one.content for one in found}


async def runs(db: ReadSession, ballot_id: UUID) -> Sequence[CountRun]:
    """The last first."""
    wanted = select(CountRun).where(CountRun.ballot_id == ballot_id)
    return (await db.exec(wanted.order_by(col(CountRun.id).desc()).limit(20))).all()


async def hashes(db: ReadSession, ballot_id: UUID) -> Sequence[tuple[int, bytes]]:
    """Of each part of the result: they say nothing of it, and tell later whether it was changed."""
    wanted = select(BallotResult.part, BallotResult.sha256).where(BallotResult.ballot_id == ballot_id)
    return (await db.exec(wanted.order_by(col(BallotResult.part)))).all()


def for_everyone(territory_id: UUID) -> Any:
    """Published ballots of consultations that are for everyone, the last first."""
    wanted = of_territory(select(Ballot, Process), Ballot.territory_id, territory_id)
    return (
        wanted.join(Process, col(Process.id) == Ballot.process_id)
        .where(
            col(Ballot.published_at).is_not(None),
            col(Process.published_at).is_not(None),
            Process.audience == Audience.PUBLIC,
        )
        .order_by(col(Ballot.id).desc())
    )


async def _seen(db: ReadSession, visitor: Visitor, ballot_id: UUID) -> tuple[ShownBallot, Process]:
    shown = await queries.ballot(db, visitor.territory.id, ballot_id)
    if not totals_shown(shown.ballot):
        raise NotFoundError
    process = await one_of(db, Process, visitor.territory.id, shown.ballot.process_id)
    check_seen(process, visitor)
    return shown, process
