"""At the deadline: what there is to do, and no more pledges."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from sqlmodel import col, select

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import Actor, CampaignState
from okote.funding.campaigns.service.steps import lead
from okote.funding.closing.models import Recovery
from okote.funding.closing.service.reclaiming import TO_REFUND
from okote.funding.closing.service.refunding import WITH_ITS_HOLDER
from okote.funding.closing.service.steps import BATCH, held_campaign, shared_campaign
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PENDING, PledgeStatus
from payments.operations import service as payments
from payments.operations.queries import being_expired
from payments.sessions import ReadSession, WriteSession


async def due(db: ReadSession) -> Sequence[UUID]:
    """Campaigns for which something is to be done now, the longest waiting first."""
    ended = (col(Campaign.state) == CampaignState.LIVE) & (col(Campaign.ends_at) <= await db.now())
    under_way = col(Campaign.state).in_(
        [CampaignState.CLOSING, CampaignState.REFUNDING, CampaignState.FUNDED]
    )
    open_or_owed = select(Pledge.id).where(
        Pledge.campaign_id == Campaign.id,
        col(Pledge.status).in_([PledgeStatus.IN_FORCE, *PENDING]),
        ~WITH_ITS_HOLDER,
    )
    cancelled = (col(Campaign.state) == CampaignState.CANCELLED) & open_or_owed.exists()
    given_back = select(Recovery.pledge_id).where(Recovery.campaign_id == Campaign.id, *TO_REFUND)
    given_back = given_back.join(Pledge, col(Pledge.id) == Recovery.pledge_id)
    found = select(Campaign.id).where(ended | under_way | cancelled | given_back.exists())
    return (await db.exec(found.order_by(col(Campaign.ends_at), col(Campaign.id)))).all()


async def end(db: WriteSession, campaign_id: UUID) -> None:
    """No more pledges from the deadline on."""
    campaign = await held_campaign(db, campaign_id)
    at = await db.now()
    if campaign.state is CampaignState.LIVE and at >= campaign.period.ends_at:
        await lead(db, campaign, CampaignState.CLOSING, Actor.RULE)


async def expire_open(db: WriteSession, campaign_id: UUID) -> bool:
    """Expire through Stripe, which knows who was faster, what still waits for its donor at Checkout.

    The next batch of what was not asked for yet; whether there was one.
    """
    campaign = await shared_campaign(db, campaign_id)
    if campaign.state not in {CampaignState.CLOSING, CampaignState.REFUNDING, CampaignState.CANCELLED}:
        return False
    unpaid = select(Pledge.payment_id).where(
        Pledge.campaign_id == campaign_id,
        col(Pledge.payment_id).is_not(None),
        Pledge.status == PledgeStatus.OPENED,
    )
    waiting = [cast("UUID", one) for one in (await db.exec(unpaid.order_by(col(Pledge.payment_id)))).all()]
    expiring = await being_expired(db, waiting)
    batch = [payment_id for payment_id in waiting if payment_id not in expiring][:BATCH]
    for payment_id in batch:
        await payments.expire_checkout(db, payment_id)
    return bool(batch)
