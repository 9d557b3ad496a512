"""Found a territory, and keep its places."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from sqlmodel import col, select

from okote.platform.audit import Doer, note
from okote.platform.errors import NotFoundError
from okote.territories.deeds import AUDIT, PLACE, TERRITORY, TerritoryDeed
from okote.territories.models import Place, PlaceKind, Territory, TerritoryFacts
from okote.territories.queries import by_slug, held, of_territory, one_of
from okote.territories.rules import (
    PlaceExistsError,
    Position,
    SlugTakenError,
    check_audited,
    check_languages,
    check_slug,
    check_time_zone,
)
from okote.web.colours import check_primary
from payments.sessions import WriteSession

Communes = Mapping[str, Sequence[str]]
"""The name of each commune, and of its sectors."""


async def found_territory(db: WriteSession, facts: TerritoryFacts, communes: Communes) -> Territory:
    """A territory with its places and a ledger of its own; each feature then adds its own terms.

    The refusals are those of the rules and of the colours.
    """
    check_slug(facts.slug)
    check_languages(facts.languages)
    check_time_zone(facts.time_zone)
    if facts.primary_colour is not None:
        check_primary(facts.primary_colour)
    await db.lock(f"territory:{facts.slug}")
    if await by_slug(db, facts.slug) is not None:
        raise SlugTakenError(slug=facts.slug)
    territory = Territory(**facts.model_dump())
    db.add(territory)
    await db.flush()
    await add_places(db, territory.id, communes)
    return territory


async def change_settings(db: WriteSession, told: Mapping[str, str | None], *, by: Doer) -> Territory:
    """What every page and mail says of the site from now on; the refusals are those of the colours."""
    colour = told["primary_colour"]
    if colour is not None:
        check_primary(colour)
    territory = await db.get_one(Territory, by.territory_id, with_for_update=True, populate_existing=True)
    was = TERRITORY.facts(territory)
    territory.sqlmodel_update({name: told[name] for name in TERRITORY.fields})
    db.add(territory)
    await db.flush()
    await note(db, by, TerritoryDeed.SETTINGS_CHANGED, territory, was)
    return territory


async def record_audit(db: WriteSession, rate: int, auditor: str, day: date, *, by: Doer) -> Territory:
    """What the latest audit of the site found, in percent of the criteria; AuditToComeError."""
    territory = await db.get_one(Territory, by.territory_id, with_for_update=True, populate_existing=True)
    check_audited(day, territory.day(await db.now()))
    was = AUDIT.facts(territory)
    territory.accessibility_rate, territory.accessibility_audited_by = rate, auditor
    territory.accessibility_audited_on = day
    await note(db, by, TerritoryDeed.AUDIT_RECORDED, territory, was)
    return territory


async def add_places(db: WriteSession, territory_id: UUID, communes: Communes) -> None:
    """Communes, then the sectors that lie in them."""
    places = {name: Place(territory_id=territory_id, kind=PlaceKind.COMMUNE, name=name) for name in communes}
    db.add_all(places.values())
    await db.flush()
    db.add_all(
        Place(territory_id=territory_id, kind=PlaceKind.SECTOR, name=sector, parent_id=places[commune].id)
        for commune, sectors in communes.items()
        for sector in sectors
    )
    await db.flush()


async def add_place(
    db: WriteSession, name: str, *, within: UUID | None, position: Position | None, by: Doer
) -> Place:
    """A commune, or a sector of one; PlaceExistsError."""
    here = by.territory_id
    await _check_name(db, here, name)
    if within is not None:
        within = (await one_of(db, Place, here, within)).id
    kind = PlaceKind.SECTOR if within else PlaceKind.COMMUNE
    place = Place(territory_id=here, kind=kind, name=name, parent_id=within)
    _put(place, position)
    db.add(place)
    await db.flush()
    await note(db, by, TerritoryDeed.PLACE_ADDED, place)
    return place


async def change_place(
    db: WriteSession,
    place_id: UUID,
    name: str,
    *,
    position: Position | None,
    by: Doer,
    within: UUID | None = None,
) -> Place:
    """What lies there goes by its new name; a commune that joins another one is a sector of it from now on,
    with its own sectors. PlaceExistsError; NotFoundError where that one is no commune, or the same.
    """
    place = await held(db, Place, by.territory_id, place_id)
    await _check_name(db, by.territory_id, name, but=place.id)
    was = PLACE.facts(place)
    place.name = name
    if within is not None:
        await _join(db, place, within)
    _put(place, position)
    await note(db, by, TerritoryDeed.PLACE_CHANGED, place, was)
    return place


async def _join(db: WriteSession, place: Place, within: UUID) -> None:
    """One writer at a time, so that no two communes lie in each other."""
    into = await held(db, Place, place.territory_id, within)
    if into.id == place.id or into.kind is not PlaceKind.COMMUNE or place.kind is not PlaceKind.COMMUNE:
        raise NotFoundError
    place.kind, place.parent_id = PlaceKind.SECTOR, into.id


def _put(place: Place, position: Position | None) -> None:
    place.latitude, place.longitude = position or (None, None)


async def _check_name(db: WriteSession, territory_id: UUID, name: str, *, but: UUID | None = None) -> None:
    """One writer of a territory's places at a time."""
    await db.lock(f"places:{territory_id}")
    others = of_territory(select(Place.name), Place.territory_id, territory_id)
    taken = (await db.exec(others.where(col(Place.id).is_distinct_from(but)))).all()
    if name.casefold() in {one.casefold() for one in taken}:
        raise PlaceExistsError(name=name)
