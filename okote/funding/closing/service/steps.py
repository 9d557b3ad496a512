"""What each step of a closing holds on to, whatever territory it is of, and when the next one comes."""

from uuid import UUID

from okote.funding.campaigns.models import Campaign
from payments.sessions import WriteSession

CLOSE = "funding.close"
BATCH = 50
"""Payments that one transaction locks."""


async def close_soon(db: WriteSession, campaign_id: UUID) -> None:
    """One after another, and at most one waits: it does all that is to be done by then."""
    waiting = f"{CLOSE}:{campaign_id}"
    await db.defer(CLOSE, lock=waiting, once=waiting, campaign_id=str(campaign_id))


async def held_campaign(db: WriteSession, campaign_id: UUID) -> Campaign:
    """The campaign, held against every pledge."""
    return await db.get_one(Campaign, campaign_id, with_for_update=True, populate_existing=True)


async def shared_campaign(db: WriteSession, campaign_id: UUID) -> Campaign:
    """The campaign, held against its next state only."""
    return await db.get_one(Campaign, campaign_id, with_for_update={"read": True}, populate_existing=True)
