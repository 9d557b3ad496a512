"""Ideas, as threads of comments and whoever follows them know them."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlmodel import col, select

from consultations.comments.subjects import Commented, Topic
from consultations.following.service import follow_by_itself, tell
from consultations.following.subjects import Followed, Told
from consultations.ideas.events import IdeaAnswered, IdeaProposed
from consultations.ideas.models import Idea, IdeaStep
from consultations.ideas.moderated import KIND
from consultations.ideas.queries import public
from consultations.ideas.rules import check_not_replaced
from consultations.processes.audiences import audiences_of
from consultations.processes.permitting import permitted
from consultations.processes.queries import active_phase
from consultations.processes.rules import Permit
from okote.feature import Found
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say, say_count
from okote.territories.queries import held
from payments.sessions import ReadSession, WriteSession

ANSWERED = "idea-answered"


async def _ideas(db: ReadSession, visitor: Visitor, ids: Collection[UUID]) -> list[Idea]:
    """Those that everyone of their process sees; nobody asks here how many support them."""
    statement = public(visitor.territory.id, audiences_of(visitor)).where(col(Idea.id).in_(ids))
    return [row[0] for row in await db.exec(statement.with_only_columns(Idea))]


async def _topics(db: ReadSession, visitor: Visitor, ids: Collection[UUID]) -> Mapping[UUID, Topic]:
    found = await _ideas(db, visitor, ids)
    closed = {key for key in {one.process_id for one in found if one.process_id} if not await _takes(db, key)}
    return {one.id: Topic(one.title, f"/ideas/{one.id}", _open(one, closed), one.person_id) for one in found}


def _open(one: Idea, closed: Collection[UUID | None]) -> bool:
    """What is said of one that was merged or split stays with it; people go on where others stand for it."""
    return one.replaced_at is None and one.process_id not in closed


async def _takes(db: ReadSession, process_id: UUID) -> bool:
    phase = await active_phase(db, process_id)
    return phase is not None and Permit.COMMENT in phase.permits


async def _admit(db: WriteSession, idea_id: UUID, visitor: Visitor) -> None:
    """As long as it is shown, also once it was answered; in a process, as its phase permits."""
    idea = await held(db, Idea, visitor.territory.id, idea_id, shared=True)
    if not idea.shown:
        raise NotFoundError
    check_not_replaced(replaced=idea.replaced_at is not None)
    await permitted(db, idea.process_id, Permit.COMMENT, by=visitor)


async def _subjects(db: ReadSession, visitor: Visitor, ids: Collection[UUID]) -> Mapping[UUID, Found]:
    return {one.id: Found(one.title, f"/ideas/{one.id}") for one in await _ideas(db, visitor, ids)}


async def _answers_that_stand(db: ReadSession, ids: Collection[UUID]) -> Collection[UUID]:
    """What was answered is kept for ever."""
    return (await db.exec(select(IdeaStep.id).where(col(IdeaStep.id).in_(ids)))).all()  # unordered: a set


async def on_idea_answered(db: WriteSession, event: IdeaAnswered) -> None:
    step = await db.get_one(IdeaStep, event.step)
    await tell(db, step.territory_id, KIND, step.idea_id, ANSWERED, step.id, by=step.by)


async def on_idea_proposed(db: WriteSession, event: IdeaProposed) -> None:
    """Whoever proposes an idea follows it from the start."""
    idea = await db.get_one(Idea, event.idea)
    if idea.person_id is not None:
        await follow_by_itself(db, idea.territory_id, KIND, idea.id, idea.person_id)


COMMENTED = Commented(KIND, say("Idea"), _topics, _admit)
FOLLOWED = Followed(KIND, say("Ideas"), _subjects)
TOLD = (
    Told(
        ANSWERED,
        say_count("%(num)s answer of the administration", "%(num)s answers of the administration"),
        _answers_that_stand,
    ),
)
