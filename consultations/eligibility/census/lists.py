"""Bringing a list, putting it in force instead of another, looking for somebody on it."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from anyio import to_thread
from sqlalchemy import insert
from sqlmodel import col, delete, select

from consultations.eligibility.census.models import CensusEntry, CensusList
from consultations.eligibility.census.reading import REFUSED_TOLD, Entry, read
from consultations.eligibility.census.rules import (
    ListEmptyError,
    ListInForceError,
    folded,
    names,
    same_address,
    same_name,
)
from consultations.eligibility.census.service import lines_of
from consultations.eligibility.deeds import LIST, RESIDENCE, EligibilityDeed
from consultations.eligibility.facts import end
from consultations.eligibility.models import AgeFact, Ended, ResidenceFact
from consultations.permissions import may_keep_residents
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.territories.queries import held, one_of, places
from payments.sessions import WriteSession
from payments.tables import uuid7

KEPT_DAYS, KEPT_MOST = 365, 1096
"""A list is as good as its day; who was shown by it stays so as long as the terms say."""
KEPT_REPLACED = timedelta(days=30)
"""While somebody may still ask why a line was theirs."""
FOUND_MOST = 20


async def bring(
    db: WriteSession, name: str, text: str, *, usual: UUID, kept_days: int, by: Visitor
) -> CensusList:
    """Read, and not yet in force: lines that can't be read are told by number. ListEmptyError."""
    require(may_keep_residents(by))
    there = {folded(place.name): place.id for place in await places(db, by.territory.id)}
    if usual not in there.values():
        raise NotFoundError
    found = await to_thread.run_sync(read, text, there, usual)
    if not found.entries and not found.refused:
        raise ListEmptyError
    at = await db.now()
    brought = CensusList(
        territory_id=by.territory.id,
        name=name,
        lines=len(found.entries),
        refused=[list(one) for one in found.refused[:REFUSED_TOLD]],
        brought_at=at,
        brought_by=person_of(by).id,
        kept_until=by.territory.day(at) + timedelta(days=kept_days),
    )
    db.add(brought)
    await db.flush()
    await _write(db, brought, found.entries)
    await note(db, by.doer, EligibilityDeed.CENSUS_LIST_BROUGHT, brought)
    return brought


async def _write(db: WriteSession, brought: CensusList, entries: Sequence[Entry]) -> None:
    """All at once: one object a line would take minutes."""
    rows = [
        {
            "id": uuid7(),
            "territory_id": brought.territory_id,
            "list_id": brought.id,
            "name": one.name,
            "names": list(one.names),
            "born_on": one.born_on,
            "address": one.address,
            "sought": list(one.sought),
            "number": one.number,
            "place_id": one.place_id,
            "added_at": brought.brought_at,
            "formerly": [],
        }
        for one in entries
    ]
    if rows:
        await (await db.connection()).execute(insert(CensusEntry), rows)


async def put_in_force(db: WriteSession, list_id: UUID, *, by: Visitor) -> CensusList:
    """Instead of the one before, whose lines are sought again on this one by whoever they showed.

    Whoever is not on it any more stays known until the day that was said when they showed it.
    ListEmptyError.
    """
    require(may_keep_residents(by))
    await db.lock(f"census:{by.territory.id}")
    new = await held(db, CensusList, by.territory.id, list_id)
    if new.in_force_at is not None:
        return new
    if not new.lines:
        raise ListEmptyError
    was, at = LIST.facts(new), await db.now()
    current = select(CensusList).where(
        CensusList.territory_id == by.territory.id,
        col(CensusList.in_force_at).is_not(None),
        col(CensusList.replaced_at).is_(None),
    )
    replaced = (await db.exec(current.order_by(col(CensusList.id)).with_for_update())).all()
    claimed = await db.exec(
        lines_of(by.territory.id)
        .where(col(CensusEntry.person_id).is_not(None))
        .order_by(col(CensusEntry.id))
        .with_for_update()
    )
    await _carry_over(db, new, claimed.all())
    for old in replaced:
        old.replaced_at = at
    await db.flush()
    new.in_force_at = at
    await db.flush()
    await note(db, by.doer, EligibilityDeed.CENSUS_LIST_IN_FORCE, new, was)
    return new


async def _carry_over(db: WriteSession, new: CensusList, claimed: Sequence[CensusEntry]) -> None:
    """Only where one line alone can be the same: whoever has two is asked again."""
    days = {entry.born_on for entry in claimed}
    statement = select(CensusEntry).where(CensusEntry.list_id == new.id, col(CensusEntry.born_on).in_(days))
    lines: Mapping[date, list[CensusEntry]] = defaultdict(list)
    for line in (await db.exec(statement.order_by(col(CensusEntry.id)))).all():
        lines[line.born_on].append(line)
    for entry in claimed:
        found = [line for line in lines[entry.born_on] if is_same(entry, line)]
        if len(found) == 1 and found[0].person_id is None:
            found[0].person_id, found[0].claimed_at = entry.person_id, entry.claimed_at
            found[0].formerly = entry.formerly
    await db.flush()


def is_same(one: CensusEntry, other: CensusEntry) -> bool:
    """One person on two lists: a name, and the number or the address; or a name that nobody moved with."""
    if not same_name(one.names, other.names):
        return False
    if one.number and other.number:
        return one.number == other.number
    return same_address(one.sought, other.sought) or set(one.names) == set(other.names)


async def throw_away(db: WriteSession, list_id: UUID, *, by: Visitor) -> None:
    """One that was never in force. ListInForceError."""
    require(may_keep_residents(by))
    brought = await held(db, CensusList, by.territory.id, list_id)
    if brought.in_force_at is not None:
        raise ListInForceError
    await note(db, by.doer, EligibilityDeed.CENSUS_LIST_THROWN_AWAY, brought)
    await db.exec(delete(CensusEntry).where(col(CensusEntry.list_id) == brought.id))
    await db.delete(brought)
    await db.flush()


async def look_for(
    db: WriteSession, list_id: UUID, typed: str, reason: str, *, by: Visitor
) -> Sequence[CensusEntry]:
    """Whoever bears such a name, and why somebody looked: each look is written down, without the name."""
    require(may_keep_residents(by))
    brought = await one_of(db, CensusList, by.territory.id, list_id)
    await note(
        db, by.doer, EligibilityDeed.CENSUS_LIST_LOOKED_AT, brought, LIST.facts(brought), reason=reason
    )
    sought = sorted(names(typed))
    if not sought:
        return ()
    statement = select(CensusEntry).where(
        CensusEntry.list_id == brought.id, col(CensusEntry.names).contains(sought)
    )
    found = await db.exec(statement.order_by(col(CensusEntry.name), col(CensusEntry.id)).limit(FOUND_MOST))
    return found.all()


async def revoke(db: WriteSession, entry_id: UUID, reason: str, *, by: Visitor) -> None:
    """Who showed themselves with this line no longer lives there: what was done until now stays done."""
    require(may_keep_residents(by))
    entry = await held(db, CensusEntry, by.territory.id, entry_id)
    if entry.person_id is None:
        raise NotFoundError
    fact = await end(db, ResidenceFact, by.territory.id, entry.person_id, Ended.REVOKED)
    await end(db, AgeFact, by.territory.id, entry.person_id, Ended.REVOKED)
    if fact is not None:
        was = RESIDENCE.facts(fact) | {"ended_at": None}
        await note(db, by.doer, EligibilityDeed.RESIDENCE_REVOKED, fact, was, reason=reason)
