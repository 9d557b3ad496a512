"""Who reads and does what in the study of an idea. Nobody studies what they wrote themselves."""

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from uuid import UUID

from sqlmodel import col, select

from consultations.ideas.authors.queries import may_write
from consultations.ideas.models import Idea
from consultations.ideas.rules import check_not_own
from consultations.permissions import own_services
from consultations.studying.models import Study
from consultations.studying.rules import StudyEnd
from okote.identity.permissions import require
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.territories.queries import held, one_of
from payments.sessions import ReadSession, WriteSession


async def studies_of(db: ReadSession, idea_id: UUID) -> Sequence[Study]:
    """All that there were, from the first to the latest."""
    statement = select(Study).where(Study.idea_id == idea_id)
    return (await db.exec(statement.order_by(col(Study.id)))).all()


def having(studies: Collection[Study]) -> AbstractSet[UUID]:
    """The services that have it, or had it until it was answered."""
    return {one.service_id for one in studies if one.ended in {None, StudyEnd.ANSWERED}}


async def check_reads(db: ReadSession, idea: Idea, visitor: Visitor) -> None:
    """Agents, and whoever answers for a service that has it. ForbiddenError, OwnIdeaError."""
    mine = own_services(visitor)
    require(mine is None or bool(having(await studies_of(db, idea.id)) & set(mine)))
    check_not_own(own=await may_write(db, idea, visitor))


def speaks_for(visitor: Visitor, studies: Collection[Study]) -> AbstractSet[UUID]:
    """The services that have it for which the visitor may speak: agents pass on what a service says."""
    mine = own_services(visitor)
    found = having(studies)
    return found if mine is None else found & set(mine)


async def idea_of(db: ReadSession, visitor: Visitor, idea_id: UUID) -> Idea:
    """One whose study the visitor reads. NotFoundError, ForbiddenError, OwnIdeaError."""
    idea = await one_of(db, Idea, visitor.territory.id, idea_id)
    await check_reads(db, idea, visitor)
    return idea


async def open_study(db: WriteSession, visitor: Visitor, study_id: UUID) -> Study:
    """Held, as it now is, once its idea is held. NotFoundError where it has ended."""
    found = await held(db, Study, visitor.territory.id, study_id)
    if found.ended_at is not None:
        raise NotFoundError
    return found
