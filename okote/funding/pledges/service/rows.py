"""What pledges hold on to while they change: payments first, then campaigns, then pledges."""

from uuid import UUID

from okote.funding.pledges.models import Pledge
from okote.identity.visitors import Visitor
from okote.platform.errors import NotFoundError
from okote.territories.queries import one_of
from payments.operations.holding import payment_for_update
from payments.sessions import WriteSession


async def hold_payment(db: WriteSession, pledge: Pledge) -> None:
    """Payments first, then campaigns, then pledges: the order in which Stripe's news lock them too.

    A pledge whose payment page was never opened has none to hold.
    """
    if pledge.payment_id is not None:
        await payment_for_update(db, pledge.payment_id)


async def held_pledge(db: WriteSession, pledge_id: UUID) -> Pledge:
    """The pledge, its row held until the transaction ends."""
    return await db.get_one(Pledge, pledge_id, with_for_update=True, populate_existing=True)


async def own_pledge(db: WriteSession, pledge_id: UUID, donor: Visitor) -> Pledge:
    """A pledge on the site where its donor gave it; NotFoundError for anyone else's."""
    pledge = await one_of(db, Pledge, donor.territory.id, pledge_id)
    if donor.person is None or pledge.person_id != donor.person.id:
        raise NotFoundError
    return pledge
