"""Who writes an idea."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from consultations.ideas.authors.models import IdeaAuthor
from consultations.ideas.models import Idea
from okote.identity.visitors import Visitor
from payments.sessions import ReadSession


async def authors(db: ReadSession, idea_id: UUID) -> Sequence[IdeaAuthor]:
    """Co-authors who have accepted or may still, in the order in which they were invited."""
    statement = select(IdeaAuthor).where(IdeaAuthor.idea_id == idea_id, col(IdeaAuthor.left_at).is_(None))
    return (await db.exec(statement.order_by(col(IdeaAuthor.id)))).all()


async def writes_with(db: ReadSession, idea_id: UUID, person_id: UUID) -> bool:
    """Whether somebody is a co-author now."""
    statement = select(IdeaAuthor.id).where(
        IdeaAuthor.idea_id == idea_id, IdeaAuthor.person_id == person_id, col(IdeaAuthor.left_at).is_(None)
    )
    return (await db.exec(statement)).first() is not None


async def may_write(db: ReadSession, idea: Idea, visitor: Visitor) -> bool:
    """Its author and its co-authors."""
    if visitor.person is None:
        return False
    return idea.person_id == visitor.person.id or await writes_with(db, idea.id, visitor.person.id)
