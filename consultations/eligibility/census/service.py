"""Showing with the list where one lives: a line is one person, and what is doubtful waits for somebody."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, or_, select
from sqlmodel.sql.expression import SelectOfScalar

from consultations.eligibility.census.models import CensusClaim, CensusEntry, CensusList
from consultations.eligibility.census.rules import Reason, Typed, Verdict, matching
from consultations.eligibility.facts import record_age, record_residence
from consultations.eligibility.models import ResidenceFact
from consultations.eligibility.queries import in_force
from consultations.eligibility.rules import Proof
from okote.identity.account.presence import hold_open
from okote.identity.models import SignIn
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from okote.platform.limits import Limit, Per, hit
from okote.territories.models import Territory
from okote.territories.queries import of_territory
from payments.sessions import WriteSession

PROVING = Limit(
    "residence-proof",
    most=10,
    window=timedelta(days=1),
    per=Per.PERSON,
    reason="A few slips of typing; nobody tries who is on a list, or what a code may be, ten times a day.",
)


async def prove_by_list(db: WriteSession, typed: Typed, *, by: Visitor) -> ResidenceFact | None:
    """Where they live and how old they are, if one free line of the list in force is theirs.

    None for whatever else: that somebody is not on it, is on it twice, or is known already looks the same
    from outside; where a line matches, a person is asked to look. TooManyRequestsError.
    """
    person = person_of(by)
    await hit(db, PROVING, str(person.id))
    await hold_open(db, person.id)
    found = await _candidates(db, typed, by)
    if not found:
        return None
    reason = await _doubt(db, found, by)
    if reason is not None:
        await ask_somebody(db, typed, found, reason, by=by)
        return None
    return await claim(db, found[0], by.territory, person.id)


async def hold_list(db: WriteSession, territory_id: UUID) -> None:
    """Against whoever would put another one in force now: lines that are claimed meanwhile would be left
    behind on the old one. Many may hold it at once; once there is another, that is the one that is read.
    """
    current = select(CensusList.id).where(
        col(CensusList.in_force_at).is_not(None), col(CensusList.replaced_at).is_(None)
    )
    here = of_territory(current, CensusList.territory_id, territory_id)
    await db.exec(here.with_for_update(read=True))


async def _candidates(db: WriteSession, typed: Typed, by: Visitor) -> Sequence[CensusEntry]:
    """Held in their order, so that of two accounts that claim a line at once the second sees the first."""
    await hold_list(db, by.territory.id)
    lines = lines_of(by.territory.id).where(CensusEntry.born_on == typed.born_on)
    held = lines.order_by(col(CensusEntry.id)).with_for_update().execution_options(populate_existing=True)
    entries = {entry.id: entry for entry in (await db.exec(held)).all()}
    return [entries[line.id] for line in matching(typed, (entry.line for entry in entries.values()))]


def lines_of(territory_id: UUID) -> SelectOfScalar[CensusEntry]:
    """Of the list in force, and those who are known at the counter."""
    current = select(CensusList.id).where(
        col(CensusList.in_force_at).is_not(None), col(CensusList.replaced_at).is_(None)
    )
    here = of_territory(select(CensusEntry), CensusEntry.territory_id, territory_id)
    listed = col(CensusEntry.list_id).in_(of_territory(current, CensusList.territory_id, territory_id))
    return here.where(or_(col(CensusEntry.list_id).is_(None), listed))


async def _doubt(db: WriteSession, found: Sequence[CensusEntry], by: Visitor) -> Reason | None:
    """Why nobody but a person can say that the line is theirs."""
    person = person_of(by)
    if len(found) > 1 and not all(entry.person_id == person.id for entry in found):
        return Reason.SEVERAL
    holder = found[0].person_id
    if holder == person.id:
        return None
    if holder is not None:
        known = (await db.exec(select(SignIn.id).where(SignIn.person_id == holder).limit(1))).first()
        return Reason.TAKEN if known else Reason.COUNTER
    own = lines_of(by.territory.id).where(CensusEntry.person_id == person.id)
    return Reason.SECOND if (await db.exec(own.limit(1))).first() else None


async def claim(
    db: WriteSession,
    entry: CensusEntry,
    territory: Territory,
    person_id: UUID,
    *,
    proof: Proof = Proof.LIST,
    by: UUID | None = None,
) -> ResidenceFact:
    """The line is theirs from now on, also once they take back what it showed: it shows nobody else.

    What a letter or the counter showed of the same place stands: it says more than the list does.
    """
    if entry.person_id != person_id:
        entry.person_id, entry.claimed_at = person_id, await db.now()
    await record_age(db, territory, person_id, entry.born_on, proof, by=by)
    known = await in_force(db, ResidenceFact, territory.id, person_id)
    today = territory.day(await db.now())
    stronger = known is not None and known.proof.shows.rank > proof.shows.rank
    if known is not None and stronger and known.place_id == entry.place_id and today < known.valid_until:
        return known
    return await record_residence(db, territory, person_id, entry.place_id, proof, by=by)


async def ask_somebody(
    db: WriteSession, typed: Typed, found: Sequence[CensusEntry], reason: Reason, *, by: Visitor
) -> CensusClaim:
    """In the queue once, with what was typed last."""
    person = person_of(by)
    await db.lock(f"census-claim:{by.territory.id}:{person.id}")
    waiting = select(CensusClaim).where(
        CensusClaim.person_id == person.id, CensusClaim.verdict == Verdict.WAITING
    )
    known = (await db.exec(of_territory(waiting, CensusClaim.territory_id, by.territory.id))).first()
    asked = known or CensusClaim(
        territory_id=by.territory.id, person_id=person.id, reason=reason, at=await db.now()
    )
    asked.reason, asked.entries = reason, [str(entry.id) for entry in found]
    asked.given, asked.family, asked.born_on = typed.given, typed.family, typed.born_on
    asked.address, asked.number = typed.address, typed.number
    db.add(asked)
    await db.flush()
    return asked
