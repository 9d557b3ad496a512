"""A territory that takes cheques, two agents who look after them, and someone who gives one."""

import pytest

from okote.funding.campaigns.models import Reward
from okote.funding.terms.models import FundingTerms
from okote.identity.models import Role


@pytest.fixture
async def agents(someone):
    return [await someone(Role.AGENT) for _ in "ab"]


@pytest.fixture
async def donor(someone):
    return await someone()


@pytest.fixture
async def taken(db, territory):
    terms = FundingTerms(territory_id=territory.id, takes_cheques=True)
    db.add(terms)
    await db.flush()
    return terms


@pytest.fixture
async def jar(db, live_campaign):
    """A reward of which there is one."""
    made = Reward(
        campaign_id=live_campaign.id,
        position=0,
        title="Un bocal",
        units=1,
        needs_address=True,
        starts_at_minor=20_00,
        value_minor=5_00,
        month=live_campaign.last_day.replace(day=1),
    )
    db.add(made)
    await db.flush()
    return made
