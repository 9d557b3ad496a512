"""How the world of a campaign is founded: a territory, its people, and the service between it and Stripe."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

from psycopg import AsyncConnection

from okote.approvals.service import set_sum
from okote.funding.terms.models import FundingTerms
from okote.house import House
from okote.identity.models import Person, Role
from okote.identity.visitors import Held, Visitor
from okote.serving.ports import kept
from payments.gateway.gateway import StripeGateway
from payments.inbox.routes import PATHS
from payments.inbox.rules import Source
from payments.money import Money
from payments.operations.desk import Desk
from payments.operations.outcomes import Subscriber
from tests.okote.app_client import ADDRESS, territory
from tests.okote.funding.lifetime.world import World
from tests.payments.stripe_server import StripeServer, gateway_settings
from tests.stories.surroundings import HOST, served


@asynccontextmanager
async def world_of(
    house: House, stripe: StripeServer, faults: Callable[[Subscriber], Subscriber] | None = None
) -> AsyncIterator[World]:
    """`faults` may stand between Stripe's word on pledges and who hears it."""
    gateway = StripeGateway(gateway_settings(stripe.local))
    told = {purpose: who for one in house.features for purpose, who in one.purposes.items()}
    if faults is not None:
        told["pledge"] = faults(told["pledge"])
    house = replace(house, gateway=gateway, desk=Desk(house.database.unit_of_work, gateway, told))
    with kept(HOST) as port:
        async with served(house, port):
            await stripe.control.hold()
            for source, path in PATHS.items():
                secret = "whsec_local_connect" if source is Source.CONNECT else "whsec_local"
                await stripe.control.listen(
                    f"http://{HOST}:{port}{path}", secret, connect=source is Source.CONNECT
                )
            url = house.database.url.replace("+psycopg", "")
            async with await AsyncConnection.connect(url, autocommit=True) as watch:
                yield await founded(house, stripe, watch)
    await gateway.close()


async def founded(house: House, stripe: StripeServer, watch: AsyncConnection) -> World:
    """A territory that takes cheques, where two people decide on what exceeds 15 €."""
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        people = [Person(created_at=await db.now()) for _ in "abcd"]
        db.add_all([*people, FundingTerms(territory_id=here.id, takes_cheques=True)])
        await db.flush()
        roles = (Role.ADMINISTRATOR, Role.ADMINISTRATOR, Role.AGENT, Role.AGENT)
        lea, yanis, marc, ines = (
            Visitor(
                territory=here, language="fr", address=ADDRESS, person=person, roles=frozenset({Held(role)})
            )
            for person, role in zip(people, roles, strict=True)
        )
        await set_sum(db, Money.of(15), by=lea)
    return World(
        house=house,
        stripe=stripe,
        campaign=None,
        watch=watch,
        administrators=(lea, yanis),
        agents=(marc, ines),
    )
