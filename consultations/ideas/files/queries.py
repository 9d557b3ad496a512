"""Pictures and documents of a draft or an idea."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select

from consultations.ideas.files.models import IdeaFile
from payments.sessions import ReadSession


async def files_of(
    db: ReadSession, *, draft_id: UUID | None = None, idea_id: UUID | None = None
) -> Sequence[IdeaFile]:
    """Those that are shown, pictures first, in their order."""
    owner = IdeaFile.idea_id == idea_id if idea_id else IdeaFile.draft_id == draft_id
    statement = select(IdeaFile).where(owner, col(IdeaFile.removed_at).is_(None))
    in_order = (col(IdeaFile.kind) != "picture", col(IdeaFile.position), col(IdeaFile.id))
    return (await db.exec(statement.order_by(*in_order))).all()
