"""Asking for a letter, and showing with its code that it arrived."""

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlmodel import col, select, update

from consultations.eligibility.census.models import CensusEntry
from consultations.eligibility.census.rules import Reason, Typed
from consultations.eligibility.census.service import PROVING, ask_somebody, claim, hold_list
from consultations.eligibility.codes.models import LetterPackage, ResidenceLetter
from consultations.eligibility.codes.packages import give_code
from consultations.eligibility.codes.rules import TRIES_MOST, LettersTooManyError, mark, opens, plain
from consultations.eligibility.deeds import EligibilityDeed
from consultations.eligibility.facts import check_born, end_consent, record_age, record_residence
from consultations.eligibility.models import GuardianConsent, ResidenceFact
from consultations.eligibility.rules import Proof
from consultations.permissions import may_receive_residents
from okote.identity.account.presence import hold_open
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.limits import hit
from okote.territories.models import Place
from okote.territories.queries import of_territory, one_of
from payments.sessions import WriteSession

ASKED_MOST, ASKED_WITHIN = 3, timedelta(days=90)
HANDED_FOR = timedelta(days=30)
"""A code that was handed over is typed at home."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What an agent saw on a paper, of which only the kind is kept."""

    paper: str
    place_id: UUID
    born_on: date | None = None
    guardian: str = ""
    """Who was there and agrees, for somebody under age."""


async def ask_letter(
    db: WriteSession, name: str, address: str, place_id: UUID, *, by: Visitor
) -> ResidenceLetter:
    """One waits at a time, changed where it was asked again before it was printed. LettersTooManyError."""
    person = person_of(by)
    await db.lock(f"residence-letter:{by.territory.id}:{person.id}")
    await hold_open(db, person.id)
    place = await one_of(db, Place, by.territory.id, place_id)
    own = of_territory(select(ResidenceLetter), ResidenceLetter.territory_id, by.territory.id)
    own = own.where(ResidenceLetter.person_id == person.id, ResidenceLetter.proof == Proof.LETTER)
    waiting = (await db.exec(own.where(col(ResidenceLetter.package_id).is_(None)))).first()
    at = await db.now()
    lately = own.where(ResidenceLetter.asked_at > at - ASKED_WITHIN).limit(ASKED_MOST)
    if waiting is None and len((await db.exec(lately)).all()) >= ASKED_MOST:  # unordered: counted
        raise LettersTooManyError(most=ASKED_MOST)
    letter = waiting or ResidenceLetter(
        territory_id=by.territory.id, person_id=person.id, place_id=place.id, asked_at=at
    )
    letter.name, letter.address, letter.place_id = name, address, place.id
    db.add(letter)
    await db.flush()
    return letter


async def prove_by_code(db: WriteSession, typed: str, *, by: Visitor) -> ResidenceFact | None:
    """Where the letter went, once a code; None for any code that is not, or no longer, this person's.

    TooManyRequestsError.
    """
    person = person_of(by)
    await hit(db, PROVING, str(person.id))
    await hold_list(db, by.territory.id)
    code = plain(typed)
    letter = await _letter(db, code, by) if code else None
    if letter is None:
        return None
    entry = await db.get(CensusEntry, letter.entry_id, with_for_update=True) if letter.entry_id else None
    if entry is not None and entry.person_id not in (None, person.id):
        alike = Typed("", entry.name, entry.born_on, entry.address, entry.number)
        await ask_somebody(db, alike, [entry], Reason.TAKEN, by=by)
        return None
    letter.used_at, letter.used_by = await db.now(), person.id
    await _counted(db, letter)
    fact = await _shown(db, letter, entry, by)
    letter.name = letter.address = letter.guardian = ""
    letter.born_on = None
    await db.flush()
    return fact


