"""A territory and the first person who will run it."""

from okote.identity.addresses import normalised
from okote.identity.models import Role
from okote.identity.roles.service import Offer, invite
from okote.territories.models import Territory, TerritoryFacts
from okote.territories.service import Communes, found_territory
from okote.web.rendering import Renderer
from payments.sessions import WriteSession


async def found(
    db: WriteSession,
    renderer: Renderer,
    facts: TerritoryFacts,
    communes: Communes,
    *,
    administrator: str,
    address: str,
) -> Territory:
    """Found a territory, and invite its first administrator to an e-mail address.

    `address` is the public one that settings give it. Raises what founding and inviting refuse.
    """
    email = normalised(administrator)
    territory = await found_territory(db, facts, communes)
    await invite(db, renderer, territory, Offer(email=email, role=Role.ADMINISTRATOR), address=address)
    return territory
