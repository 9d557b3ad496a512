"""Freeze the actions of a year, once, for good; tell a mistake beside what was frozen.

One administrator does it: no money moves, nobody loses a right, and all that it says is public already. A
year that was frozen too early is not thawed, since people have read it; an erratum says what is wrong.
"""

from uuid import UUID

import msgspec

from consultations.actions.models import Edition, Erratum
from consultations.actions.queries.editions import contents, edition_of, errata
from consultations.actions.rules import EditionChangedError, check_freezable
from consultations.deeds import ConsultationDeed
from consultations.permissions import may_keep_editions
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.territories.queries import held
from payments.sessions import WriteSession


async def freeze(db: WriteSession, year: int, *, read: str, by: Visitor) -> Edition:
    """No step is written meanwhile, and none that is of that year afterwards. `read` is the digest of what
    they read, since nobody answers for ever for what they never saw.

    EditionFrozenError, YearNotOverError, NothingToFreezeError, EditionChangedError.
    """
    require(may_keep_editions(by))
    here = by.territory
    await db.lock(f"actions:{here.id}")
    at = await db.now()
    told = await contents(db, here, year)
    known = await edition_of(db, here.id, year)
    check_freezable(year, here.day(at), frozen=known is not None, promised=len(told.lines))
    if told.digest != read:
        raise EditionChangedError
    edition = Edition(
        territory_id=here.id,
        year=year,
        contents=msgspec.to_builtins(told),
        frozen_at=at,
        frozen_by=person_of(by).id,
    )
    db.add(edition)
    await db.flush()
    await note(db, by.doer, ConsultationDeed.EDITION_FROZEN, edition)
    return edition


async def correct(db: WriteSession, edition_id: UUID, body: str, *, by: Visitor) -> Erratum:
    """Everyone reads it with the edition, under the day on which it was told; sent twice, it is told once."""
    require(may_keep_editions(by))
    edition = await held(db, Edition, by.territory.id, edition_id)
    for known in await errata(db, edition.id):
        if known.body == body:
            return known
    erratum = Erratum(
        territory_id=edition.territory_id,
        edition_id=edition.id,
        body=body,
        at=await db.now(),
        by=person_of(by).id,
    )
    db.add(erratum)
    await db.flush()
    await note(db, by.doer, ConsultationDeed.EDITION_CORRECTED, erratum)
    return erratum
