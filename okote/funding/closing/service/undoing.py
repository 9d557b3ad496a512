"""Give back all of a campaign that succeeded, while its money has not left: its association may be dissolved.

Two people decide it, and nothing is transferred meanwhile. What was settled is reversed, and from then on it
is as any campaign that was cancelled: each donor has everything back, and everyone reads why. A cheque that
the holder has, and what partners have paid it, never was with us: the holder owes them.
"""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlmodel import col, select

from okote.approvals.models import Approval
from okote.approvals.queries import waits_for
from okote.approvals.service import Wanted, ask_second
from okote.feature import Act
from okote.funding import accounts
from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import Actor, CampaignState
from okote.funding.campaigns.rules.life import ReasonMissingError
from okote.funding.campaigns.service.steps import lead
from okote.funding.closing import rules
from okote.funding.closing.events import CampaignUndone
from okote.funding.closing.models import Closing, Recovery
from okote.funding.closing.service.reclaiming import refund_owed
from okote.funding.closing.service.recovering import book_of
from okote.funding.closing.service.steps import close_soon
from okote.funding.deeds import CAMPAIGN, FundingDeed
from okote.funding.matching.models import FundsCall, SignedCommitment
from okote.funding.permissions import may_cancel_campaigns
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.service.disputes import charge_back_rest
from okote.funding.pledges.service.reclaiming import held_with_payment
from okote.identity.permissions import require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.events import emit
from okote.platform.i18n import say
from okote.territories.queries import held, one_of
from payments.ledger.queries import entry_of
from payments.ledger.service import post, reverse
from payments.operations import service as payments
from payments.operations.holding import payment_for_update
from payments.sessions import ReadSession, WriteSession

UNDO = "campaign-undo"


async def undo(db: WriteSession, campaign_id: UUID, reason: str, *, by: Visitor) -> Approval:
    """Ask for it, with a reason that everyone will read: it always takes a second person.

    NotFundedError, MoneyHasLeftError, TransferUnderWayError, ReasonMissingError.
    """
    require(may_cancel_campaigns(by))
    if not reason.strip():
        raise ReasonMissingError
    campaign, closing, _ = await _undoable(db, campaign_id, by)
    wanted = Wanted(
        act=UNDO,
        subject=campaign.id,
        called=campaign.title,
        amount=closing.money(closing.pledged_minor),
        before={"state": campaign.state.value},
        after={"state": CampaignState.CANCELLED.value},
        reason=reason.strip(),
    )
    return await ask_second(db, wanted, by=by)


async def is_held_back(db: ReadSession, campaign: Campaign) -> bool:
    """Whether its holder is not to be paid, until two people have decided."""
    return await waits_for(db, campaign.territory_id, UNDO, campaign.id) is not None


async def _undoable(
    db: WriteSession, campaign_id: UUID, by: Visitor
) -> tuple[Campaign, Closing, Sequence[Recovery]]:
    """All held, once it is sure that nothing is on its way to the holder.

    Payments and the transfer come before the campaign, as where their outcomes are told. What has come
    in between is seen, and asked about anew.
    """
    found = await one_of(db, Campaign, by.territory.id, campaign_id)
    known = await db.get(Closing, campaign_id)
    rules.check_undoable(found.state, transferred=known is not None and known.transferred_at is not None)
    owed = await _hold_payments(db, campaign_id)
    asked = None if known is None else known.transfer_operation
    withdrawn = asked is None or await payments.withdraw(db, asked)
    campaign = await held(db, Campaign, by.territory.id, campaign_id)
    closing = await held(db, Closing, by.territory.id, campaign_id)
    rules.check_undoable(campaign.state, transferred=closing.transferred_at is not None)
    recoveries = await _recoveries(db, campaign_id)
    told = {one.pledge_id for one in recoveries}
    if not withdrawn or closing.transfer_operation != asked or told != owed:
        raise rules.TransferUnderWayError
    closing.transfer_operation = None
    return campaign, closing, recoveries


