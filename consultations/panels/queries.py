"""Panels, for everyone, for whoever volunteered, and for those who run or follow them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, func, select

from consultations.panels.features import features_of
from consultations.panels.models import Panel, Volunteer
from consultations.panels.rules import Filling, PanelStanding, fillings
from consultations.permissions import may_run_panels
from consultations.services.models import Service
from okote.feature import MOST_FOUND, Found
from okote.identity.visitors import Visitor
from okote.platform import slugs
from okote.platform.errors import NotFoundError
from okote.platform.search import mentions
from okote.territories.queries import of_territory
from okote.web.pagination import ONE_MORE
from payments.sessions import ReadSession
from payments.tables import Moment

AT_HOME = 3
SUMMARY = 160
"""Characters of a panel where others stand beside it."""

_NOW: Any = func.okote_now(type_=Moment())


@dataclass(frozen=True, slots=True)
class Told:
    """A panel, the service that it is about, and where it stands at this moment."""

    panel: Panel
    service: str | None
    at: datetime

    @property
    def standing(self) -> PanelStanding:
        return self.panel.standing(self.at)

    @property
    def open(self) -> bool:
        return self.standing is PanelStanding.OPEN


def _panels(territory_id: UUID) -> Any:
    statement: Any = select(Panel, Service.name, _NOW).outerjoin(Service, col(Service.id) == Panel.service_id)
    return of_territory(statement, Panel.territory_id, territory_id)


async def _told(db: ReadSession, statement: Any) -> list[Told]:
    return [Told(*row) for row in await db.exec(statement)]


async def published(db: ReadSession, territory_id: UUID, typed: str = "") -> list[Told]:
    """All that everyone may read, the last to close first; those that say what was `typed`."""
    statement = _panels(territory_id).where(col(Panel.published_at).is_not(None))
    found = await _told(db, statement.order_by(col(Panel.closes_at).desc(), col(Panel.id)))
    return [one for one in found if mentions(f"{one.panel.name} {one.panel.purpose}", typed)]


async def newest(db: ReadSession, territory_id: UUID, *, before: UUID | None, most: int) -> list[Told]:
    """The same, the latest written first: an order that nothing changes."""
    statement = _panels(territory_id).where(col(Panel.published_at).is_not(None))
    if before is not None:
        statement = statement.where(col(Panel.id) < before)
    return await _told(db, statement.order_by(col(Panel.id).desc()).limit(most))


async def panel_of(db: ReadSession, territory_id: UUID, slug: str) -> Told:
    """One that everyone may read, by its name in addresses; NotFoundError for any other."""
    if not slugs.well_formed(slug):
        raise NotFoundError
    statement = _panels(territory_id).where(Panel.slug == slug, col(Panel.published_at).is_not(None))
    found = await _told(db, statement)
    if not found:
        raise NotFoundError
    return found[0]


async def any_panel(db: ReadSession, territory_id: UUID, panel_id: UUID) -> Told:
    """Drafts too; NotFoundError for one of another territory."""
    found = await _told(db, _panels(territory_id).where(Panel.id == panel_id))
    if not found:
        raise NotFoundError
    return found[0]


async def every_panel(db: ReadSession, territory_id: UUID, before: UUID | None) -> list[Told]:
    """Drafts too, the latest written first; one more than a page where there are more."""
    statement = _panels(territory_id)
    if before is not None:
        statement = statement.where(col(Panel.id) < before)
    return await _told(db, statement.order_by(col(Panel.id).desc()).limit(ONE_MORE))


async def pool_size(db: ReadSession, panel_id: UUID) -> int:
    statement = select(func.count()).select_from(Volunteer)
    live = (Volunteer.panel_id == panel_id, col(Volunteer.withdrawn_at).is_(None))
    return (await db.exec(statement.where(*live))).one()


@dataclass(frozen=True, slots=True)
class Filled:
    """How the pool of a panel fills, as one visitor may see it."""

    size: int | None
    """None where fewer than the smallest group have volunteered."""
    features: Sequence[tuple[str, Sequence[Filling]]]


async def filled(db: ReadSession, visitor: Visitor, panel: Panel) -> Filled:
    """Whoever runs it sees who volunteers anyhow; others see no small group."""
    smallest = 0 if may_run_panels(visitor) else panel.smallest_group
    statement = select(Volunteer.attributes).where(
        Volunteer.panel_id == panel.id, col(Volunteer.withdrawn_at).is_(None)
    )
    people = (await db.exec(statement.order_by(col(Volunteer.id)))).all()
    told = len(people) >= smallest or not people
    hidden_below = smallest if told else len(people) + 1
    shown = []
    for one in await features_of(db, panel.id):
        counts = Counter(person[one.name] for person in people if one.name in person)
        shown.append((one.name, fillings(one.quotas, counts, hidden_below)))
    return Filled(len(people) if told else None, shown)


async def volunteers(db: ReadSession, panel_id: UUID, before: UUID | None) -> Sequence[Volunteer]:
    """The latest first; one more than a page where there are more."""
    statement = select(Volunteer).where(Volunteer.panel_id == panel_id, col(Volunteer.withdrawn_at).is_(None))
    if before is not None:
        statement = statement.where(col(Volunteer.id) < before)
    return (await db.exec(statement.order_by(col(Volunteer.id).desc()).limit(ONE_MORE))).all()


async def said_by(db: ReadSession, panel_id: UUID, person_id: UUID) -> Volunteer | None:
    """What somebody volunteered with."""
    statement = select(Volunteer).where(
        Volunteer.panel_id == panel_id,
        Volunteer.person_id == person_id,
        col(Volunteer.withdrawn_at).is_(None),
    )
    return (await db.exec(statement)).first()


async def panels_of(db: ReadSession, territory_id: UUID, person_id: UUID) -> Sequence[tuple[Told, Volunteer]]:
    """Those for which somebody volunteers here, the latest first."""
    statement: Any = (
        select(Panel, Service.name, _NOW, Volunteer)
        .join(Volunteer, col(Volunteer.panel_id) == Panel.id)
        .outerjoin(Service, col(Service.id) == Panel.service_id)
        .where(Volunteer.person_id == person_id, col(Volunteer.withdrawn_at).is_(None))
    )
    in_order = of_territory(statement, Panel.territory_id, territory_id).order_by(col(Volunteer.id).desc())
    return [(Told(*row[:3]), row[3]) for row in await db.exec(in_order)]


async def found(db: ReadSession, visitor: Visitor, typed: str) -> Sequence[Found]:
    """For the search of the whole site."""
    panels = await published(db, visitor.territory.id, typed)
    return [_found(one.panel) for one in panels[:MOST_FOUND]]


async def addresses(db: ReadSession, territory_id: UUID) -> Sequence[str]:
    """The page of each, the newest first."""
    statement = of_territory(select(Panel.slug), Panel.territory_id, territory_id)
    shown = statement.where(col(Panel.published_at).is_not(None)).order_by(col(Panel.id).desc())
    return [f"/panels/{slug}" for slug in await db.exec(shown)]


async def looking(db: ReadSession, visitor: Visitor) -> Sequence[Found]:
    """For the first page of the site: those that look for volunteers now."""
    panels = await published(db, visitor.territory.id)
    return [_found(one.panel) for one in panels if one.open][:AT_HOME]


def _found(panel: Panel) -> Found:
    words = " ".join(panel.purpose.split())
    cut = words if len(words) <= SUMMARY else f"{words[:SUMMARY].rsplit(' ', 1)[0]}…"
    return Found(panel.name, f"/panels/{panel.slug}", cut)
