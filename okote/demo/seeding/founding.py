"""A territory as it is before its first campaign: places, holders, partners, and who may do what."""

from dataclasses import dataclass, field
from uuid import UUID

from msgspec.structs import asdict

from okote.demo.fiction import TerritoryFiction
from okote.demo.seeding.cheques import take_cheques
from okote.demo.seeding.moments import PLACE, Telling
from okote.demo.seeding.people import OF_PROVIDER, somebody
from okote.demo.work import settle
from okote.funding.campaigns.checklist.rules import USUAL
from okote.funding.campaigns.checklist.service import add_item
from okote.funding.campaigns.service import HolderDetails, connect, create_holder
from okote.funding.categories.service import add_category
from okote.funding.partners.service import EnvelopeDetails, PartnerDetails, create_partner, open_envelope
from okote.house import House
from okote.identity.account.service import change
from okote.identity.models import Role
from okote.identity.permissions import person_of
from okote.identity.roles.service import grant
from okote.identity.visitors import Visitor
from okote.territories.models import Territory, TerritoryFacts
from okote.territories.queries import places
from okote.territories.rules import Position
from okote.territories.service import change_place, found_territory
from payments.money import Money
from payments.operations.models import ConnectedAccount
from payments.simulator.remote import Remote


@dataclass(slots=True)
class Founded:
    """What the telling refers to by the names in the files."""

    slug: str
    territory: Territory
    places: dict[str, UUID] = field(default_factory=dict)
    categories: dict[str, UUID] = field(default_factory=dict)
    calls: dict[str, UUID] = field(default_factory=dict)
    """Those that were published by now."""
    holders: dict[str, UUID] = field(default_factory=dict)
    partners: dict[str, UUID] = field(default_factory=dict)
    envelopes: dict[str, UUID] = field(default_factory=dict)
    administrators: tuple[str, ...] = ()
    coach: str | None = None
    checks: list[UUID] = field(default_factory=list)
    """The territory's checklist, where it has a coach."""


async def found(telling: Telling, fiction: TerritoryFiction) -> Founded:
    """The first of the administrators founds it and keeps its books of holders and partners."""
    house = telling.house
    async with house.database.unit_of_work() as db:
        territory = await found_territory(db, TerritoryFacts.model_validate(fiction.facts), fiction.places)
        founded = Founded(slug=fiction.slug, territory=territory)
        founded.places = {place.name: place.id for place in await places(db, territory.id)}
    founded.administrators = fiction.roles[Role.ADMINISTRATOR]
    for role, keys in fiction.roles.items():
        for key in keys:
            await _grant(house, fiction.slug, key, role)
    administrator = await somebody(house, fiction.slug, founded.administrators[0])
    async with house.database.unit_of_work() as db:
        for name, degrees in fiction.positions.items():
            here = Position(*degrees)
            await change_place(db, founded.places[name], name, position=here, by=administrator.doer)
        for key, names in fiction.categories.items():
            founded.categories[key] = (await add_category(db, names, by=administrator)).id
    if fiction.roles.get(Role.COACH):
        founded.coach = fiction.roles[Role.COACH][0]
        await _checklist(house, founded, administrator)
    if fiction.takes_cheques:
        async with house.database.unit_of_work() as db:
            await take_cheques(db, territory.id, administrator)
    await _partners(house, fiction, founded, administrator)
    founded.holders = await _holders(house, telling.stripe, fiction, administrator)
    for key, about in fiction.roles_for.items():
        bodies = {Role.HOLDER: founded.holders, Role.PARTNER: founded.partners}
        await _grant(house, fiction.slug, key, about.role, bodies[about.role][about.body])
    return founded


async def _checklist(house: House, founded: Founded, by: Visitor) -> None:
    """What is checked as a rule, in each language of the territory."""
    territory = founded.territory
    words = [house.renderer.wording(language, territory.time_zone) for language in territory.languages]
    async with house.database.unit_of_work() as db:
        for item, compulsory, of_authorities in USUAL:
            names = {one.language: one.say(item) for one in words}
            asked = {"compulsory": compulsory, "of_authorities": of_authorities}
            founded.checks.append((await add_item(db, names, **asked, by=by)).id)


async def _grant(house: House, slug: str, key: str, role: Role, scope: UUID | None = None) -> None:
    """Who works here goes by their name, for the others to know them."""
    visitor = await somebody(house, slug, key)
    person = person_of(visitor).id
    async with house.database.unit_of_work() as db:
        await grant(db, territory_id=visitor.territory.id, person_id=person, role=role, scope=scope)
        await change(db, person, public_name=OF_PROVIDER[key].name, language=visitor.language)


async def _partners(house: House, fiction: TerritoryFiction, founded: Founded, by: Visitor) -> None:
    async with house.database.unit_of_work() as db:
        decided_on = (await db.now()).astimezone(PLACE).date()
        for key, told in fiction.partners.items():
            details = PartnerDetails(
                name=told.name, siren=None, siret=told.siret, email=told.email, language="fr"
            )
            partner = await create_partner(db, told.kind, details, by=by)
            envelope = await open_envelope(
                db,
                partner.id,
                EnvelopeDetails(
                    name=told.envelope.name,
                    decision=told.envelope.decision,
                    decided_on=decided_on,
                    amount=Money.of(told.envelope.amount),
                ),
                by=by,
            )
            founded.partners[key], founded.envelopes[key] = partner.id, envelope.id


async def _holders(house: House, stripe: Remote, fiction: TerritoryFiction, by: Visitor) -> dict[str, UUID]:
    """Each with an account at Stripe, whose questions it has answered."""
    holders, accounts = {}, {}
    async with house.database.unit_of_work() as db:
        for key, told in fiction.holders.items():
            holder = await create_holder(db, HolderDetails(**asdict(told), language="fr"), by=by)
            holders[key], accounts[key] = holder.id, (await connect(db, holder.id, by=by)).id
    await settle(house)
    for account_id in accounts.values():
        async with house.database.reading() as db:
            account = await db.get_one(ConnectedAccount, account_id)
        await stripe.post(f"accounts/{account.stripe_id}/enable")
        await house.desk.refresh_account(account_id)
    return holders
