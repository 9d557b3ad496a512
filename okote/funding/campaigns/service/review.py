"""From a draft to a date on which it opens: a second person reads what the first one wrote."""

from collections.abc import Collection
from uuid import UUID

from okote.funding.calls.service import check_open
from okote.funding.campaigns.autosave.service import throw_all_away
from okote.funding.campaigns.checklist.queries import unticked
from okote.funding.campaigns.comments.queries import open_comments
from okote.funding.campaigns.events import CampaignApproved, CampaignSentBack, CampaignSubmitted
from okote.funding.campaigns.models import Campaign, Holder
from okote.funding.campaigns.offers import period_of, still_missing
from okote.funding.campaigns.queries import parts_of, writers
from okote.funding.campaigns.rules import (
    Actor,
    CampaignState,
    Missing,
    Period,
    check_reviewer,
    check_transition,
)
from okote.funding.campaigns.service.steps import forget_terms, lead
from okote.funding.deeds import CAMPAIGN, FundingDeed
from okote.funding.permissions import may_review, may_write_campaign
from okote.funding.terms.models import FundingTerms
from okote.funding.terms.queries import terms_of
from okote.identity.permissions import person_of, require
from okote.identity.visitors import Visitor
from okote.platform.audit import note
from okote.platform.errors import StaleError
from okote.platform.events import emit
from okote.territories.days import start_of
from okote.territories.models import Territory
from okote.territories.queries import held
from payments.errors import DomainError
from payments.sessions import WriteSession

OTHERS_DECIDE = frozenset({Missing.HOLDER_CARD_PAYMENTS, Missing.HOLDER_TRANSFERS, Missing.CHECKLIST})
"""An offer may be read while Stripe or the coach still check the holder; it is not approved before."""


class OfferIncompleteError(DomainError):
    """Parameter: `count`, of the things that are missing."""

    code = "campaign_incomplete"


class FirstDayPastError(DomainError):
    """Parameter: `first_day`."""

    code = "campaign_first_day_past"


class ReviewReasonMissingError(DomainError):
    code = "campaign_review_reason_missing"


async def submit(db: WriteSession, campaign_id: UUID, *, version: int, by: Visitor) -> Campaign:
    """Ask for a review of an offer that lacks nothing that its writer could add."""
    campaign = await held(db, Campaign, by.territory.id, campaign_id)
    require(may_write_campaign(by, campaign.holder_id))
    check_transition(campaign.state, CampaignState.IN_REVIEW, Actor.WRITER)
    _check_version(campaign, version)
    terms = await terms_of(db, by.territory.id)
    await _check_complete(db, campaign, terms, by.territory, but=OTHERS_DECIDE)
    await _apply(db, campaign)
    was = CAMPAIGN.facts(campaign)
    step = await lead(db, campaign, CampaignState.IN_REVIEW, Actor.WRITER, person_id=person_of(by).id)
    await note(db, by.doer, FundingDeed.CAMPAIGN_SUBMITTED, campaign, was)
    await emit(db, CampaignSubmitted(campaign.id, campaign.territory_id, step.id))
    return campaign


async def _apply(db: WriteSession, campaign: Campaign) -> None:
    """For its call, within its dates; what was in time once may be sent in again with what was asked for."""
    if campaign.call_id is not None and campaign.applied_at is None:
        await check_open(db, campaign.territory_id, campaign.call_id)
        campaign.applied_at = await db.now()


async def take_back(db: WriteSession, campaign_id: UUID, *, by: Visitor) -> Campaign:
    """Write on: whatever was approved asks for a new review."""
    campaign = await held(db, Campaign, by.territory.id, campaign_id)
    require(may_write_campaign(by, campaign.holder_id))
    was = CAMPAIGN.facts(campaign)
    await lead(db, campaign, CampaignState.DRAFT, Actor.WRITER, person_id=person_of(by).id)
    forget_terms(campaign)
    await note(db, by.doer, FundingDeed.CAMPAIGN_TAKEN_BACK, campaign, was)
    return campaign


async def send_back(db: WriteSession, campaign_id: UUID, reason: str, *, by: Visitor) -> Campaign:
    """Ask the writers for changes, and say which: in a reason, beside the lines of the offer, or both."""
    require(may_review(by))
    campaign = await held(db, Campaign, by.territory.id, campaign_id)
    if not reason.strip() and not await open_comments(db, campaign.id):
        raise ReviewReasonMissingError
    was = CAMPAIGN.facts(campaign)
    step = await lead(
        db, campaign, CampaignState.DRAFT, Actor.REVIEWER, person_id=person_of(by).id, reason=reason.strip()
    )
    forget_terms(campaign)
    await note(db, by.doer, FundingDeed.CAMPAIGN_SENT_BACK, campaign, was, reason=reason.strip())
    await emit(db, CampaignSentBack(campaign.id, campaign.territory_id, step.id))
    return campaign


async def approve(db: WriteSession, campaign_id: UUID, *, version: int, by: Visitor) -> Campaign:
    """Freeze the offer that was read, with the territory's terms of today; it opens on its first day."""
    require(may_review(by))
    campaign = await held(db, Campaign, by.territory.id, campaign_id)
    check_transition(campaign.state, CampaignState.SCHEDULED, Actor.REVIEWER)
    check_reviewer(await writers(db, campaign.id), person_of(by).id)
    _check_version(campaign, version)
    terms = await terms_of(db, by.territory.id)
    period = await _check_complete(db, campaign, terms, by.territory)
    was = CAMPAIGN.facts(campaign)
    _fix_terms(campaign, terms, period)
    await throw_all_away(db, campaign.id)
    step = await lead(db, campaign, CampaignState.SCHEDULED, Actor.REVIEWER, person_id=person_of(by).id)
    await note(db, by.doer, FundingDeed.CAMPAIGN_APPROVED, campaign, was)
    await emit(db, CampaignApproved(campaign.id, campaign.territory_id, step.id))
    return campaign


def _check_version(campaign: Campaign, version: int) -> None:
    """What is sent in or approved is what was read."""
    if campaign.version != version:
        raise StaleError


async def _check_complete(
    db: WriteSession,
    campaign: Campaign,
    terms: FundingTerms,
    territory: Territory,
    *,
    but: Collection[Missing] = (),
) -> Period:
    """OfferIncompleteError, or FirstDayPastError; else when it will take pledges."""
    parts = await parts_of(db, campaign.id)
    holder = await held(db, Holder, campaign.territory_id, campaign.holder_id, shared=True)
    longest, zone = terms.longest_campaign, territory.zone
    lacking = still_missing(
        campaign,
        parts,
        holder,
        unticked=(await unticked(db, [campaign.id]))[campaign.id],
        longest_days=longest,
        zone=zone,
    )
    missing = [one for one in lacking if one not in but]
    period = period_of(campaign, zone)
    if missing or period is None:
        raise OfferIncompleteError(count=len(missing))
    if period.opens_at < start_of(territory.day(await db.now()), zone):
        raise FirstDayPastError(first_day=campaign.first_day)
    return period


def _fix_terms(campaign: Campaign, terms: FundingTerms, period: Period) -> None:
    campaign.opens_at, campaign.ends_at = period.opens_at, period.ends_at
    campaign.threshold_bp, campaign.threshold_on = terms.threshold_bp, terms.threshold_on
    campaign.commission_bp, campaign.commission_on = terms.commission_bp, terms.commission_on
    campaign.vat_bp, campaign.own_people = terms.vat_bp, terms.own_people