async def _counted(db: WriteSession, letter: ResidenceLetter) -> None:
    """How many of a package came back, which stays once the letters are forgotten."""
    more = update(LetterPackage).where(col(LetterPackage.id) == letter.package_id)
    await db.exec(more.values(used=LetterPackage.used + 1))


async def _letter(db: WriteSession, code: str, by: Visitor) -> ResidenceLetter | None:
    """The one that this code opens; of all with its mark, each counts a try that opens none.

    Their packages are held before them, as where one is downloaded or declared void.
    """
    marked = select(ResidenceLetter.package_id).where(ResidenceLetter.mark == mark(code))
    packages = select(LetterPackage.id).where(col(LetterPackage.id).in_(marked))
    await db.exec(packages.order_by(col(LetterPackage.id)).with_for_update())
    statement = of_territory(select(ResidenceLetter), ResidenceLetter.territory_id, by.territory.id)
    statement = statement.where(
        ResidenceLetter.mark == mark(code),
        col(ResidenceLetter.used_at).is_(None),
        col(ResidenceLetter.expires_on) > by.territory.day(await db.now()),
    ).outerjoin(LetterPackage, col(LetterPackage.id) == ResidenceLetter.package_id)
    statement = statement.where(col(LetterPackage.voided_at).is_(None))
    held = statement.order_by(col(ResidenceLetter.id)).with_for_update(of=ResidenceLetter)
    found = (await db.exec(held.execution_options(populate_existing=True))).all()
    for letter in found:
        mine = letter.person_id in (None, person_of(by).id)
        if mine and letter.tries < TRIES_MOST and opens(code, letter.salt or b"", letter.code_hash or b""):
            return letter
    for letter in found:
        letter.tries = min(letter.tries + 1, TRIES_MOST)
    return None


async def _shown(
    db: WriteSession, letter: ResidenceLetter, entry: CensusEntry | None, by: Visitor
) -> ResidenceFact:
    """What the letter says of whoever has it."""
    person, seen = person_of(by), letter.paper
    agent, proof = letter.recorded_by, letter.proof
    if letter.born_on is not None:
        await record_age(db, by.territory, person.id, letter.born_on, proof, paper=seen, by=agent)
    if letter.guardian:
        await record_guardian(db, letter.guardian, person.id, agent, by)
    if entry is not None:
        return await claim(db, entry, by.territory, person.id, proof=proof)
    place = letter.place_id
    return await record_residence(db, by.territory, person.id, place, proof, paper=seen, by=agent)


async def hand_over(db: WriteSession, seen: Seen, *, by: Visitor) -> str:
    """At the counter, for somebody who has an account: a code that they type there, told once. BornError."""
    require(may_receive_residents(by))
    place = await one_of(db, Place, by.territory.id, seen.place_id)
    at = await db.now()
    today = by.territory.day(at)
    if seen.born_on is not None:
        check_born(seen.born_on, today)
    letter = ResidenceLetter(
        territory_id=by.territory.id,
        proof=Proof.COUNTER,
        paper=seen.paper,
        place_id=place.id,
        born_on=seen.born_on,
        guardian=seen.guardian,
        asked_at=at,
        expires_on=today + HANDED_FOR,
        recorded_by=person_of(by).id,
    )
    code = give_code(letter)
    db.add(letter)
    await db.flush()
    await note(db, by.doer, EligibilityDeed.COUNTER_CODE_HANDED, letter)
    return code


async def record_guardian(
    db: WriteSession, guardian: str, person_id: UUID, seen_by: UUID | None, by: Visitor
) -> GuardianConsent:
    """Who stood at the counter and agreed."""
    await end_consent(db, by.territory.id, person_id)
    at = await db.now()
    consent = GuardianConsent(
        territory_id=by.territory.id,
        person_id=person_id,
        guardian=guardian,
        reached_at="",
        asked_at=at,
        given_at=at,
        given_on=by.territory.day(at),
        recorded_by=seen_by,
    )
    db.add(consent)
    await db.flush()
    return consent
