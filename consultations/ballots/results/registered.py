"""How many may vote, where that is known: read with the count, and kept beside it for the minutes."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, func, select

from consultations.ballots.models import Ballot
from consultations.ballots.paper.models import BallotCode
from consultations.ballots.queries import ShownBallot
from consultations.eligibility.census.models import CensusEntry, CensusList
from consultations.eligibility.census.service import lines_of
from consultations.eligibility.models import AgeFact, ResidenceFact
from consultations.eligibility.rules import Conditions, Proof, Residence, birthday
from consultations.processes.models import Phase, Process
from consultations.processes.rules import Audience
from okote.territories.models import Territory
from okote.territories.queries import of_territory, places
from payments.sessions import ReadSession

LISTED = frozenset({Residence.LIST, Residence.CODE})
"""What shows that somebody lives here where a list of residents is behind it."""


def bound(asked: Sequence[Conditions]) -> bool:
    """Whether everyone who may vote is known beforehand: by what is asked of where they live.

    Whoever may say of themselves that they live here is on no list.
    """
    return any(one.lives in LISTED for one in asked)


def youngest(floor: int, on: date) -> date:
    """The last birth date with which somebody is that old on that day."""
    born = on.replace(year=on.year - floor, day=min(on.day, 28)) + timedelta(days=3)
    while birthday(born, floor) > on:
        born -= timedelta(days=1)
    return born


def told(registered: int | None, voted: int) -> int | None:
    """None also where more voted than it says: people left the list since, and it is no measure any more."""
    return None if registered is None or registered < voted else registered


def lying_in(parents: Mapping[UUID, UUID | None], asked: Collection[UUID]) -> frozenset[UUID]:
    """Those places, and all that lie in one of them."""
    return frozenset(place for place in parents if not _around(parents, place).isdisjoint(asked))


def _around(parents: Mapping[UUID, UUID | None], place: UUID) -> set[UUID]:
    around: set[UUID] = set()
    at: UUID | None = place
    while at is not None and at not in around:
        around.add(at)
        at = parents.get(at)
    return around


async def registered(db: ReadSession, shown: ShownBallot, territory: Territory) -> int | None:
    """None where nobody knows: a ballot for all who say that they live here, or without a list in force.

    Else the lines of the list of residents and of the counter that are old enough and of these places,
    whoever has shown the same otherwise, and codes that were printed for whoever brings them.
    """
    ballot = shown.ballot
    process, phase = await db.get_one(Process, ballot.process_id), await db.get_one(Phase, ballot.phase_id)
    asked = [Conditions.read(one or {}) for one in (process.conditions, ballot.conditions)]
    public = {process.audience, phase.audience} == {Audience.PUBLIC}
    if (
        not public
        or not bound(asked)
        or not await _list_in_force(db, territory.id)
        or not shown.period.closes
    ):
        return None
    last = territory.day(shown.period.closes - timedelta(microseconds=1))
    where = await _where(db, territory.id, asked)
    floor = max(one.age_floor or 0 for one in asked)
    born = youngest(floor, last) if floor else None
    return (
        await _on_lists(db, territory.id, where, born)
        + await _otherwise(db, territory.id, where, (floor, born, last), asked)
        + await _by_code(db, ballot)
    )


async def _list_in_force(db: ReadSession, territory_id: UUID) -> bool:
    lists = of_territory(select(CensusList.id), CensusList.territory_id, territory_id)
    current = lists.where(col(CensusList.in_force_at).is_not(None), col(CensusList.replaced_at).is_(None))
    return (await db.exec(current)).first() is not None


async def _where(db: ReadSession, territory_id: UUID, asked: Sequence[Conditions]) -> frozenset[UUID] | None:
    """None for all of the territory."""
    named = [one.places for one in asked if one.places]
    if not named:
        return None
    parents = {place.id: place.parent_id for place in await places(db, territory_id)}
    return frozenset.intersection(*[lying_in(parents, one) for one in named])


async def _on_lists(
    db: ReadSession, territory_id: UUID, where: frozenset[UUID] | None, born: date | None
) -> int:
    lines = lines_of(territory_id)
    if where is not None:
        lines = lines.where(col(CensusEntry.place_id).in_(where))
    if born is not None:
        lines = lines.where(CensusEntry.born_on <= born)
    return (await db.exec(select(func.count()).select_from(lines.subquery()))).one()


async def _otherwise(
    db: ReadSession,
    territory_id: UUID,
    where: frozenset[UUID] | None,
    age: tuple[int, date | None, date],
    asked: Sequence[Conditions],
) -> int:
    """By a letter, or at the counter, and on no line."""
    floor, born, last = age
    rank = max(one.lives.rank for one in asked if one.lives)
    proofs = [one for one in Proof if one.shows.rank >= rank]
    line: Any = lines_of(territory_id).where(CensusEntry.person_id == ResidenceFact.person_id)
    statement: Any = of_territory(
        select(func.count()).select_from(ResidenceFact), ResidenceFact.territory_id, territory_id
    ).where(
        col(ResidenceFact.ended_at).is_(None),
        ResidenceFact.valid_until > last,
        col(ResidenceFact.proof).in_(proofs),
        ~line.exists(),
    )
    if where is not None:
        statement = statement.where(col(ResidenceFact.place_id).in_(where))
    if born is not None:
        old = of_territory(select(AgeFact.person_id), AgeFact.territory_id, territory_id).where(
            col(AgeFact.ended_at).is_(None), or_(col(AgeFact.at_least) >= floor, col(AgeFact.born_on) <= born)
        )
        statement = statement.where(col(ResidenceFact.person_id).in_(old))
    found: int = (await db.exec(statement)).one()
    return found


async def _by_code(db: ReadSession, ballot: Ballot) -> int:
    """Printed, in force, and of no line: such a code is itself its voter."""
    printed = (BallotCode.voter_id == BallotCode.id, col(BallotCode.mark).is_not(None))
    counted = select(func.count()).select_from(BallotCode).where(BallotCode.ballot_id == ballot.id, *printed)
    return (await db.exec(counted.where(col(BallotCode.revoked_at).is_(None)))).one()
