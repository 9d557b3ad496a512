"""What a person decides about who somebody is, and who has been known under another account."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel import col, select

from consultations.eligibility.census.models import CensusClaim, CensusEntry
from consultations.eligibility.census.rules import ClaimDecidedError, Verdict
from consultations.eligibility.census.service import claim as take
from consultations.eligibility.census.service import hold_list, lines_of
from consultations.eligibility.deeds import CLAIM, EligibilityDeed
from consultations.eligibility.events import ClaimDecided, LineMoved
from consultations.eligibility.facts import end
from consultations.eligibility.models import AgeFact, Ended, ResidenceFact
from consultations.permissions import may_keep_residents
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.territories.queries import held, of_territory
from payments.sessions import ReadSession, WriteSession


async def decide(
    db: WriteSession, claim_id: UUID, entries: Collection[UUID], told: str, *, by: Visitor
) -> CensusClaim:
    """Those lines are this person: several where somebody is on the list twice, none for a no.

    Whoever had one of them before has it no longer, and what it showed of them ends. Nobody decides about
    themselves. ClaimDecidedError.
    """
    require(may_keep_residents(by))
    asked = await held(db, CensusClaim, by.territory.id, claim_id)
    if asked.verdict is not Verdict.WAITING:
        raise ClaimDecidedError
    require(asked.person_id != person_of(by).id)
    was = CLAIM.facts(asked)
    chosen = await _chosen(db, entries, by)
    for entry in chosen:
        await _moved(db, entry, asked.person_id, by)
        await take(db, entry, by.territory, asked.person_id, by=person_of(by).id)
    at = await db.now()
    asked.verdict = Verdict.GRANTED if chosen else Verdict.REFUSED
    asked.told = "" if chosen else told
    asked.decided_at, asked.decided_by = at, person_of(by).id
    await db.flush()
    await note(db, by.doer, EligibilityDeed.CENSUS_CLAIM_DECIDED, asked, was)
    await emit(db, ClaimDecided(asked.id))
    return asked


async def _chosen(db: WriteSession, entries: Collection[UUID], by: Visitor) -> Sequence[CensusEntry]:
    """NotFoundError where one of them is not there any more."""
    await hold_list(db, by.territory.id)
    here = lines_of(by.territory.id).where(col(CensusEntry.id).in_(entries))
    found = (await db.exec(here.order_by(col(CensusEntry.id)).with_for_update())).all()
    if len(found) != len(set(entries)):
        raise NotFoundError
    return found


async def _moved(db: WriteSession, entry: CensusEntry, person_id: UUID, by: Visitor) -> None:
    former = entry.person_id
    if former is None or former == person_id:
        return
    await end(db, ResidenceFact, by.territory.id, former, Ended.REVOKED)
    await end(db, AgeFact, by.territory.id, former, Ended.REVOKED)
    entry.formerly = [*entry.formerly, str(former)]
    entry.person_id, entry.claimed_at = None, None
    await emit(db, LineMoved(by.territory.id, former, person_id))


async def formerly(db: ReadSession, territory_id: UUID, person_id: UUID) -> frozenset[UUID]:
    """Under which other accounts this same person has acted, as somebody decided: rolls ask for them too."""
    own = of_territory(select(CensusEntry.formerly), CensusEntry.territory_id, territory_id)
    found = (await db.exec(own.where(CensusEntry.person_id == person_id))).all()  # unordered: a set
    return frozenset(UUID(one) for before in found for one in before)
