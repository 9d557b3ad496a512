"""Begin a draft, keep what is typed, throw it away, publish it."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlmodel import col, func, select

from consultations.ideas.drafts.models import IdeaDraft
from consultations.ideas.models import Idea
from consultations.ideas.rules import DRAFTS_MOST, DraftsMostError, DraftUnfinishedError
from consultations.ideas.service import IdeaDetails, propose
from consultations.ideas.where import Where, checked
from consultations.processes.permitting import permitted
from consultations.processes.rules import Permit
from okote.identity.account.presence import hold_open
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError, StaleError
from okote.platform.limits import Limit, Per
from okote.territories.queries import held, of_territory
from payments.sessions import WriteSession

AUTOSAVES = Limit(
    "idea-autosave",
    most=1_800,
    window=timedelta(hours=1),
    per=Per.PERSON,
    reason="Sent at each pause of two seconds: nobody who writes by hand makes more of them.",
)


@dataclass(frozen=True, slots=True)
class What:
    """As typed; it need not be whole."""

    title: str
    body: str
    category_id: UUID | None = None
    public_name: str | None = None
    language: str | None = None


async def begin(
    db: WriteSession, what: What, *, by: Visitor, process_id: UUID | None = None, window: str = ""
) -> IdeaDraft:
    """While its process takes ideas. A form that is sent twice finds the draft that it began.

    DraftsMostError, PhaseClosedError.
    """
    person = person_of(by)
    await db.lock(f"drafting:{person.id}")
    mine = of_territory(select(IdeaDraft), IdeaDraft.territory_id, by.territory.id).where(
        IdeaDraft.person_id == person.id
    )
    same = mine.where(
        IdeaDraft.title == what.title,
        IdeaDraft.body == what.body,
        col(IdeaDraft.process_id).is_not_distinct_from(process_id),
    )
    if (known := (await db.exec(same.order_by(col(IdeaDraft.id)))).first()) is not None:
        return known
    count = select(func.count()).select_from(IdeaDraft).where(IdeaDraft.person_id == person.id)
    if (await db.exec(count)).one() >= DRAFTS_MOST:
        raise DraftsMostError(most=DRAFTS_MOST)
    await hold_open(db, person.id)
    await permitted(db, process_id, Permit.PROPOSE, by=by)
    await checked(db, Where(), what.category_id, by=by)
    at = await db.now()
    begun = IdeaDraft(
        territory_id=by.territory.id,
        person_id=person.id,
        process_id=process_id,
        language=by.language,
        window=window,
        begun_at=at,
        kept_at=at,
    )
    _put(begun, what)
    db.add(begun)
    await db.flush()
    return begun


async def keep(
    db: WriteSession,
    draft_id: UUID,
    *,
    by: Visitor,
    expected: int,
    window: str = "",
    what: What | None = None,
    where: Where | None = None,
) -> IdeaDraft:
    """What one page of it says, in place of what was kept. StaleError where another window was quicker."""
    draft = await own(db, draft_id, by=by)
    if draft.version != expected and draft.window != (window or None):
        raise StaleError
    category = draft.category_id if what is None else what.category_id
    await checked(db, where or Where.of(draft), category, by=by, kept=draft)
    if what is not None:
        _put(draft, what)
    if where is not None:
        where.put(draft)
    draft.version, draft.window = draft.version + 1, window
    draft.kept_at = await db.now()
    await db.flush()
    return draft


async def throw_away(db: WriteSession, draft_id: UUID, *, by: Visitor) -> None:
    """With its files, which go within the hour."""
    await db.delete(await own(db, draft_id, by=by))


async def publish(db: WriteSession, draft_id: UUID, *, by: Visitor, expected: int | None = None) -> Idea:
    """Everyone reads it from now on; published a second time, it is the same idea.

    DraftUnfinishedError, PhaseClosedError, and StaleError where it says something else than was `expected`.
    """
    try:
        draft = await own(db, draft_id, by=by)
    except NotFoundError:
        return await came_of(db, draft_id, by=by)
    if expected not in (None, draft.version):
        raise StaleError
    if not (draft.title and draft.body):
        raise DraftUnfinishedError
    details = IdeaDetails(
        draft.title,
        draft.body,
        draft.place_id,
        draft.public_name,
        process_id=draft.process_id,
        category_id=draft.category_id,
        address=draft.address,
        point=Where.of(draft).point,
        language=draft.language,
    )
    published = await propose(db, details, by=by, draft_id=draft.id)
    await db.delete(draft)
    await db.flush()
    return published


async def own(db: WriteSession, draft_id: UUID, *, by: Visitor) -> IdeaDraft:
    """Held; NotFoundError for anybody else's, and for one that is published already."""
    draft = await held(db, IdeaDraft, by.territory.id, draft_id)
    if draft.person_id != person_of(by).id:
        raise NotFoundError
    return draft


async def came_of(db: WriteSession, draft_id: UUID, *, by: Visitor) -> Idea:
    """The idea that a draft became; NotFoundError where it became none, or another's."""
    statement = select(Idea).where(Idea.draft_id == draft_id, Idea.person_id == person_of(by).id)
    found = (await db.exec(statement)).first()
    if found is None:
        raise NotFoundError
    return found


def _put(draft: IdeaDraft, what: What) -> None:
    draft.title, draft.body, draft.category_id = what.title, what.body, what.category_id
    draft.public_name = what.public_name
    draft.language = what.language or draft.language
