"""A territory of that size: a campaign, a pledge, a procedure made as anybody makes them, then copied.

A copy is the same rows under other identifiers, with what follows from them (digests of entries, fees)
computed by the service's own rules, so that `okote check` holds on all of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from uuid import UUID

import msgspec
import psycopg

from okote.demo import fiction
from okote.demo.clock import set_ahead
from okote.demo.fiction import BudgetFiction, CommitmentFiction, TerritoryFiction
from okote.demo.seeding.founding import Founded, found
from okote.demo.seeding.giving import DrawnPledge, give
from okote.demo.seeding.lives import Life
from okote.demo.seeding.moments import Telling
from okote.demo.seeding.telling import all_told
from okote.funding.campaigns.models import Campaign
from okote.house import House
from okote.identity import sessions
from okote.platform.chain.service import seal
from payments.simulator.remote import Remote
from tests.bench import ballots, ideas, procedures
from tests.bench.copying import (
    GIVEN,
    Copier,
    Copies,
    Template,
    copy_campaigns,
    copy_donors,
    copy_pledges,
    known_at_stripe,
)
from tests.okote.composition import as_owner

SLUG = fiction.TERRITORIES[0]
FEW = 0.02
"""Of the crowds of the demo: those that are measured come after."""

RATINGS = 300
"""Open ratings of each procedure but one."""


@dataclass(frozen=True)
class Size:
    campaigns: int = 500
    pledges: int = 100_000
    donors: int = 20_000
    to_give_back: int = 20_000
    """Pledges besides, to one campaign, which Stripe knows too."""
    procedures: int = 60
    actions: int = 300
    ratings: int = 100_000
    """Open ratings of one procedure, which stands first in the catalogue."""
    ideas: int = 5_000
    comments: int = 20_000
    supports: int = 50_000


@dataclass
class Loaded:
    """What the measuring needs to know of it."""

    founded: Founded
    campaigns: list[tuple[UUID, str]]
    """Their identifiers and their names in addresses."""
    donors: list[UUID]
    template: "Template"
    to_close: UUID
    """A campaign whose `to_give_back` pledges Stripe knows too."""
    to_give_back: int
    procedures: list[str]
    """Their names in addresses; the first has all the open ratings."""
    tokens: list[str] = field(default_factory=list)
    """Sessions of donors, one each."""
    ideas: list[UUID] = field(default_factory=list)
    """Those of which most is said."""
    ballots: list[UUID] = field(default_factory=list)
    """That can be voted on for a day."""


async def load(house: House, stripe: Remote, store: Path, size: Size) -> Loaded:
    """`store` is where the local Stripe keeps what it knows."""
    founded, template = await _template(house, stripe)
    with psycopg.connect(as_owner(house)) as connection:
        copier = Copier(connection)
        to_close, *campaigns = copy_campaigns(copier, template, range(size.campaigns))
        donors = copy_donors(copier, template, max(size.donors, size.to_give_back))
        known = [template.campaign, *(one for one, _ in campaigns)]
        copy_pledges(copier, template, known, donors[: size.donors], size.pledges)
        copies = Copies(copier, template)
        copies.give(to_close[0], donors[: size.to_give_back], amount=GIVEN)
        copies.write()
        rated = procedures.copy_procedures(copier, template.territory, size.procedures)
        procedures.copy_actions(copier, template.territory, size.actions)
        for one in rated:
            procedures.rate(copier, one, size.ratings if one is rated[0] else RATINGS)
        connection.commit()
    known_at_stripe(store, copies.stripe, copies.at_stripe)
    loaded = Loaded(
        founded,
        [(template.campaign, template.slug), *campaigns],
        donors,
        template,
        to_close[0],
        size.to_give_back,
        [one.slug for one in rated],
    )
    await _written(house, stripe, loaded, size)
    loaded.ballots = [(await ballots.opened(house, founded, until=ballots.DAY)).id]
    await sealed(house)
    vacuum(house)
    loaded.ideas = await ideas.discussed(house, founded.territory.id, 50)
    loaded.tokens = await _sessions(house, donors[: size.donors])
    return loaded


async def _written(house: House, stripe: Remote, loaded: Loaded, size: Size) -> None:
    """Ideas, and what is said of them."""
    async with house.database.reading() as db:
        telling = Telling(house, stripe, await db.now())
    territory = loaded.founded.territory.id
    await ideas.write_ideas(telling, SLUG, territory, size.ideas, size.comments, size.supports)


async def add(house: House, loaded: Loaded, size: Size) -> None:
    """So many more campaigns with so many more pledges, of the same donors; the worker seals them."""
    with psycopg.connect(as_owner(house)) as connection:
        copier = Copier(connection)
        made = copy_campaigns(copier, loaded.template, range(100_000, 100_000 + size.campaigns))
        copy_pledges(copier, loaded.template, [one for one, _ in made], loaded.donors, size.pledges)
        connection.commit()
    vacuum(house)


def vacuum(house: House) -> None:
    """As PostgreSQL does by itself after a while."""
    with psycopg.connect(as_owner(house), autocommit=True) as connection:
        connection.execute("VACUUM ANALYZE")


async def sealed(house: House) -> None:
    """The chain has a link for all that waits."""
    sealing = True
    while sealing:
        async with house.database.unit_of_work() as db:
            sealing = await seal(db) is not None


async def _sessions(house: House, donors: Sequence[UUID]) -> list[str]:
    host = house.settings.address(SLUG).partition("://")[2]
    async with house.database.unit_of_work() as db:
        return [
            await sessions.open_session(db, one, host=host, provider="demo", id_token=None, instead_of=None)
            for one in donors
        ]


def _rich(told: TerritoryFiction) -> TerritoryFiction:
    """Its partners have enough for every campaign."""
    partners = {
        key: msgspec.structs.replace(one, envelope=msgspec.structs.replace(one.envelope, amount=5_000_000))
        for key, one in told.partners.items()
    }
    return msgspec.structs.replace(told, partners=partners)


async def _template(house: House, stripe: Remote) -> tuple[Founded, Template]:
    async with house.database.reading() as db:
        telling = Telling(house, stripe, await db.now(), scale=FEW)
    told = _rich(fiction.territory(SLUG))
    moments = await procedures.told(telling, SLUG)
    await set_ahead(house, stripe, min(one.at for one in moments) - telling.now)
    founded = await found(telling, told)
    await all_told(telling, moments)
    offer = msgspec.structs.replace(
        fiction.campaigns(SLUG)["01-conserverie-du-quai"],
        title="Gabarit",
        goal=20_000,
        budget=(BudgetFiction(label="Tout", amount=20_000),),
        opens=0,
        closes=29,
        commitments=tuple(CommitmentFiction(partner=one, ceiling=500) for one in told.partners),
    )
    life = Life(telling, founded, offer)
    await life.write()
    await life.read()
    await telling.look()
    drawn = DrawnPledge("Camille Gabarit", GIVEN, name_shown=True, amount_shown=True, message=None, part=0)
    pledge = await give(telling, SLUG, life.campaign, drawn)
    await telling.look()
    with psycopg.connect(as_owner(house)) as connection:
        connection.execute("DELETE FROM pledge_reward WHERE pledge_id = %s", (pledge,))
        donor, book = connection.execute(
            "SELECT person_id, book FROM pledge JOIN payment ON subject = pledge.id WHERE pledge.id = %s",
            (pledge,),
        ).fetchone() or (pledge, pledge)
    async with house.database.reading() as db:
        slug = (await db.get_one(Campaign, life.campaign)).slug
    template = Template(founded.territory.id, book, life.campaign, slug, "Gabarit", pledge, donor)
    return founded, template
