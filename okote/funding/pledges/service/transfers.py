"""What became of a pledge that the operator's bank gives back, since no refund reached its donor."""

from uuid import UUID

from okote.funding.campaigns.models import Campaign
from okote.funding.pledges.events import PledgeTransferred
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rewards import units
from okote.funding.pledges.rules import OWED, PledgeStatus
from okote.funding.pledges.service.outcomes import owed_again
from okote.funding.pledges.service.rows import held_pledge, hold_payment
from okote.platform.events import emit
from okote.territories.queries import held
from payments.sessions import WriteSession


async def held_owed(db: WriteSession, pledge_id: UUID) -> tuple[Pledge, Campaign]:
    """A pledge, held with its payment and its campaign as Stripe's news holds them."""
    found = await db.get_one(Pledge, pledge_id)
    await hold_payment(db, found)
    campaign = await held(db, Campaign, found.territory_id, found.campaign_id)
    return await held_pledge(db, pledge_id), campaign


async def given_by_transfer(db: WriteSession, pledge: Pledge) -> None:
    """It is with its donor; of one that a bank took a part of, the rest."""
    pledge.refund_failure = None
    if pledge.status in OWED:
        pledge.status, pledge.ended_at = PledgeStatus.REFUNDED, await db.now()
        await units.follow(db, pledge)
    await emit(db, PledgeTransferred(pledge.id, pledge.campaign_id))


async def transfer_came_back(db: WriteSession, pledge: Pledge, campaign: Campaign, code: str) -> None:
    await owed_again(db, pledge, campaign, code)
