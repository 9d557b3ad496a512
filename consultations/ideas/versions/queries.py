"""What an idea said, for whoever sees it."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from consultations.ideas.versions.models import IdeaVersion
from okote.platform.errors import NotFoundError
from payments.sessions import ReadSession


async def version_of(db: ReadSession, idea_id: UUID, number: int) -> IdeaVersion:
    statement = select(IdeaVersion).where(IdeaVersion.idea_id == idea_id, IdeaVersion.number == number)
    found = (await db.exec(statement)).first()
    if found is None:
        raise NotFoundError
    return found


async def versions(db: ReadSession, idea_id: UUID) -> Sequence[IdeaVersion]:
    """From the latest to the first."""
    statement = select(IdeaVersion).where(IdeaVersion.idea_id == idea_id)
    return (await db.exec(statement.order_by(col(IdeaVersion.number).desc()))).all()
