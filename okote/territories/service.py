"""Found a territory."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from okote.territories.models import Place, PlaceKind, Territory, TerritoryFacts
from okote.territories.queries import by_slug
from okote.territories.rules import SlugTakenError, check_languages, check_slug, check_time_zone
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
