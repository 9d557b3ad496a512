"""What each step of a closing holds on to, and the record of where it led."""

from datetime import datetime
from uuid import UUID

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import Actor, CampaignState, StepKind, check_transition
from okote.funding.campaigns.service.steps import record
from okote.platform.live import announce
from payments.sessions import WriteSession

CLOSE = "funding.close"
BATCH = 50
"""Payments that one transaction locks."""


async def close_soon(db: WriteSession, campaign_id: UUID) -> None:
    """One after another, and at most one waits: it does all that is to be done by then."""
    waiting = f"{CLOSE}:{campaign_id}"
    await db.defer(CLOSE, lock=waiting, once=waiting, campaign_id=str(campaign_id))


async def lead(db: WriteSession, campaign: Campaign, to: CampaignState, at: datetime) -> None:
    check_transition(campaign.state, to, Actor.RULE)
    campaign.state = to
    record(db, campaign, at, StepKind.LED, Actor.RULE)
    await announce(db, f"campaign:{campaign.id}")


async def held(db: WriteSession, campaign_id: UUID) -> Campaign:
    """The campaign, held against every pledge."""
    return await db.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)


async def shared(db: WriteSession, campaign_id: UUID) -> Campaign:
    """The campaign, held against its next state only."""
    return await db.get_one(Campaign, campaign_id, with_for_update={"read": True}, populate_existing=True)
