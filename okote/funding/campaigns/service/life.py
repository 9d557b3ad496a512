"""What the clock and an administrator may do with a campaign before its deadline."""

from collections.abc import Mapping
from uuid import UUID

from sqlmodel import col, select, update

from okote.approvals.models import Approval
from okote.approvals.service import Wanted, second_person
from okote.feature import Act
from okote.funding import accounts
from okote.funding.campaigns.events import CampaignCancelled, CampaignOpened, CampaignSentBack
from okote.funding.campaigns.models import Campaign, CampaignPicture, Holder
from okote.funding.campaigns.rules import (
    Actor,
    CampaignEndedError,
    CampaignState,
    check_cancellation,
    takes_pledges,
)
from okote.funding.campaigns.service.steps import forget_terms, lead
from okote.funding.deeds import CAMPAIGN, FundingDeed
from okote.funding.permissions import may_cancel_campaigns
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import Doer, note
from okote.platform.events import emit
from okote.platform.files.models import StoredFile
from okote.platform.i18n import say
from okote.territories.queries import held
from payments.ledger.queries import balance
from payments.sessions import WriteSession

CANCEL = "campaign-cancel"


async def open_due_campaigns(db: WriteSession) -> list[Campaign]:
    """Open what is approved and due by the database's clock.

    What another process opens at this moment is left to it. A holder whose account Stripe has stopped
    since the approval waits: nobody could pay it. Once the last day is over too, nobody could give any
    more: the campaign is given back for new dates.
    """
    at = await db.now()
    due = (
        select(Campaign, Holder)
        .join(Holder, col(Holder.id) == Campaign.holder_id)
        .where(Campaign.state == CampaignState.SCHEDULED, col(Campaign.opens_at) <= at)
        .order_by(col(Campaign.opens_at), col(Campaign.id))
        .with_for_update(of=Campaign, skip_locked=True)
    )
    opened = []
    for campaign, holder in (await db.exec(due.execution_options(populate_existing=True))).all():
        if at >= campaign.period.ends_at:
            await _give_back(db, campaign)
        elif holder.account_ready:
            await _open(db, campaign)
            opened.append(campaign)
    return opened


async def _open(db: WriteSession, campaign: Campaign) -> None:
    step = await lead(db, campaign, CampaignState.LIVE, Actor.RULE)
    await _show_pictures(db, campaign)
    await emit(db, CampaignOpened(campaign.id, campaign.territory_id, step.id))


async def _give_back(db: WriteSession, campaign: Campaign) -> None:
    """That the rule did it says why."""
    step = await lead(db, campaign, CampaignState.DRAFT, Actor.RULE)
    forget_terms(campaign)
    await emit(db, CampaignSentBack(campaign.id, campaign.territory_id, step.id))


async def cancel(db: WriteSession, campaign_id: UUID, reason: str, *, by: Visitor) -> Campaign | Approval:
    """Stop a campaign for a reason that everyone reads; every pledge goes back.

    From the deadline on the rule decides, even if its job has not run yet (CampaignEndedError). What waits
    for a second person, where more was given than the territory's sum.
    """
    require(may_cancel_campaigns(by))
    campaign = await held(db, Campaign, by.territory.id, campaign_id)
    await _check_cancellable(db, campaign, reason)
    claims = await balance(db, by.territory.book, accounts.pledges_of(campaign.id))
    wanted = Wanted(
        act=CANCEL,
        subject=campaign.id,
        called=campaign.title,
        amount=-claims,
        before={"state": campaign.state.value},
        after={"state": CampaignState.CANCELLED.value},
        reason=reason.strip(),
    )
    waits = await second_person(db, wanted, by=by)
    return waits or await _cancel(db, campaign, wanted.reason, who=person_of(by).id, doer=by.doer)


async def _approved(db: WriteSession, approval: Approval, by: Visitor) -> None:
    campaign = await held(db, Campaign, by.territory.id, approval.subject_id)
    await _check_cancellable(db, campaign, approval.reason)
    await _cancel(db, campaign, approval.reason, who=approval.asked_by, doer=by.doer)


async def _check_cancellable(db: WriteSession, campaign: Campaign, reason: str) -> None:
    check_cancellation(campaign.state, reason)
    live = campaign.state is CampaignState.LIVE
    if live and not takes_pledges(campaign.state, campaign.period, await db.now()):
        raise CampaignEndedError(last_minute=campaign.period.last_minute)


async def _cancel(db: WriteSession, campaign: Campaign, reason: str, *, who: UUID, doer: Doer) -> Campaign:
    """`who` wrote the reason; `doer` had it done, the second person where there was one."""
    was = CAMPAIGN.facts(campaign)
    campaign.cancel_reason = reason
    step = await lead(
        db, campaign, CampaignState.CANCELLED, Actor.ADMINISTRATOR, person_id=who, reason=reason
    )
    await note(db, doer, FundingDeed.CAMPAIGN_CANCELLED, campaign, was, reason=reason)
    await emit(db, CampaignCancelled(campaign.id, campaign.territory_id, step.id))
    return campaign


ACTS: Mapping[str, Act] = {CANCEL: Act(say("Cancel a campaign"), CAMPAIGN, _approved)}


async def _show_pictures(db: WriteSession, campaign: Campaign) -> None:
    """Until now only who works on the offer could see them."""
    others = select(CampaignPicture.picture).where(CampaignPicture.campaign_id == campaign.id)
    shown = col(StoredFile.id).in_(others) | (col(StoredFile.id) == campaign.picture)
    await db.exec(update(StoredFile).where(shown).values(public=True))
