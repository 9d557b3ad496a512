"""Somebody at the counter who has no account: known there, so that they take part as everybody does."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select

from consultations.eligibility.census.models import CensusEntry
from consultations.eligibility.census.rules import AlreadyKnownError, Typed, address, matching, names, number
from consultations.eligibility.census.service import hold_list, lines_of
from consultations.eligibility.codes.service import Seen, record_guardian
from consultations.eligibility.deeds import EligibilityDeed
from consultations.eligibility.facts import check_born, record_age, record_residence
from consultations.eligibility.rules import Proof
from consultations.permissions import may_receive_residents
from okote.identity.models import Person, SignIn
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.territories.models import Place
from okote.territories.queries import one_of
from payments.sessions import ReadSession, WriteSession


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody who is known at the counter; `own_account` where they sign in themselves."""

    person_id: UUID
    own_account: bool


async def receive(db: WriteSession, typed: Typed, seen: Seen, *, by: Visitor) -> Person:
    """Somebody without an account, by the line of the list that is theirs or by one of their own.

    Who opens an account later and says the same of themselves is asked about: `Reason.COUNTER`.
    AlreadyKnownError where a line is somebody's already, or several may be theirs; BornError.
    """
    require(may_receive_residents(by))
    at = await db.now()
    check_born(typed.born_on, by.territory.day(at))
    place = await one_of(db, Place, by.territory.id, seen.place_id)
    await db.lock(f"counter:{by.territory.id}")
    await hold_list(db, by.territory.id)
    found = await _found(db, typed, by, hold=True)
    if len(found) > 1 or any(entry.person_id is not None for entry in found):
        raise AlreadyKnownError
    person = Person(created_at=at)
    db.add(person)
    await db.flush()
    entry = found[0] if found else _entry(typed, place.id, at, by)
    entry.person_id, entry.claimed_at = person.id, at
    db.add(entry)
    who = person_of(by).id
    await record_age(db, by.territory, person.id, typed.born_on, Proof.COUNTER, paper=seen.paper, by=who)
    fact = await record_residence(
        db, by.territory, person.id, place.id, Proof.COUNTER, paper=seen.paper, by=who
    )
    if seen.guardian:
        await record_guardian(db, seen.guardian, person.id, who, by)
    await note(db, by.doer, EligibilityDeed.RESIDENCE_RECORDED, fact)
    return person


def _entry(typed: Typed, place_id: UUID, at: datetime, by: Visitor) -> CensusEntry:
    return CensusEntry(
        territory_id=by.territory.id,
        name=f"{typed.given} {typed.family}",
        names=sorted(names(typed.given, typed.family)),
        born_on=typed.born_on,
        address=typed.address,
        sought=list(address(typed.address)),
        number=number(typed.number),
        place_id=place_id,
        added_at=at,
    )


async def known_at_counter(db: ReadSession, typed: Typed, *, by: Visitor) -> Known | None:
    """Who it is that stands there, where one line alone is theirs and somebody has it: for whoever helps them
    to take part.
    """
    require(may_receive_residents(by))
    found = [entry for entry in await _found(db, typed, by) if entry.person_id is not None]
    if len(found) != 1 or found[0].person_id is None:
        return None
    statement = select(SignIn.id).where(SignIn.person_id == found[0].person_id).limit(1)
    return Known(found[0].person_id, (await db.exec(statement)).first() is not None)


async def _found(db: ReadSession, typed: Typed, by: Visitor, *, hold: bool = False) -> list[CensusEntry]:
    lines = lines_of(by.territory.id).where(CensusEntry.born_on == typed.born_on)
    lines = lines.order_by(col(CensusEntry.id))
    if hold:
        lines = lines.with_for_update().execution_options(populate_existing=True)
    entries = {entry.id: entry for entry in (await db.exec(lines)).all()}
    return [entries[line.id] for line in matching(typed, (entry.line for entry in entries.values()))]