async def _approved(db: WriteSession, approval: Approval, by: Visitor) -> None:
    """All of it at once, but for the refunds: the campaign's job asks for those, some at a time."""
    campaign, closing, recoveries = await _undoable(db, approval.subject_id, by)
    was, closing.failure = CAMPAIGN.facts(campaign), None
    await _unsettle(db, campaign)
    campaign.cancel_reason = approval.reason
    step = await lead(
        db,
        campaign,
        CampaignState.CANCELLED,
        Actor.ADMINISTRATOR,
        person_id=approval.asked_by,
        reason=approval.reason,
    )
    await _let_off(db, campaign, recoveries, by)
    await note(db, by.doer, FundingDeed.CAMPAIGN_UNDONE, campaign, was, reason=approval.reason)
    await emit(db, CampaignUndone(campaign.id, campaign.territory_id, step.id))
    await close_soon(db, campaign.id)


async def _hold_payments(db: WriteSession, campaign_id: UUID) -> Collection[UUID]:
    """Of the pledges that the holder owes something of, since they come before the campaign."""
    owed = select(Pledge.id, Pledge.payment_id).join(Recovery, col(Recovery.pledge_id) == Pledge.id)
    found = (await db.exec(owed.where(Recovery.campaign_id == campaign_id).distinct())).all()
    for _, payment_id in sorted(found, key=lambda one: str(one[1])):
        if payment_id is not None:
            await payment_for_update(db, payment_id)
    return {pledge_id for pledge_id, _ in found}


async def _recoveries(db: WriteSession, campaign_id: UUID) -> Sequence[Recovery]:
    owed = select(Recovery).where(Recovery.campaign_id == campaign_id).order_by(col(Recovery.id))
    return (await db.exec(owed.with_for_update().execution_options(populate_existing=True))).all()


async def _unsettle(db: WriteSession, campaign: Campaign) -> None:
    """What donors gave is theirs again, the platform keeps nothing, and no partner owes anything."""
    await _reverse(db, campaign, f"campaign-funded:{campaign.id}", f"campaign-undone:{campaign.id}")
    calls = select(FundsCall).join(SignedCommitment, col(SignedCommitment.id) == FundsCall.commitment_id)
    calls = calls.where(SignedCommitment.campaign_id == campaign.id).order_by(col(FundsCall.commitment_id))
    for call in (await db.exec(calls.with_for_update(of=FundsCall))).all():
        called = call.commitment_id
        await _reverse(db, campaign, f"match-called:{called}", f"match-uncalled:{called}")


async def _let_off(db: WriteSession, campaign: Campaign, recoveries: Sequence[Recovery], by: Visitor) -> None:
    """The holder never had it, so it owes none of it: what banks keep is lost to donors' claims, as of any
    campaign that did not succeed, and what was to come back from it first goes back now.
    """
    borne = set[UUID]()
    for recovery in recoveries:
        recovery.failure = None
        if recovery.dispute_id is None:
            await _reverse(db, campaign, f"give-back-owed:{recovery.id}", f"let-off:{recovery.id}")
            await refund_owed(db, recovery.pledge_id, by=by.doer.person_id)
            continue
        pledge = await held_with_payment(db, recovery.pledge_id)
        await _reverse(db, campaign, f"dispute-owed:{recovery.id}", f"let-off:{recovery.id}")
        fee = pledge.fee if pledge.id not in borne else accounts.NOTHING
        borne.add(pledge.id)
        await post(
            db,
            book=await book_of(db, campaign),
            key=f"dispute-lost:{recovery.id}",
            kind="dispute-lost",
            postings=accounts.dispute_lost(campaign.id, recovery.amount, fee),
            at=await db.now(),
            reference=pledge.id,
        )
        await charge_back_rest(db, pledge)


async def _reverse(db: WriteSession, campaign: Campaign, entry_key: str, key: str) -> None:
    """What was never booked, since nothing moved, needs no reversal."""
    entry = await entry_of(db, await book_of(db, campaign), entry_key)
    if entry is not None:
        await reverse(db, entry, key=key, at=await db.now())


ACTS: Mapping[str, Act] = {
    UNDO: Act(say("Give back all of a campaign that succeeded"), CAMPAIGN, _approved, always=True)
}
