"""Writing to a panel, and keeping documents for it."""

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from sqlmodel import col, func, select

from consultations.deeds import PANEL_DOCUMENT, PANEL_MESSAGE, ConsultationDeed
from consultations.panels.members.models import Seat
from consultations.panels.members.rules import SeatState
from consultations.panels.models import Panel
from consultations.panels.space.models import PanelDocument, PanelMessage
from consultations.panels.space.rules import DOCUMENTS_MOST, DocumentsMostError, SpaceClosedError
from consultations.permissions import may_run_panels
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.files.papers import store_paper
from okote.platform.limits import Limit, Per, hit
from okote.territories.queries import held
from payments.sessions import WriteSession
from payments.tables import uuid7

MESSAGES = Limit(
    "panel-message",
    most=60,
    window=timedelta(hours=1),
    per=Per.PERSON,
    reason="A lively evening of one member; whoever sends one a minute is a program.",
)

LIMITS = (MESSAGES,)


async def write_as_member(db: WriteSession, seat: Seat, body: str) -> PanelMessage:
    """`seat` is held by whoever asks. NotFoundError of who does not sit, SpaceClosedError."""
    if seat.state is not SeatState.ACCEPTED:
        raise NotFoundError
    panel = await _open(db, seat.territory_id, seat.panel_id)
    await hit(db, MESSAGES, str(seat.id))
    return await _written(db, panel, body, seat_id=seat.id)


async def write_as_organiser(db: WriteSession, panel_id: UUID, body: str, *, by: Visitor) -> PanelMessage:
    """SpaceClosedError."""
    require(may_run_panels(by))
    panel = await _open(db, by.territory.id, panel_id)
    message = await _written(db, panel, body, written_by=person_of(by).id)
    await note(db, by.doer, ConsultationDeed.PANEL_MESSAGE_WRITTEN, message)
    return message


async def remove_message(db: WriteSession, message_id: UUID, *, by: Visitor) -> PanelMessage:
    """Its words go for good; that there was one stays to be seen."""
    require(may_run_panels(by))
    message = await held(db, PanelMessage, by.territory.id, message_id)
    if message.removed_at is None:
        was = PANEL_MESSAGE.facts(message)
        message.body, message.removed_at, message.removed_by = "", await db.now(), person_of(by).id
        await note(db, by.doer, ConsultationDeed.PANEL_MESSAGE_REMOVED, message, was)
    return message


async def add_document(
    db: WriteSession, panel_id: UUID, title: str, data: bytes, *, folder: Path, by: Visitor
) -> PanelDocument:
    """The file is written before the row commits: a crash leaves a file that nothing names.

    SpaceClosedError, DocumentsMostError, NotAPaperError, PaperTooLargeError, PictureTooLargeError.
    """
    require(may_run_panels(by))
    panel, name = await _open(db, by.territory.id, panel_id), uuid7()
    kept = (PanelDocument.panel_id == panel.id, col(PanelDocument.removed_at).is_(None))
    if (await db.exec(select(func.count()).select_from(PanelDocument).where(*kept))).one() >= DOCUMENTS_MOST:
        raise DocumentsMostError(most=DOCUMENTS_MOST)
    document = PanelDocument(
        id=name,
        territory_id=panel.territory_id,
        panel_id=panel.id,
        title=title,
        kind=await store_paper(data, folder=folder, name=name),
        added_at=await db.now(),
        added_by=person_of(by).id,
    )
    db.add(document)
    await db.flush()
    await note(db, by.doer, ConsultationDeed.PANEL_DOCUMENT_ADDED, document)
    return document


async def remove_document(db: WriteSession, document_id: UUID, *, by: Visitor) -> PanelDocument:
    """Nobody sees it any more; its file is deleted some days later."""
    require(may_run_panels(by))
    document = await held(db, PanelDocument, by.territory.id, document_id)
    was = PANEL_DOCUMENT.facts(document)
    document.removed_at = document.removed_at or await db.now()
    await note(db, by.doer, ConsultationDeed.PANEL_DOCUMENT_REMOVED, document, was)
    return document


async def set_mails(db: WriteSession, seat: Seat, *, wanted: bool) -> Seat:
    """Whether mails tell of new messages; `seat` is held by whoever asks. NotFoundError of who sits not."""
    if seat.state is not SeatState.ACCEPTED:
        raise NotFoundError
    seat.quiet_since = None if wanted else seat.quiet_since or await db.now()
    return seat


async def _open(db: WriteSession, territory_id: UUID, panel_id: UUID) -> Panel:
    panel = await held(db, Panel, territory_id, panel_id, shared=True)
    if panel.published_at is None:
        raise NotFoundError
    if panel.ended_at is not None:
        raise SpaceClosedError
    return panel


async def _written(
    db: WriteSession,
    panel: Panel,
    body: str,
    *,
    seat_id: UUID | None = None,
    written_by: UUID | None = None,
) -> PanelMessage:
    message = PanelMessage(
        territory_id=panel.territory_id,
        panel_id=panel.id,
        seat_id=seat_id,
        written_by=written_by,
        body=body,
        at=await db.now(),
    )
    db.add(message)
    await db.flush()
    return message
