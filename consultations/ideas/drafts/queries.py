"""What somebody is writing."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from consultations.ideas.drafts.models import IdeaDraft
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory, one_of
from payments.sessions import ReadSession


async def drafts(db: ReadSession, visitor: Visitor) -> Sequence[IdeaDraft]:
    """The one written last first."""
    statement = of_territory(select(IdeaDraft), IdeaDraft.territory_id, visitor.territory.id)
    statement = statement.where(IdeaDraft.person_id == person_of(visitor).id)
    return (await db.exec(statement.order_by(col(IdeaDraft.kept_at).desc(), col(IdeaDraft.id)))).all()


async def draft_of(db: ReadSession, visitor: Visitor, draft_id: UUID) -> IdeaDraft:
    """Its author's; NotFoundError for anybody else's."""
    draft = await one_of(db, IdeaDraft, visitor.territory.id, draft_id)
    if draft.person_id != person_of(visitor).id:
        raise NotFoundError
    return draft
