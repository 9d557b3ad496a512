"""What residents do: propose, support, take back, report."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, select, update

from consultations.ideas.events import IdeaProposed
from consultations.ideas.models import Idea, IdeaReport, IdeaSupport
from consultations.ideas.rules import check_not_own, check_waiting
from okote.identity.account.presence import hold_open
from okote.identity.events import AccountClosed
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.platform.limits import Limit, Per, hit
from okote.territories.models import Place
from okote.territories.queries import held, one_of
from payments.sessions import WriteSession

PROPOSING = Limit(
    "idea",
    most=5,
    window=timedelta(days=1),
    per=Per.PERSON,
    reason="Each is read by everyone and answered by a service.",
)
SUPPORTING = Limit(
    "idea-support",
    most=100,
    window=timedelta(hours=1),
    per=Per.PERSON,
    reason="Somebody reads all the ideas in an evening; what supports everything is a program.",
)
REPORTING = Limit(
    "idea-report",
    most=10,
    window=timedelta(days=1),
    per=Per.PERSON,
    reason="A person reads each report; whoever finds more than ten has better write to the operator.",
)

LIMITS = (PROPOSING, SUPPORTING, REPORTING)


@dataclass(frozen=True, slots=True)
class IdeaDetails:
    title: str
    body: str
    place_id: UUID | None = None
    public_name: str | None = None


async def propose(db: WriteSession, details: IdeaDetails, *, by: Visitor) -> Idea:
    """Everyone reads it at once; sent a second time, it is the same idea."""
    author = person_of(by)
    await db.lock(f"proposing:{author.id}")
    same = select(Idea).where(
        Idea.territory_id == by.territory.id,
        Idea.person_id == author.id,
        Idea.title == details.title,
        Idea.body == details.body,
        col(Idea.withdrawn_at).is_(None),
    )
    if (known := (await db.exec(same)).first()) is not None:
        return known
    if details.place_id is not None:
        await one_of(db, Place, by.territory.id, details.place_id)
    await hit(db, PROPOSING, str(author.id))
    await hold_open(db, author.id)
    at = await db.now()
    proposed = Idea(
        territory_id=by.territory.id,
        person_id=author.id,
        public_name=details.public_name,
        place_id=details.place_id,
        title=details.title,
        body=details.body,
        language=by.language,
        proposed_at=at,
        since=at,
    )
    db.add(proposed)
    await db.flush()
    await emit(db, IdeaProposed(proposed.id))
    return proposed


async def support(db: WriteSession, idea_id: UUID, *, by: Visitor) -> None:
    """Once for each person, as long as nobody has answered; pressed twice, it is the same."""
    idea, person = await _shown(db, idea_id, by), person_of(by)
    check_waiting(idea.state)
    check_not_own(own=idea.person_id == person.id)
    await hit(db, SUPPORTING, str(person.id))
    await hold_open(db, person.id)
    support = insert(IdeaSupport).values(idea_id=idea.id, person_id=person.id, since=await db.now())
    await db.exec(support.on_conflict_do_nothing())


async def support_no_more(db: WriteSession, idea_id: UUID, *, by: Visitor) -> None:
    """At any time, also once it was answered."""
    idea = await held(db, Idea, by.territory.id, idea_id, shared=True)
    await db.exec(
        delete(IdeaSupport).where(
            col(IdeaSupport.idea_id) == idea.id, col(IdeaSupport.person_id) == person_of(by).id
        )
    )


async def take_back(db: WriteSession, idea_id: UUID, *, by: Visitor) -> Idea:
    """By its author, until it is answered: the answer belongs to everyone who asked."""
    idea = await held(db, Idea, by.territory.id, idea_id)
    require(idea.person_id == person_of(by).id)
    check_waiting(idea.state)
    idea.withdrawn_at = idea.withdrawn_at or await db.now()
    return idea


async def report(db: WriteSession, idea_id: UUID, reason: str, *, by: Visitor) -> IdeaReport:
    """Hides nothing by itself: a person looks. One open report for each person."""
    idea, person = await _shown(db, idea_id, by), person_of(by)
    check_not_own(own=idea.person_id == person.id)
    await db.lock(f"reporting:{person.id}")
    open_one = select(IdeaReport).where(
        IdeaReport.idea_id == idea.id,
        IdeaReport.person_id == person.id,
        col(IdeaReport.handled_at).is_(None),
    )
    if (known := (await db.exec(open_one)).first()) is not None:
        return known
    await hit(db, REPORTING, str(person.id))
    await hold_open(db, person.id)
    reported = IdeaReport(
        territory_id=idea.territory_id,
        idea_id=idea.id,
        person_id=person.id,
        reason=reason,
        language=by.language,
        at=await db.now(),
    )
    db.add(reported)
    await db.flush()
    return reported


async def _shown(db: WriteSession, idea_id: UUID, by: Visitor) -> Idea:
    """One that everyone sees; NotFoundError for any other."""
    idea = await held(db, Idea, by.territory.id, idea_id, shared=True)
    if not idea.shown:
        raise NotFoundError
    return idea


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """What everyone reads stays without its author's name; what was taken back, supports and reports go."""
    theirs = col(Idea.person_id) == closed.person_id
    await db.exec(delete(IdeaSupport).where(col(IdeaSupport.person_id) == closed.person_id))
    await db.exec(delete(IdeaReport).where(col(IdeaReport.person_id) == closed.person_id))
    await db.exec(delete(Idea).where(theirs, col(Idea.withdrawn_at).is_not(None)))
    await db.exec(update(Idea).where(theirs).values(public_name=None))
