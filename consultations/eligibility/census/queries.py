"""Lists and questions, as administrators see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, func, select

from consultations.eligibility.census.models import CensusClaim, CensusEntry, CensusList
from consultations.eligibility.census.rules import Verdict
from consultations.eligibility.census.service import lines_of
from consultations.eligibility.codes.models import ResidenceLetter
from okote.identity.models import Person
from okote.territories.queries import of_territory
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a territory stands: `lists` the latest first."""

    lists: Sequence[CensusList]
    lines: int
    shown: int
    """Of the list in force and of the counter: lines, and those that are somebody's."""
    claims: int
    letters: int
    """That wait to be printed."""


async def standing(db: ReadSession, territory_id: UUID) -> Standing:
    lists = of_territory(select(CensusList), CensusList.territory_id, territory_id)
    found = (await db.exec(lists.order_by(col(CensusList.id).desc()).limit(12))).all()
    current = lines_of(territory_id).subquery()
    counted = select(func.count(), func.count(current.c.person_id)).select_from(current)
    lines, shown = (await db.exec(counted)).one()
    asked = of_territory(
        select(func.count()).select_from(ResidenceLetter), ResidenceLetter.territory_id, territory_id
    )
    waiting = asked.where(col(ResidenceLetter.package_id).is_(None), col(ResidenceLetter.mark).is_(None))
    claims = await waiting_claims(db, territory_id)
    return Standing(found, lines, shown, claims, (await db.exec(waiting)).one())


async def waiting_claims(db: ReadSession, territory_id: UUID) -> int:
    counted = select(func.count()).select_from(CensusClaim).where(CensusClaim.verdict == Verdict.WAITING)
    return (await db.exec(of_territory(counted, CensusClaim.territory_id, territory_id))).one()


async def claims(db: ReadSession, territory_id: UUID) -> Sequence[CensusClaim]:
    """Those that wait, the oldest first; nobody's name."""
    waiting = select(CensusClaim).where(CensusClaim.verdict == Verdict.WAITING)
    here = of_territory(waiting, CensusClaim.territory_id, territory_id)
    return (await db.exec(here.order_by(col(CensusClaim.id)).limit(200))).all()


async def lines_named(db: ReadSession, claim: CensusClaim) -> Sequence[CensusEntry]:
    """The lines that it may be, as far as they are still there."""
    wanted = [UUID(one) for one in claim.entries]
    here = lines_of(claim.territory_id).where(col(CensusEntry.id).in_(wanted))
    return (await db.exec(here.order_by(col(CensusEntry.id)))).all()


async def holders(db: ReadSession, entries: Sequence[CensusEntry]) -> Mapping[UUID, Person]:
    """Whose the lines are."""
    people = {entry.person_id for entry in entries if entry.person_id}
    found = await db.exec(select(Person).where(col(Person.id).in_(people)).order_by(col(Person.id)))
    return {person.id: person for person in found}
