"""Editions: those that are frozen, and what the one of a year would say."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import aliased
from sqlmodel import col, select

from consultations.actions.contents import Contents, Line
from consultations.actions.models import Action, ActionStep, Edition, Erratum, Theme
from consultations.actions.queries.progress import as_of, first_day
from consultations.actions.queries.shown import evidence_titles, place_names, theme_names
from consultations.actions.rules import ThemeKind, of_year
from consultations.services.models import Service
from okote.platform.errors import NotFoundError
from okote.territories.models import Territory
from okote.territories.queries import of_territory
from payments.sessions import ReadSession


async def editions(db: ReadSession, territory_id: UUID) -> Sequence[Edition]:
    """The latest year first."""
    statement = of_territory(select(Edition), Edition.territory_id, territory_id)
    return (await db.exec(statement.order_by(col(Edition.year).desc()))).all()


async def edition_of(db: ReadSession, territory_id: UUID, year: int) -> Edition | None:
    statement = of_territory(select(Edition), Edition.territory_id, territory_id)
    return (await db.exec(statement.where(Edition.year == year))).first()


async def frozen(db: ReadSession, territory_id: UUID, year: int) -> Edition:
    """NotFoundError for a year that is not frozen."""
    edition = await edition_of(db, territory_id, year)
    if edition is None:
        raise NotFoundError
    return edition


async def years_frozen(db: ReadSession, territory_id: UUID) -> Sequence[int]:
    """The latest first."""
    statement = of_territory(select(Edition.year), Edition.territory_id, territory_id)
    return (await db.exec(statement.order_by(col(Edition.year).desc()))).all()


async def errata(db: ReadSession, edition_id: UUID) -> Sequence[Erratum]:
    """From the first to the last."""
    statement = select(Erratum).where(Erratum.edition_id == edition_id)
    return (await db.exec(statement.order_by(col(Erratum.id)))).all()


async def years(db: ReadSession, territory: Territory) -> Sequence[int]:
    """Each that there is anything to tell of, this one too; the latest first."""
    first = await first_day(db, territory.id)
    this = territory.day(await db.now()).year
    return list(range(this, (first.year if first else this) - 1, -1))


async def contents(db: ReadSession, territory: Territory, year: int) -> Contents:
    """What the edition of that year says, or would say as things are told now."""
    last = date(year, 12, 31)
    latest = aliased(ActionStep, as_of(territory.id, last))
    statement = (
        select(latest, Action, Service.name, Theme.name)
        .join(Action, col(Action.id) == latest.action_id)
        .join(Service, col(Service.id) == latest.service_id)
        .outerjoin(Theme, col(Theme.id) == Action.workstream_id)
        .order_by(col(Action.number))
    )
    rows = (await db.exec(statement)).all()
    rows = [row for row in rows if of_year(year, row[0].state, row[0].since)]
    ids = [action.id for _, action, *_ in rows]
    aims = await theme_names(db, ids, ThemeKind.AIM)
    pillars = await theme_names(db, ids, ThemeKind.PILLAR)
    places, shown = await place_names(db, ids), await evidence_titles(db, ids)
    lines = [
        Line(
            action.number,
            action.title,
            service,
            workstream,
            aims.get(action.id, ()),
            pillars.get(action.id, ()),
            places.get(action.id, ()),
            step.state,
            step.since,
            step.deadline,
            step.note,
            action.budget,
            action.indicator,
            action.unit,
            action.before_value,
            action.before_on,
            action.after_value,
            action.after_on,
            shown.get(action.id, ()),
        )
        for step, action, service, workstream in rows
    ]
    return Contents(territory.name, last, lines)
