"""Give back a pledge that its campaign has passed on: it counts no longer at once, and is refunded later."""

from uuid import UUID

from okote.funding.campaigns.models import Campaign
from okote.funding.deeds import PLEDGE, FundingDeed
from okote.funding.pledges import rules
from okote.funding.pledges.events import PledgeReclaimed
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rewards import units
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.pledges.rules.life import PledgeWithBankError
from okote.funding.pledges.service.rows import held_pledge, hold_payment
from okote.identity.permissions import person_of
from okote.identity.visitors import Visitor
from okote.platform.audit import Doer, note
from okote.platform.events import emit
from okote.territories.queries import held, one_of
from payments.operations import service as payments
from payments.operations.queries import taken_by_banks
from payments.operations.rules import NotRefundableError
from payments.sessions import WriteSession


async def reclaimable(db: WriteSession, pledge_id: UUID, *, by: Visitor) -> tuple[Pledge, Campaign]:
    """Held, with its payment and its campaign.

    OwnPledgeError, PledgeNotInForceError, PledgeNotPassedOnError, PledgeWithBankError.
    """
    found = await one_of(db, Pledge, by.territory.id, pledge_id)
    await hold_payment(db, found)
    campaign = await held(db, Campaign, found.territory_id, found.campaign_id, shared=True)
    pledge = await held_pledge(db, pledge_id)
    rules.check_may_be_reclaimed(
        pledge.status,
        campaign.state,
        by_cheque=pledge.by_cheque,
        donor=pledge.person_id,
        by=person_of(by).id,
    )
    taken = await taken_by_banks(db, pledge.payment_id) if pledge.payment_id else None
    if taken is None or taken:
        raise PledgeWithBankError
    return pledge, campaign


async def take_out(db: WriteSession, pledge: Pledge, reason: str, doer: Doer) -> None:
    """Of what counts; its donor reads why."""
    was = PLEDGE.facts(pledge)
    pledge.status, pledge.given_back_because = PledgeStatus.CANCELLING, reason
    await units.follow(db, pledge)
    await note(db, doer, FundingDeed.PLEDGE_GIVEN_BACK, pledge, was, reason=reason)
    await emit(db, PledgeReclaimed(pledge.id, pledge.campaign_id))


async def held_with_payment(db: WriteSession, pledge_id: UUID) -> Pledge:
    await hold_payment(db, await db.get_one(Pledge, pledge_id))
    return await held_pledge(db, pledge_id)


async def refund_taken_out(db: WriteSession, pledge: Pledge, *, by: UUID | None = None) -> bool:
    """Ask Stripe for it, held with its payment; False where nothing is left to give back, since a bank has it
    or it came back in another way.
    """
    if pledge.status is not PledgeStatus.CANCELLING or pledge.payment_id is None:
        return False
    try:
        await payments.refund(db, pledge.payment_id, reason="office", by=by)
    except NotRefundableError:
        return False
    return True
