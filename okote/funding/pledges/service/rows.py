"""What pledges hold on to while they change: payments first, then campaigns, then pledges."""

from typing import cast
from uuid import UUID

from sqlmodel import col, select

from okote.funding.campaigns.models import Campaign
from okote.funding.pledges.models import Pledge
from okote.platform.errors import NotFoundError
from payments.operations import service as payments
from payments.sessions import WriteSession


async def hold_payment(db: WriteSession, pledge: Pledge) -> None:
    """Payments first, then campaigns, then pledges: the order in which Stripe's news lock them too."""
    await payments.payment_for_update(db, cast("UUID", pledge.payment_id))


async def held(db: WriteSession, pledge_id: UUID) -> Pledge:
    """The pledge, its row held until the transaction ends."""
    return await db.get_one(Pledge, pledge_id, with_for_update=True, populate_existing=True)


async def shared_campaign(db: WriteSession, campaign_id: UUID, territory_id: UUID) -> Campaign:
    """The campaign, shared with other pledges and held against its closing."""
    statement = (
        select(Campaign)
        .where(Campaign.id == campaign_id, col(Campaign.territory_id) == territory_id)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    )
    campaign = (await db.exec(statement)).first()
    if campaign is None:
        raise NotFoundError
    return campaign
