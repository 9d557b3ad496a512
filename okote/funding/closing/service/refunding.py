"""Below the threshold, everyone gets their money back."""

from uuid import UUID

from sqlmodel import col, select

from okote.funding.campaigns.rules import Actor, CampaignState
from okote.funding.campaigns.service.steps import lead
from okote.funding.cheques.models import Cheque
from okote.funding.cheques.rules import ChequeState
from okote.funding.closing.events import CampaignRefunded
from okote.funding.closing.service.steps import BATCH, held_campaign, shared_campaign
from okote.funding.pledges import service as pledges
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.platform.events import emit
from payments.sessions import WriteSession

WITH_ITS_HOLDER = (
    select(Cheque.id).where(Cheque.pledge_id == Pledge.id, Cheque.state == ChequeState.BANKED).exists()
)
"""Of pledges: a cheque that was handed over, which nobody here can give back any more."""

GIVING_BACK = (PledgeStatus.IN_FORCE, PledgeStatus.REFUNDING, PledgeStatus.CANCELLING)
"""Pledges whose money is not back yet."""


async def give_back(db: WriteSession, campaign_id: UUID) -> bool:
    """Ask for the next batch of refunds; whether there was one."""
    campaign = await shared_campaign(db, campaign_id)
    if campaign.state not in {CampaignState.REFUNDING, CampaignState.CANCELLED}:
        return False
    in_force = select(Pledge.id).where(
        Pledge.campaign_id == campaign.id, Pledge.status == PledgeStatus.IN_FORCE, ~WITH_ITS_HOLDER
    )
    batch = (await db.exec(in_force.order_by(col(Pledge.payment_id)).limit(BATCH))).all()
    for pledge_id in batch:
        await pledges.give_back(db, pledge_id)
    return bool(batch)


async def finish_refunding(db: WriteSession, campaign_id: UUID) -> None:
    """The campaign is refunded once everyone has their money back."""
    campaign = await held_campaign(db, campaign_id)
    if campaign.state is not CampaignState.REFUNDING:
        return
    owed = select(Pledge.id).where(Pledge.campaign_id == campaign.id, col(Pledge.status).in_(GIVING_BACK))
    if (await db.exec(owed.limit(1))).first() is None:
        await lead(db, campaign, CampaignState.REFUNDED, Actor.RULE)
        await emit(db, CampaignRefunded(campaign.id))
