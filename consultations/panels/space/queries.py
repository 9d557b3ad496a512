"""What is read in the space of a panel."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel import col, select

from consultations.panels.members.models import Seat
from consultations.panels.models import Volunteer
from consultations.panels.space.models import PanelDocument, PanelMessage
from okote.platform.errors import NotFoundError
from okote.territories.queries import of_territory
from okote.web.pagination import ONE_MORE
from payments.sessions import ReadSession


@dataclass(frozen=True, slots=True)
class Read:
    """A message, and which member wrote it; None of whoever runs the panel, or of who withdrew since."""

    message: PanelMessage
    member: str | None


async def messages(db: ReadSession, panel_id: UUID, before: UUID | None) -> Sequence[Read]:
    """The latest first; one more than a page where there are more."""
    statement: Any = (
        select(PanelMessage, Volunteer.name)
        .outerjoin(Seat, col(Seat.id) == PanelMessage.seat_id)
        .outerjoin(Volunteer, col(Volunteer.id) == Seat.volunteer_id)
        .where(PanelMessage.panel_id == panel_id)
    )
    if before is not None:
        statement = statement.where(col(PanelMessage.id) < before)
    rows = await db.exec(statement.order_by(col(PanelMessage.id).desc()).limit(ONE_MORE))
    return [Read(*row) for row in rows]


async def documents(db: ReadSession, panel_id: UUID) -> Sequence[PanelDocument]:
    """The latest first."""
    statement = select(PanelDocument).where(
        PanelDocument.panel_id == panel_id, col(PanelDocument.removed_at).is_(None)
    )
    return (await db.exec(statement.order_by(col(PanelDocument.id).desc()))).all()


async def document(
    db: ReadSession, territory_id: UUID, document_id: UUID, panel_id: UUID | None = None
) -> PanelDocument:
    """NotFoundError of one that was removed, or of another panel where one is named."""
    statement = of_territory(select(PanelDocument), PanelDocument.territory_id, territory_id)
    statement = statement.where(PanelDocument.id == document_id, col(PanelDocument.removed_at).is_(None))
    if panel_id is not None:
        statement = statement.where(PanelDocument.panel_id == panel_id)
    found = (await db.exec(statement)).first()
    if found is None:
        raise NotFoundError
    return found
