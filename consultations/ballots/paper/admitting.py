"""Whether somebody who is there, or whom a letter reached, may vote: by their line of the list."""

from datetime import datetime

from sqlmodel import col, select

from consultations.ballots.models import Ballot
from consultations.ballots.paper.rules import ElectorUnknownError
from consultations.eligibility.census.models import CensusEntry
from consultations.eligibility.census.rules import Typed, matching
from consultations.eligibility.census.service import lines_of
from consultations.eligibility.models import Ended, ResidenceFact
from consultations.eligibility.queries import lies_in
from consultations.eligibility.rules import (
    Age,
    Conditions,
    Facts,
    Lives,
    Missing,
    NotEligibleError,
    Proof,
    ResidenceUnknownError,
    Way,
    check,
)
from consultations.processes.models import Process
from okote.identity.levels import Level
from okote.identity.visitors import Visitor
from okote.territories.queries import of_territory
from payments.sessions import ReadSession


async def line_of(db: ReadSession, typed: Typed, *, by: Visitor) -> CensusEntry:
    """The one line that is theirs; of several nobody takes the first. ElectorUnknownError."""
    lines = lines_of(by.territory.id).where(CensusEntry.born_on == typed.born_on)
    entries = {one.id: one for one in (await db.exec(lines.order_by(col(CensusEntry.id)))).all()}
    found = matching(typed, (one.line for one in entries.values()))
    if len(found) != 1:
        raise ElectorUnknownError
    return entries[found[0].id]


async def check_line(
    db: ReadSession,
    ballot: Ballot,
    line: CensusEntry,
    proof: Proof,
    at: datetime,
    *,
    guardian: bool = False,
    by: Visitor,
) -> None:
    """As everybody is judged, by what the list says: `proof` is a paper seen at the counter, which also shows
    who somebody is, or a letter, which shows where they live alone. NotEligibleError.
    """
    process = await db.get_one(Process, ballot.process_id)
    today = by.territory.day(at)
    if await _revoked(db, line):
        raise NotEligibleError((Missing(ResidenceUnknownError(), (Way.COUNTER,)),))
    since = min(today, by.territory.day(line.added_at))
    facts = Facts(
        lives=Lives(line.place_id, await lies_in(db, line.place_id), proof, since),
        age=Age(0, today, proof, line.born_on),
        guardian=today if guardian else None,
        level=Level.HIGH if proof is Proof.COUNTER else Level.MAIL,
    )
    for asked in (process.conditions, ballot.conditions):
        check(Conditions.read(asked or {}), facts, today)


async def _revoked(db: ReadSession, line: CensusEntry) -> bool:
    """The administration said that whoever this line shows lives there no more."""
    if line.person_id is None:
        return False
    facts = of_territory(select(ResidenceFact), ResidenceFact.territory_id, line.territory_id)
    theirs = facts.where(ResidenceFact.person_id == line.person_id)
    newest = theirs.order_by(col(ResidenceFact.shown_at).desc(), col(ResidenceFact.id).desc()).limit(1)
    known = (await db.exec(newest)).first()
    return known is not None and known.ended_because is Ended.REVOKED
