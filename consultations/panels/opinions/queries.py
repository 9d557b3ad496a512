"""Opinions for everyone, for who runs the panel, and for the services that answer."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel import col, func, or_, select

from consultations.panels.models import Panel
from consultations.panels.opinions.models import WORDS, Opinion, OpinionCorrection
from consultations.panels.opinions.rules import OpinionState, state
from consultations.permissions import may_run_panels, own_services
from consultations.services.models import Service
from okote.feature import MOST_FOUND, Found
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.platform.search import asked, question
from okote.territories.models import Territory
from okote.territories.queries import of_territory
from okote.web.pagination import ONE_MORE
from payments.sessions import ReadSession
from payments.tables import Moment

SUMMARY = 160
"""Characters of an opinion where others stand beside it."""

_NOW: Any = func.okote_now(type_=Moment())


@dataclass(frozen=True, slots=True)
class Adopted:
    """An opinion, of which panel, who answers it, and where it stands today."""

    opinion: Opinion
    panel: Panel
    service: str | None
    at: datetime
    today: date

    @property
    def state(self) -> OpinionState:
        one = self.opinion
        return state(
            published=one.published_at is not None,
            answered=one.answered_at is not None,
            due=one.due_on,
            today=self.today,
        )

    @property
    def path(self) -> str:
        return f"/panels/{self.panel.slug}/opinions/{self.opinion.id}"


async def _told(db: ReadSession, here: Territory, *conditions: Any, most: int | None = None) -> list[Adopted]:
    """The latest written first."""
    statement: Any = (
        select(Opinion, Panel, Service.name, _NOW)
        .join(Panel, col(Panel.id) == Opinion.panel_id)
        .outerjoin(Service, col(Service.id) == Opinion.service_id)
        .where(*conditions)
    )
    found = of_territory(statement, Opinion.territory_id, here.id)
    rows = await db.exec(found.order_by(col(Opinion.id).desc()).limit(most))
    return [Adopted(one, panel, service, at, here.day(at)) for one, panel, service, at in rows]


async def corrections(
    db: ReadSession, opinions: Collection[UUID]
) -> Mapping[UUID, Sequence[OpinionCorrection]]:
    """By opinion, from the first to the last; nothing of those without any."""
    statement = select(OpinionCorrection).where(col(OpinionCorrection.opinion_id).in_(opinions))
    found: dict[UUID, list[OpinionCorrection]] = {}
    for one in await db.exec(statement.order_by(col(OpinionCorrection.id))):
        found.setdefault(one.opinion_id, []).append(one)
    return found


async def newest(
    db: ReadSession, here: Territory, *, typed: str = "", before: UUID | None = None, most: int
) -> list[Adopted]:
    """Of all panels, those that everyone reads and that say what was `typed`, the latest written first."""
    shown: list[Any] = [col(Opinion.published_at).is_not(None)]
    if (words_asked := question(typed)) is not None:
        shown.append(WORDS.bool_op("@@")(asked(words_asked)))
    if before is not None:
        shown.append(col(Opinion.id) < before)
    return await _told(db, here, *shown, most=most)


async def found(db: ReadSession, visitor: Visitor, typed: str) -> Sequence[Found]:
    """For the search of the whole site."""
    if question(typed) is None:
        return []
    told = await newest(db, visitor.territory, typed=typed, most=MOST_FOUND)
    return [_found(one) for one in told]


def _found(told: Adopted) -> Found:
    words = " ".join(told.opinion.text.split())
    cut = words if len(words) <= SUMMARY else f"{words[:SUMMARY].rsplit(' ', 1)[0]}…"
    return Found(told.opinion.title, told.path, cut)


async def published(db: ReadSession, here: Territory, slug: str) -> Sequence[Adopted]:
    """Those of a panel that everyone reads."""
    return await _told(db, here, Panel.slug == slug, col(Opinion.published_at).is_not(None))


async def of_panel(db: ReadSession, here: Territory, panel_id: UUID) -> Sequence[Adopted]:
    """Drafts too."""
    return await _told(db, here, Panel.id == panel_id)


async def one_published(db: ReadSession, here: Territory, slug: str, opinion_id: UUID) -> Adopted:
    """NotFoundError of a draft, or of another panel's."""
    shown = (Panel.slug == slug, Opinion.id == opinion_id, col(Opinion.published_at).is_not(None))
    return _one(await _told(db, here, *shown))


async def one_for(db: ReadSession, visitor: Visitor, opinion_id: UUID) -> Adopted:
    """Of whoever runs panels, also a draft; NotFoundError where it is not for a visitor's service."""
    return _one(await _told(db, visitor.territory, Opinion.id == opinion_id, _theirs(visitor)))


def _one(found: list[Adopted]) -> Adopted:
    if not found:
        raise NotFoundError
    return found[0]


def _theirs(visitor: Visitor) -> Any:
    """All of whoever runs panels; else those that are published, for a service its own."""
    if may_run_panels(visitor):
        return True
    services, shown = own_services(visitor), col(Opinion.published_at).is_not(None)
    return shown if services is None else shown & col(Opinion.service_id).in_(services)


async def on_desk(db: ReadSession, visitor: Visitor, before: UUID | None) -> Sequence[Adopted]:
    """The latest written first; one more than a page where there are more."""
    earlier = () if before is None else (col(Opinion.id) < before,)
    return await _told(db, visitor.territory, _theirs(visitor), *earlier, most=ONE_MORE)


async def unanswered(db: ReadSession, visitor: Visitor) -> int:
    """How many wait for the answer of a visitor's services, or of any where they see all."""
    services = own_services(visitor)
    theirs = or_(services is None, col(Opinion.service_id).in_(services or []))
    waiting = (col(Opinion.published_at).is_not(None), col(Opinion.answered_at).is_(None), theirs)
    statement = select(func.count()).select_from(Opinion).where(*waiting)
    return (await db.exec(of_territory(statement, Opinion.territory_id, visitor.territory.id))).one()


async def addresses(db: ReadSession, territory_id: UUID) -> Sequence[str]:
    """The page of each that everyone reads, the newest first."""
    statement: Any = select(Panel.slug, Opinion.id).join(Panel, col(Panel.id) == Opinion.panel_id)
    shown = of_territory(statement, Opinion.territory_id, territory_id).where(
        col(Opinion.published_at).is_not(None)
    )
    rows = await db.exec(shown.order_by(col(Opinion.id).desc()))
    return [f"/panels/{slug}/opinions/{key}" for slug, key in rows]
