"""What a territory's administrators settle for all of its panels."""

from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, update

from consultations.deeds import PANEL_TERMS, ConsultationDeed
from consultations.panels.models import Panel, PanelTerms
from consultations.panels.rules import SMALLEST_GROUP_LEAST
from okote.identity.permissions import may_administer, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.events import emit
from payments.sessions import ReadSession, WriteSession


@dataclass(frozen=True, slots=True)
class SmallestGroupSet:
    """No panel of the territory tells of fewer people from now on."""

    territory: UUID
    least: int


async def smallest_group(db: ReadSession, territory_id: UUID) -> int:
    """Below which no panel there may tell of anybody."""
    terms = await db.get(PanelTerms, territory_id)
    return SMALLEST_GROUP_LEAST if terms is None else terms.smallest_group


async def set_smallest_group(db: WriteSession, least: int, *, by: Visitor) -> None:
    """Panels that told of smaller groups do no longer; those that are stricter stay as they are."""
    require(may_administer(by))
    await db.lock(settling(by.territory.id))
    kept = await db.get(PanelTerms, by.territory.id)
    was = PANEL_TERMS.facts(kept) if kept else None
    kept = kept or PanelTerms(territory_id=by.territory.id, smallest_group=least)
    kept.smallest_group = least
    db.add(kept)
    of_here = col(Panel.territory_id) == by.territory.id
    await db.exec(
        update(Panel).where(of_here, col(Panel.smallest_group) < least).values(smallest_group=least)
    )
    await note(db, by.doer, ConsultationDeed.SMALLEST_GROUP_SET, kept, was)
    await emit(db, SmallestGroupSet(by.territory.id, least))


def settling(territory_id: UUID) -> str:
    """What whoever writes a new panel holds as well."""
    return f"panel-terms:{territory_id}"
