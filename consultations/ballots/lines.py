"""Where people vote by their line of the list as well, on paper, by code or with help, whoever votes online
has one too: an account that nobody can find on the list could not be told from somebody at a booth.
"""

from typing import Any, cast
from uuid import UUID

from sqlalchemy import ARRAY, LargeBinary, bindparam, text
from sqlmodel import col, exists, func, or_, select

from consultations.ballots.models import Ballot
from consultations.ballots.paper.deeds import PaperDeed
from consultations.ballots.paper.models import BallotCode, Booth
from consultations.ballots.rules import LineMissingError, LinesLateError, Mode, voter_key
from consultations.eligibility.census.models import CensusEntry
from consultations.eligibility.census.service import lines_of
from consultations.eligibility.rules import Missing, NotEligibleError, Way
from okote.identity.models import Person
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from okote.platform import limits
from okote.platform.audit import AuditEntry
from payments.sessions import ReadSession, WriteSession

SHARED = text("SELECT pg_advisory_xact_lock_shared(hashtextextended(:name, 0))")
"""Of the name that `begin_lines` holds alone: who votes now is seen by it, or sees it."""
ANY_VOTED = text("SELECT EXISTS (SELECT FROM unnest(:voters) AS one WHERE roll.has_voted(:ballot, one))")
ANY_VOTED = ANY_VOTED.bindparams(bindparam("voters", type_=ARRAY(LargeBinary)))

BY_LINES: Any = or_(
    exists().where(col(Booth.ballot_id) == Ballot.id).correlate(Ballot),
    exists()
    .where(col(BallotCode.ballot_id) == Ballot.id, col(BallotCode.voter_id) != BallotCode.id)
    .correlate(Ballot),
    exists()
    .where(
        col(AuditEntry.territory_id) == Ballot.territory_id,
        col(AuditEntry.subject_id) == Ballot.id,
        col(AuditEntry.deed) == PaperDeed.VOTE_ASSISTED.code,
    )
    .correlate(Ballot),
)
"""Whether a ballot has booths, codes that were sent to lines, or somebody who was helped at the counter."""


async def by_lines(db: ReadSession, ballot: Ballot) -> bool:
    found: Any = select(BY_LINES).select_from(Ballot).where(Ballot.id == ballot.id)
    return bool((await db.exec(found)).one())


async def lacks_line(db: ReadSession, *, by: Visitor) -> tuple[Missing, ...]:
    """What somebody who is signed in lacks where they are to be found on the list."""
    own = lines_of(by.territory.id).where(CensusEntry.person_id == person_of(by).id)
    if (await db.exec(own.limit(1))).first() is not None:
        return ()
    return (Missing(LineMissingError(), (Way.LIST, Way.COUNTER)),)


async def check_lined(db: WriteSession, ballot: Ballot, *, by: Visitor) -> None:
    """NotEligibleError of who votes online without a line, where people vote by lines as well."""
    await db.exec(cast("Any", SHARED.bindparams(name=_name(ballot))))
    if await by_lines(db, ballot) and (lacks := await lacks_line(db, by=by)):
        raise NotEligibleError(lacks)


async def begin_lines(db: WriteSession, ballot: Ballot) -> None:
    """Before the first booth, code or help of a ballot. LinesLateError once somebody without a line has voted
    online: they could come again.
    """
    if ballot.mode is not Mode.SEALED or await by_lines(db, ballot):
        return
    await db.lock(_name(ballot))
    if not await by_lines(db, ballot) and await _unlined_voted(db, ballot):
        raise LinesLateError


async def _unlined_voted(db: ReadSession, ballot: Ballot) -> bool:
    """Asked of the roll for all accounts without a line: nothing is written about who has none."""
    lines = lines_of(ballot.territory_id).subquery()
    former = select(func.jsonb_array_elements_text(lines.c.formerly)).select_from(lines)
    lined = exists().where(lines.c.person_id == Person.id).correlate(Person)
    wanted = select(Person.id).where(~lined).order_by(col(Person.id))
    known = {UUID(one) for one in (await db.exec(former)).all()}  # unordered: a set
    secret: bytes = db.info[limits.KEY]
    keys = [voter_key(secret, ballot.id, one) for one in (await db.exec(wanted)).all() if one not in known]
    asked = ANY_VOTED.bindparams(ballot=ballot.id, voters=keys)
    return bool((await db.exec(cast("Any", asked))).scalar_one())


def _name(ballot: Ballot) -> str:
    return f"ballot-lines:{ballot.id}"
