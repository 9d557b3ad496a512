"""What residents do: propose, support, take back."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, delete, func, select, update

from consultations.ideas.authors.models import IdeaAuthor
from consultations.ideas.authors.queries import may_write
from consultations.ideas.drafts.models import IdeaDraft
from consultations.ideas.events import IdeaProposed
from consultations.ideas.files.models import IdeaFile
from consultations.ideas.models import Idea, IdeaReplacement, IdeaSupport
from consultations.ideas.rules import (
    IdeaStandsForOthersError,
    check_not_own,
    check_not_replaced,
    check_waiting,
)
from consultations.ideas.versions.service import first_version
from consultations.ideas.where import Where, checked
from consultations.moderation.rules import Bar
from consultations.moderation.service.cases import check_not_barred
from consultations.processes.models import Process
from consultations.processes.permitting import check_seen, permitted
from consultations.processes.rules import Permit
from okote.identity.account.presence import hold_open
from okote.identity.events import AccountClosed
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.platform.events import emit
from okote.platform.limits import Limit, Per, hit
from okote.territories.queries import held, of_territory, one_of
from okote.territories.rules import Position
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
LIMITS = (PROPOSING, SUPPORTING)


@dataclass(frozen=True, slots=True)
class IdeaDetails:
    title: str
    body: str
    place_id: UUID | None = None
    public_name: str | None = None
    process_id: UUID | None = None
    category_id: UUID | None = None
    address: str = ""
    point: Position | None = None
    language: str | None = None
    """In which it is written; None is the visitor's."""

    @property
    def where(self) -> Where:
        return Where(self.place_id, self.address, self.point)


async def propose(
    db: WriteSession, details: IdeaDetails, *, by: Visitor, draft_id: UUID | None = None
) -> Idea:
    """Everyone reads it at once; sent a second time, it is the same idea. BarredError."""
    author = person_of(by)
    await check_not_barred(db, by.territory, Bar.WRITING, person_id=author.id)
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
    await hit(db, PROPOSING, str(author.id))
    await hold_open(db, author.id)
    return await put_in(db, details, by=by, person_id=author.id, draft_id=draft_id)


async def put_in(db: WriteSession, details: IdeaDetails, *, by: Visitor, **whose: Any) -> Idea:
    """With its number and its first version; what it brought as a draft comes with it.

    `whose` says who proposed it, or who entered it at the counter. PhaseClosedError.
    """
    await permitted(db, details.process_id, Permit.PROPOSE, by=by)
    await checked(db, details.where, details.category_id, by=by)
    return await put_down(db, details, by=by, **whose)


async def put_down(db: WriteSession, details: IdeaDetails, *, by: Visitor, **whose: Any) -> Idea:
    """The same, whether or not its phase takes ideas: of what was said before, such as when it is merged."""
    await db.lock(f"idea-numbers:{by.territory.id}")
    latest = of_territory(select(func.max(Idea.number)), Idea.territory_id, by.territory.id)
    at = await db.now()
    proposed = Idea(
        territory_id=by.territory.id,
        number=((await db.exec(latest)).one() or 0) + 1,
        process_id=details.process_id,
        public_name=details.public_name,
        category_id=details.category_id,
        title=details.title,
        body=details.body,
        language=details.language or by.language,
        proposed_at=at,
        since=at,
        **whose,
    )
    details.where.put(proposed)
    db.add(proposed)
    await db.flush()
    if proposed.draft_id is not None:
        of_draft = col(IdeaFile.draft_id) == proposed.draft_id
        await db.exec(update(IdeaFile).where(of_draft).values(draft_id=None, idea_id=proposed.id))
    await first_version(db, proposed, by=by)
    await emit(db, IdeaProposed(proposed.id))
    return proposed


async def support(db: WriteSession, idea_id: UUID, *, by: Visitor) -> None:
    """Once for each person, as long as nobody has answered; pressed twice, it is the same.

    Pressed again after the idea changed, it is its present text that they support.
    """
    idea, person = await _shown(db, idea_id, by), person_of(by)
    check_not_replaced(replaced=idea.replaced_at is not None)
    check_waiting(idea.state)
    check_not_own(own=await may_write(db, idea, by))
    await permitted(db, idea.process_id, Permit.SUPPORT, by=by)
    await hit(db, SUPPORTING, str(person.id))
    await hold_open(db, person.id)
    given = {"idea_id": idea.id, "person_id": person.id, "since": await db.now(), "version": idea.version}
    support = insert(IdeaSupport).values(**given)
    again = {"version": support.excluded.version}
    await db.exec(support.on_conflict_do_update(index_elements=["idea_id", "person_id"], set_=again))


async def support_no_more(db: WriteSession, idea_id: UUID, *, by: Visitor) -> None:
    """At any time, also once it was answered; of one that was merged, they support the merged one no more."""
    idea = await held(db, Idea, by.territory.id, idea_id, shared=True)
    check_not_replaced(replaced=idea.replaced_at is not None)
    await db.exec(
        delete(IdeaSupport).where(
            col(IdeaSupport.idea_id) == idea.id, col(IdeaSupport.person_id) == person_of(by).id
        )
    )


async def take_back(db: WriteSession, idea_id: UUID, *, by: Visitor) -> Idea:
    """By its author, until it is answered: the answer belongs to everyone who asked."""
    idea = await held(db, Idea, by.territory.id, idea_id)
    require(idea.person_id == person_of(by).id)
    check_not_replaced(replaced=idea.replaced_at is not None)
    stands_for = select(IdeaReplacement.idea_id).where(IdeaReplacement.to_id == idea.id)
    if (await db.exec(stands_for)).first() is not None:
        raise IdeaStandsForOthersError
    check_waiting(idea.state)
    idea.withdrawn_at = idea.withdrawn_at or await db.now()
    return idea


async def _shown(db: WriteSession, idea_id: UUID, by: Visitor) -> Idea:
    """One that everyone of its process sees; NotFoundError for any other."""
    idea = await held(db, Idea, by.territory.id, idea_id, shared=True)
    if not idea.shown:
        raise NotFoundError
    if idea.process_id is not None:
        check_seen(await one_of(db, Process, by.territory.id, idea.process_id), by)
    return idea


async def on_account_closed(db: WriteSession, closed: AccountClosed) -> None:
    """What everyone reads stays without its author's name; what was taken back, and supports go."""
    theirs = col(Idea.person_id) == closed.person_id
    await db.exec(delete(IdeaSupport).where(col(IdeaSupport.person_id) == closed.person_id))
    await db.exec(delete(Idea).where(theirs, col(Idea.withdrawn_at).is_not(None)))
    await db.exec(update(Idea).where(theirs).values(public_name=None))
    await db.exec(delete(IdeaDraft).where(col(IdeaDraft.person_id) == closed.person_id))
    gone = {"public_name": None, "left_at": func.coalesce(col(IdeaAuthor.left_at), await db.now())}
    await db.exec(update(IdeaAuthor).where(col(IdeaAuthor.person_id) == closed.person_id).values(**gone))
