"""An offer at each step before its opening, and what was told on the way."""

import pytest

from okote.funding.campaigns import events
from okote.funding.campaigns.service import approve, create_draft, save_draft, submit
from okote.identity.models import Role


@pytest.fixture
def heard():
    """What was told, in order."""
    return []


@pytest.fixture
def subscriptions(heard):
    async def hear(_db, event):
        heard.append(event)

    return {kind: [hear] for kind in events.CampaignEvent.__subclasses__()}


@pytest.fixture
async def reviewer(someone):
    return await someone(Role.AGENT)


@pytest.fixture
async def draft(db, writer, holder, offer):
    campaign = await create_draft(db, holder.id, offer.title, by=writer)
    return await save_draft(db, campaign.id, offer, version=0, by=writer)


@pytest.fixture
async def submitted(db, draft, writer):
    return await submit(db, draft.id, version=draft.version, by=writer)


@pytest.fixture
async def approved(db, submitted, reviewer):
    return await approve(db, submitted.id, version=submitted.version, by=reviewer)
