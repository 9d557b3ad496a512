"""Packages of letters: made, downloaded once, by which the codes come to be, or declared void as a whole.

A code is never kept: a package whose file got lost is declared void, and its letters wait to be made anew.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, exists, select, update
from sqlmodel.sql.expression import SelectOfScalar

from consultations.eligibility.census.models import CensusEntry
from consultations.eligibility.census.service import lines_of
from consultations.eligibility.codes.models import LetterPackage, Purpose, ResidenceLetter
from consultations.eligibility.codes.rules import (
    SALT,
    NobodyWaitsError,
    PackageGoneError,
    PackageVoidError,
    mark,
    new_code,
    plain,
    sealed,
)
from consultations.eligibility.deeds import PACKAGE, EligibilityDeed
from consultations.permissions import may_keep_residents
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.territories.queries import held, of_territory
from payments.sessions import WriteSession

GOOD_FOR = timedelta(days=60)
"""Printed, posted, and a few weeks on a kitchen table."""
LETTERS_MOST = 20_000


@dataclass(frozen=True, slots=True)
class Printed:
    """A letter as it is printed, once."""

    name: str
    address: str
    code: str


async def new_package(db: WriteSession, letters: int, purpose: Purpose, *, by: Visitor) -> LetterPackage:
    """Of letters that its room then puts into it. NobodyWaitsError."""
    require(may_keep_residents(by))
    if not letters:
        raise NobodyWaitsError
    at = await db.now()
    package = LetterPackage(
        territory_id=by.territory.id,
        purpose=purpose,
        letters=letters,
        expires_on=by.territory.day(at) + GOOD_FOR,
        made_at=at,
        made_by=person_of(by).id,
    )
    db.add(package)
    await db.flush()
    await note(db, by.doer, EligibilityDeed.LETTERS_PACKED, package)
    return package


async def take_once(db: WriteSession, package_id: UUID, *, by: Visitor) -> LetterPackage:
    """Held, and downloaded from now on: whoever comes second is refused. PackageGoneError."""
    require(may_keep_residents(by))
    package = await held(db, LetterPackage, by.territory.id, package_id)
    if package.downloaded_at is not None or package.voided_at is not None:
        raise PackageGoneError
    was = PACKAGE.facts(package)
    package.downloaded_at, package.downloaded_by = await db.now(), person_of(by).id
    await note(db, by.doer, EligibilityDeed.LETTERS_DOWNLOADED, package, was)
    return package


async def void(db: WriteSession, package_id: UUID, *, by: Visitor) -> LetterPackage:
    """Its codes are good for nothing from now on; its room says what becomes of its letters.

    PackageVoidError.
    """
    require(may_keep_residents(by))
    package = await held(db, LetterPackage, by.territory.id, package_id)
    if package.voided_at is not None:
        raise PackageVoidError
    was = PACKAGE.facts(package)
    package.voided_at, package.voided_by = await db.now(), person_of(by).id
    await note(db, by.doer, EligibilityDeed.LETTERS_VOIDED, package, was)
    return package


async def pack_waiting(db: WriteSession, *, by: Visitor) -> LetterPackage:
    """All letters that were asked for and not printed yet. NobodyWaitsError."""
    waiting = _of_here(by).where(
        col(ResidenceLetter.package_id).is_(None), col(ResidenceLetter.mark).is_(None)
    )
    statement = waiting.order_by(col(ResidenceLetter.id)).limit(LETTERS_MOST).with_for_update()
    letters = (await db.exec(statement)).all()
    package = await new_package(db, len(letters), Purpose.RESIDENCE, by=by)
    for letter in letters:
        letter.package_id, letter.expires_on = package.id, package.expires_on
    await db.flush()
    return package


async def pack_list(db: WriteSession, *, by: Visitor) -> LetterPackage:
    """To all on the list in force who have an address and have shown nothing yet, each once.

    NobodyWaitsError.
    """
    require(may_keep_residents(by))
    await db.lock(f"letters:{by.territory.id}")
    gone = exists().where(
        col(ResidenceLetter.entry_id) == CensusEntry.id,
        col(ResidenceLetter.used_at).is_(None),
        col(ResidenceLetter.expires_on) > by.territory.day(await db.now()),
    )
    statement = lines_of(by.territory.id).where(
        col(CensusEntry.person_id).is_(None), CensusEntry.address != "", ~gone
    )
    entries = (await db.exec(statement.order_by(col(CensusEntry.id)).limit(LETTERS_MOST))).all()
    package = await new_package(db, len(entries), Purpose.RESIDENCE, by=by)
    for entry in entries:
        db.add(
            ResidenceLetter(
                territory_id=package.territory_id,
                package_id=package.id,
                entry_id=entry.id,
                name=entry.name,
                address=entry.address,
                place_id=entry.place_id,
                asked_at=package.made_at,
                expires_on=package.expires_on,
            )
        )
    await db.flush()
    return package


async def download(db: WriteSession, package_id: UUID, *, by: Visitor) -> Sequence[Printed]:
    """What is printed; only what a code can be checked with stays. PackageGoneError."""
    package = await take_once(db, package_id, by=by)
    letters = _of_here(by).where(ResidenceLetter.package_id == package.id)
    printed = []
    for letter in (await db.exec(letters.order_by(col(ResidenceLetter.id)).with_for_update())).all():
        code = give_code(letter)
        printed.append(Printed(letter.name, letter.address, code))
    await db.flush()
    return printed


def give_code(letter: ResidenceLetter) -> str:
    """A new one, to be told once."""
    code = new_code()
    letter.salt = secrets.token_bytes(SALT)
    typed = plain(code) or ""
    letter.mark, letter.code_hash = mark(typed), sealed(typed, letter.salt)
    return code


async def void_letters(db: WriteSession, package_id: UUID, *, by: Visitor) -> LetterPackage:
    """Whoever asked for one waits again; what was for a whole list is made anew by making it again."""
    package = await void(db, package_id, by=by)
    unused = (
        col(ResidenceLetter.package_id) == package.id,
        col(ResidenceLetter.used_at).is_(None),
    )
    nothing: Mapping[str, object] = {"mark": None, "salt": None, "code_hash": None, "tries": 0}
    again = {"package_id": None, "expires_on": None}
    await db.exec(update(ResidenceLetter).where(*unused).values(nothing))
    asked = col(ResidenceLetter.person_id).is_not(None)
    await db.exec(update(ResidenceLetter).where(*unused, asked).values(again))
    today = by.territory.day(await db.now())
    await db.exec(update(ResidenceLetter).where(*unused, ~asked).values(expires_on=today))
    return package


def _of_here(by: Visitor) -> SelectOfScalar[ResidenceLetter]:
    return of_territory(select(ResidenceLetter), ResidenceLetter.territory_id, by.territory.id)
