"""Ideas, as threads of comments and whoever follows them know them."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlmodel import col, select

from consultations.comments.subjects import Commented, Topic
from consultations.following.service import tell
from consultations.following.subjects import Followed, Told
from consultations.ideas.events import IdeaAnswered
from consultations.ideas.models import Idea, IdeaStep
from consultations.ideas.moderated import KIND
from okote.feature import Found
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.platform.i18n import say, say_count
from okote.territories.queries import held, of_territory
from payments.sessions import ReadSession, WriteSession

ANSWERED = "idea-answered"


async def _ideas(db: ReadSession, visitor: Visitor, ids: Collection[UUID]) -> list[Idea]:
    """Those that everyone sees."""
    statement = of_territory(select(Idea), Idea.territory_id, visitor.territory.id).where(
        col(Idea.id).in_(ids), col(Idea.withdrawn_at).is_(None), col(Idea.hidden_at).is_(None)
    )
    return list(await db.exec(statement))


async def _topics(db: ReadSession, visitor: Visitor, ids: Collection[UUID]) -> Mapping[UUID, Topic]:
    return {
        one.id: Topic(one.title, f"/ideas/{one.id}", takes=True, author_id=one.person_id)
        for one in await _ideas(db, visitor, ids)
    }


async def _admit(db: WriteSession, idea_id: UUID, visitor: Visitor) -> None:
    """As long as it is shown, also once it was answered."""
    idea = await held(db, Idea, visitor.territory.id, idea_id, shared=True)
    if not idea.shown:
        raise NotFoundError


async def _subjects(db: ReadSession, visitor: Visitor, ids: Collection[UUID]) -> Mapping[UUID, Found]:
    return {one.id: Found(one.title, f"/ideas/{one.id}") for one in await _ideas(db, visitor, ids)}


async def _answers_that_stand(db: ReadSession, ids: Collection[UUID]) -> Collection[UUID]:
    """What was answered is kept for ever."""
    return (await db.exec(select(IdeaStep.id).where(col(IdeaStep.id).in_(ids)))).all()  # unordered: a set


async def on_idea_answered(db: WriteSession, event: IdeaAnswered) -> None:
    step = await db.get_one(IdeaStep, event.step)
    await tell(db, step.territory_id, KIND, step.idea_id, ANSWERED, step.id, by=step.by)


COMMENTED = Commented(KIND, say("Idea"), _topics, _admit)
FOLLOWED = Followed(KIND, say("Ideas"), _subjects)
TOLD = (
    Told(
        ANSWERED,
        say_count("%(num)s answer of the administration", "%(num)s answers of the administration"),
        _answers_that_stand,
    ),
)
