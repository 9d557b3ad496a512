"""Write an idea's versions: the first with it, the others as its authors change it."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select

from consultations.actions.models import Theme
from consultations.deeds import IDEA, ConsultationDeed
from consultations.ideas.authors.queries import may_write
from consultations.ideas.events import IdeaChanged
from consultations.ideas.files.queries import files_of
from consultations.ideas.models import Idea
from consultations.ideas.rules import check_editable, check_not_own, check_not_replaced
from consultations.ideas.versions.content import Content, degrees, is_substantial
from consultations.ideas.versions.models import IdeaVersion
from consultations.ideas.versions.queries import version_of
from consultations.ideas.where import Where, checked
from consultations.permissions import may_moderate
from consultations.processes.permitting import permitted
from consultations.processes.rules import Permit
from okote.identity.account.presence import hold_open
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import StaleError
from okote.platform.events import emit
from okote.territories.models import Place
from okote.territories.queries import held
from payments.sessions import ReadSession, WriteSession


@dataclass(frozen=True, slots=True)
class Changed:
    """What its authors make of it."""

    title: str
    body: str
    where: Where
    category_id: UUID | None = None


async def content_of(db: ReadSession, idea: Idea) -> Content:
    """What an idea says now."""
    category = await db.get(Theme, idea.category_id) if idea.category_id else None
    place = await db.get(Place, idea.place_id) if idea.place_id else None
    return Content(
        title=idea.title,
        body=idea.body,
        language=idea.language,
        category=category.name if category else None,
        place=place.name if place else None,
        address=idea.address,
        latitude=degrees(idea.latitude),
        longitude=degrees(idea.longitude),
        files=[[one.kind, one.sha256, one.title] for one in await files_of(db, idea_id=idea.id)],
    )


async def first_version(db: WriteSession, idea: Idea, *, by: Visitor) -> IdeaVersion:
    """As it was published."""
    return await _written(db, idea, await content_of(db, idea), substantial=True, by=by)


async def edit(db: WriteSession, idea_id: UUID, changed: Changed, *, expected: int, by: Visitor) -> Idea:
    """By one of its authors, as long as nobody studies it and its time for changes lasts.

    Saved as it was, nothing happens. StaleError where another window or author was quicker, IdeaStudiedError,
    IdeaTooOldError, and those of its place and category.
    """
    idea = await writable(db, idea_id, by=by)
    if idea.version != expected:
        raise StaleError
    await checked(db, changed.where, changed.category_id, by=by, kept=idea)
    idea.title, idea.body, idea.category_id = changed.title, changed.body, changed.category_id
    changed.where.put(idea)
    await db.flush()
    await next_version(db, idea, by=by)
    return idea


async def writable(db: WriteSession, idea_id: UUID, *, by: Visitor) -> Idea:
    """Held, for one of its authors to change. ForbiddenError, IdeaStudiedError, IdeaTooOldError,
    PhaseClosedError.
    """
    idea = await held(db, Idea, by.territory.id, idea_id)
    require(await may_write(db, idea, by))
    await permitted(db, idea.process_id, Permit.PROPOSE, by=by)
    check_not_replaced(replaced=idea.replaced_at is not None)
    check_editable(idea.state, idea.proposed_at, await db.now(), shown=idea.shown)
    await hold_open(db, person_of(by).id)
    return idea


async def next_version(
    db: WriteSession, idea: Idea, *, by: Visitor, reason: str | None = None
) -> IdeaVersion | None:
    """None where it says what it said; whoever supported something else is told."""
    now, before = await content_of(db, idea), await version_of(db, idea.id, idea.version)
    if before.sha256 == now.digest:
        return None
    supported = await version_of(db, idea.id, idea.reconsent)
    far = supported.content is None or is_substantial(Content.read(supported.content), now)
    idea.version += 1
    if far:
        idea.reconsent = idea.version
    written = await _written(db, idea, now, substantial=far, by=by, reason=reason)
    await emit(db, IdeaChanged(written.id))
    return written


async def redact(db: WriteSession, idea_id: UUID, title: str, body: str, reason: str, *, by: Visitor) -> Idea:
    """Take names and private things out of an idea, and all that it said before: the SHA-256 stays.

    Its author reads why. OwnIdeaError where the moderator wrote it.
    """
    require(may_moderate(by))
    idea = await held(db, Idea, by.territory.id, idea_id)
    check_not_own(own=await may_write(db, idea, by))
    was = IDEA.facts(idea)
    idea.title, idea.body = title, body
    await db.flush()
    await next_version(db, idea, by=by, reason=reason)
    earlier = select(IdeaVersion).where(
        IdeaVersion.idea_id == idea.id,
        IdeaVersion.number < idea.version,
        col(IdeaVersion.content).is_not(None),
    )
    for one in (await db.exec(earlier.order_by(col(IdeaVersion.number)).with_for_update())).all():
        one.content, one.redacted_at = None, await db.now()
    await note(db, by.doer, ConsultationDeed.IDEA_REDACTED, idea, was, reason=reason)
    return idea


async def _written(
    db: WriteSession,
    idea: Idea,
    content: Content,
    *,
    substantial: bool,
    by: Visitor,
    reason: str | None = None,
) -> IdeaVersion:
    written = IdeaVersion(
        territory_id=idea.territory_id,
        idea_id=idea.id,
        number=idea.version,
        content=content.kept(),
        sha256=content.digest,
        substantial=substantial,
        reason=reason,
        at=await db.now(),
        by=person_of(by).id,
    )
    db.add(written)
    await db.flush()
    return written
