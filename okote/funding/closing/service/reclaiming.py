"""What two people give back of a campaign that succeeded: first its holder gives it back, then we do.

What partners were called for and the platform's share were settled with the campaign and stay, as they do
where a bank takes a pledge back. What somebody gives back in Stripe's own pages is owed alike.
"""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlmodel import col, select

from okote.approvals.models import Approval
from okote.approvals.service import Wanted, ask_second, second_person
from okote.feature import Act
from okote.funding import accounts
from okote.funding.campaigns.models import Campaign
from okote.funding.closing.models import Recovery
from okote.funding.closing.service.recovering import book_of, owe, wanted
from okote.funding.closing.service.steps import BATCH, shared_campaign
from okote.funding.deeds import PLEDGE, RECOVERY, FundingDeed
from okote.funding.permissions import may_give_back
from okote.funding.pledges.events import PledgeRefundedAtStripe
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.funding.pledges.rules.life import PledgeWithBankError
from okote.funding.pledges.service.reclaiming import (
    held_with_payment,
    reclaimable,
    refund_taken_out,
    take_out,
)
from okote.identity.permissions import may_administer, require
from okote.identity.visitors import Visitor
from okote.platform.audit import Doer, note
from okote.platform.i18n import say
from okote.territories.queries import held, one_of
from payments.ledger.service import post
from payments.sessions import ReadSession, WriteSession

RECLAIM, AHEAD = "pledge-reclaim", "refund-ahead"


async def reclaim(db: WriteSession, pledge_id: UUID, reason: str, *, by: Visitor) -> Approval:
    """Ask for a pledge of a campaign that succeeded to be given back: it always takes a second person.

    OwnPledgeError, PledgeNotInForceError, PledgeNotPassedOnError, PledgeWithBankError.
    """
    require(may_give_back(by))
    pledge, campaign = await reclaimable(db, pledge_id, by=by)
    asked = Wanted(
        act=RECLAIM,
        subject=pledge.id,
        called=campaign.title,
        amount=pledge.amount,
        before={"status": pledge.status.value},
        after={"status": PledgeStatus.CANCELLING.value},
        reason=reason,
    )
    return await ask_second(db, asked, by=by)


async def _reclaimed(db: WriteSession, approval: Approval, by: Visitor) -> None:
    """The holder owes it from now on, whatever becomes of it at Stripe."""
    pledge, campaign = await reclaimable(db, approval.subject_id, by=by)
    await take_out(db, pledge, approval.reason, by.doer)
    await _owe_all(db, campaign, pledge)


async def on_refunded_at_stripe(db: WriteSession, event: PledgeRefundedAtStripe) -> None:
    """Its donor has it, out of what Stripe held for the operator: what is left is that its holder owes it."""
    campaign = await db.get_one(Campaign, event.campaign_id)
    recovery = await _owe_all(db, campaign, await db.get_one(Pledge, event.pledge_id))
    recovery.refund_asked_at = recovery.owed_at


async def _owe_all(db: WriteSession, campaign: Campaign, pledge: Pledge) -> Recovery:
    recovery = await owe(db, campaign, pledge.id, pledge.amount)
    await post(
        db,
        book=await book_of(db, campaign),
        key=f"give-back-owed:{pledge.id}",
        kind="give-back-owed",
        postings=accounts.give_back_owed(campaign.id, pledge.amount, pledge.fee),
        at=recovery.owed_at,
        reference=pledge.id,
    )
    return recovery


async def refund_reclaimed(db: WriteSession, campaign_id: UUID) -> None:
    """Ask Stripe to refund what the holder has given back, and was not asked for yet."""
    await shared_campaign(db, campaign_id)
    for pledge_id in await _given_back(db, campaign_id):
        await refund_owed(db, pledge_id)


async def _given_back(db: ReadSession, campaign_id: UUID) -> Sequence[UUID]:
    waiting = select(Recovery.pledge_id).where(Recovery.campaign_id == campaign_id, *TO_REFUND)
    waiting = waiting.join(Pledge, col(Pledge.id) == Recovery.pledge_id)
    return (await db.exec(waiting.order_by(col(Pledge.payment_id)).limit(BATCH))).all()


TO_REFUND = (
    col(Recovery.dispute_id).is_(None),
    col(Recovery.recovered_at).is_not(None),
    col(Recovery.refund_asked_at).is_(None),
    Pledge.status == PledgeStatus.CANCELLING,
)
"""Of recoveries joined with their pledges."""


async def refund_owed(db: WriteSession, pledge_id: UUID, *, by: UUID | None = None) -> bool:
    """Payments first, then pledges, then what holders owe; of no effect twice."""
    pledge = await held_with_payment(db, pledge_id)
    recovery = await db.get_one(Recovery, pledge_id, with_for_update=True, populate_existing=True)
    if recovery.refund_asked_at is not None or not await refund_taken_out(db, pledge, by=by):
        return False
    recovery.refund_asked_at = await db.now()
    return True


async def refund_ahead(db: WriteSession, pledge_id: UUID, reason: str, *, by: Visitor) -> Approval | None:
    """Refund a donor now, out of what Stripe holds for the operator; the holder goes on owing it.

    Of no effect twice. What waits for a second person, where the territory's sum asks for one.
    PledgeWithBankError.
    """
    require(may_administer(by))
    recovery = await _waiting(db, pledge_id, by)
    if recovery.refund_asked_at is not None:
        return None
    waits = await second_person(db, await wanted(db, AHEAD, recovery, reason), by=by)
    if waits is None:
        await _ahead(db, recovery, reason, by.doer)
    return waits


async def _approved(db: WriteSession, approval: Approval, by: Visitor) -> None:
    recovery = await _waiting(db, approval.subject_id, by)
    if recovery.refund_asked_at is None:
        await _ahead(db, recovery, approval.reason, by.doer)


async def _waiting(db: WriteSession, pledge_id: UUID, by: Visitor) -> Recovery:
    """Held, its payment and its pledge first; PledgeWithBankError where the office gave nothing back."""
    found = await one_of(db, Recovery, by.territory.id, pledge_id)
    await held_with_payment(db, pledge_id)
    if found.dispute_id is not None:
        raise PledgeWithBankError
    return await held(db, Recovery, by.territory.id, pledge_id)


async def _ahead(db: WriteSession, recovery: Recovery, reason: str, doer: Doer) -> None:
    was = RECOVERY.facts(recovery)
    if not await refund_owed(db, recovery.pledge_id, by=doer.person_id):
        raise PledgeWithBankError
    await note(db, doer, FundingDeed.REFUND_AHEAD, recovery, was, reason=reason)


ACTS: Mapping[str, Act] = {
    RECLAIM: Act(
        say("Give back a contribution to a campaign that succeeded"), PLEDGE, _reclaimed, always=True
    ),
    AHEAD: Act(say("Refund a donor before the holder has given it back"), RECOVERY, _approved),
}
