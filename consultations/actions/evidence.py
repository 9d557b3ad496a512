"""Show that something was done: by an address, or by a file that everyone may take."""

from pathlib import Path
from typing import Any
from uuid import UUID

from consultations.actions.models import Action, Evidence
from consultations.actions.queries.shown import evidence
from consultations.actions.rules import MOST_EVIDENCE, EvidenceExistsError, TooMuchEvidenceError
from consultations.deeds import EVIDENCE, ConsultationDeed
from consultations.permissions import may_answer
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import NotFoundError
from okote.platform.files.papers import store_paper
from okote.platform.links import public_link
from okote.territories.queries import held
from payments.sessions import WriteSession
from payments.tables import uuid7


async def add_address(db: WriteSession, action_id: UUID, title: str, url: str, *, by: Visitor) -> Evidence:
    """NotAPublicLinkError, EvidenceExistsError, TooMuchEvidenceError."""
    link = public_link(url)
    action = await _open(db, action_id, title, by)
    return await _added(db, action, by, id=uuid7(), title=title, url=link)


async def add_file(
    db: WriteSession, action_id: UUID, title: str, data: bytes, *, folder: Path, by: Visitor
) -> Evidence:
    """The file is written before the row commits: a crash leaves a file that nothing names.

    EvidenceExistsError, TooMuchEvidenceError, NotAPaperError, PaperTooLargeError, PictureTooLargeError.
    """
    action, name = await _open(db, action_id, title, by), uuid7()
    kind = await store_paper(data, folder=folder, name=name)
    return await _added(db, action, by, id=name, title=title, kind=kind)


async def remove(db: WriteSession, action_id: UUID, evidence_id: UUID, *, by: Visitor) -> Evidence:
    """Nobody sees it any more; a file is deleted some days later (`personal.REMOVED_KEPT`)."""
    action = await held(db, Action, by.territory.id, action_id)
    require(may_answer(by, action.service_id))
    shown = await held(db, Evidence, by.territory.id, evidence_id)
    if shown.action_id != action.id:
        raise NotFoundError
    was = EVIDENCE.facts(shown)
    shown.removed_at = shown.removed_at or await db.now()
    await note(db, by.doer, ConsultationDeed.EVIDENCE_REMOVED, shown, was)
    return shown


async def _open(db: WriteSession, action_id: UUID, title: str, by: Visitor) -> Action:
    """An action that takes one piece more, held so that two at once do not both take the last place, nor the
    same title: what is sent twice counts once.
    """
    action = await held(db, Action, by.territory.id, action_id)
    require(may_answer(by, action.service_id))
    shown = [one.title for one in await evidence(db, action.id)]
    if title in shown:
        raise EvidenceExistsError(title=title)
    if len(shown) >= MOST_EVIDENCE:
        raise TooMuchEvidenceError(most=MOST_EVIDENCE)
    return action


async def _added(db: WriteSession, action: Action, by: Visitor, **given: Any) -> Evidence:
    added = Evidence(
        territory_id=action.territory_id,
        action_id=action.id,
        added_at=await db.now(),
        added_by=person_of(by).id,
        **given,
    )
    db.add(added)
    await db.flush()
    await note(db, by.doer, ConsultationDeed.EVIDENCE_ADDED, added)
    return added
