"""Who is one elector, whichever way they come: an account and its line of the list of residents vote once.

The roll keeps a key of whoever came: of the account on the web, of the line of the list at a booth or with a
code. So each who comes is also sought under all that is known to be the same person; who voted before their
line was theirs is found by it all the same, and so is who voted by an account that had it before. Nothing is
written but by the roll: these locks leave no trace.
"""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any, cast
from uuid import UUID

from sqlmodel import col, select

from consultations.ballots.models import Ballot
from consultations.ballots.queries import HAS_VOTED
from consultations.ballots.rules import AlreadyVotedError, ElectorChangedError, voter_key
from consultations.eligibility.census.lists import is_same
from consultations.eligibility.census.models import CensusEntry
from okote.platform import limits
from okote.territories.queries import of_territory
from payments.sessions import ReadSession, WriteSession

Seek = Callable[[], Awaitable[frozenset[UUID]]]
"""Under which keys somebody may stand on the roll, as it is known at that moment."""


async def of_person(db: ReadSession, territory_id: UUID, person_id: UUID) -> frozenset[UUID]:
    """An account with its lines of lists, and what else these show."""
    lines = await _lines(db, territory_id, col(CensusEntry.person_id) == person_id)
    return frozenset({person_id}).union(*[await _alike(db, line) for line in lines])


async def of_line(db: ReadSession, territory_id: UUID, line_id: UUID) -> frozenset[UUID]:
    """Somebody on a list: the account that it shows, and the same person on a list before or after it."""
    lines = await _lines(db, territory_id, col(CensusEntry.id) == line_id)
    keys = frozenset({line_id}).union(*[await _alike(db, line) for line in lines])
    others = await _lines(db, territory_id, col(CensusEntry.person_id).in_(keys))
    return keys | {line.id for line in others}


async def _alike(db: ReadSession, line: CensusEntry) -> frozenset[UUID]:
    elsewhere = col(CensusEntry.list_id).is_distinct_from(line.list_id) | (col(CensusEntry.id) == line.id)
    found = await _lines(db, line.territory_id, elsewhere & (col(CensusEntry.born_on) == line.born_on))
    same = [one for one in found if one.id == line.id or is_same(line, one)]
    known = frozenset(key for one in same for key in (one.id, one.person_id) if key is not None)
    return known | await _formerly(db, line.territory_id, same)


async def _formerly(db: ReadSession, territory_id: UUID, same: Sequence[CensusEntry]) -> frozenset[UUID]:
    """Accounts that had one of these lines before somebody decided that it is another's: the same person,
    but for whoever is shown by a line of their own since.
    """
    former = {UUID(one) for line in same for one in line.formerly}
    if not former:
        return frozenset()
    theirs = await _lines(db, territory_id, col(CensusEntry.person_id).in_(former))
    others = {one.person_id for one in theirs} - {one.person_id for one in same}
    return frozenset(former - others)


async def _lines(db: ReadSession, territory_id: UUID, wanted: Any) -> Sequence[CensusEntry]:
    lines = of_territory(select(CensusEntry), CensusEntry.territory_id, territory_id).where(wanted)
    fresh = lines.order_by(col(CensusEntry.id)).execution_options(populate_existing=True)
    return (await db.exec(fresh)).all()


async def check_free(db: WriteSession, ballot: Ballot, voter_id: UUID, seek: Seek) -> None:
    """AlreadyVotedError of whoever stands on the roll under another of their keys; the roll itself looks for
    `voter_id`. Of two that may be one person, the second waits and then sees the first.

    ElectorChangedError where a line was found to be theirs meanwhile.
    """
    keys = await seek()
    await db.lock(*(f"elector:{ballot.id}:{key}" for key in sorted(keys)))
    if not await seek() <= keys:
        raise ElectorChangedError
    for other in sorted(keys - {voter_id}):
        voter = voter_key(db.info[limits.KEY], ballot.id, other)
        if (await db.exec(cast("Any", HAS_VOTED.bindparams(ballot=ballot.id, voter=voter)))).scalar_one():
            raise AlreadyVotedError
