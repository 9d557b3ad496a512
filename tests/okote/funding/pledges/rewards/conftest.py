"""A campaign that thanks with two jars and with as many visits as people want, and people who give to it."""

from uuid import uuid4

import pytest

from okote.funding.campaigns.models import Reward
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rewards.units import choose
from okote.funding.pledges.rules import PledgeStatus


@pytest.fixture
async def jar(db, live_campaign):
    return await rewarded(db, live_campaign, 0, title="Un bocal", units=2, needs_address=True)


@pytest.fixture
async def visit(db, live_campaign):
    return await rewarded(db, live_campaign, 1, title="Une visite")


async def rewarded(db, campaign, position, **said):
    about = {"starts_at_minor": 20_00, "value_minor": 5_00, "month": campaign.last_day.replace(day=1)}
    made = Reward(campaign_id=campaign.id, position=position, **about, **said)
    db.add(made)
    await db.flush()
    return made


@pytest.fixture
def give(db, live_campaign, someone):
    """Someone new gives and chooses, as the service would leave it."""

    async def give(reward=None, *, status=PledgeStatus.IN_FORCE, minor=20_00):
        donor, at = await someone(), await db.now()
        pledge = Pledge(
            territory_id=live_campaign.territory_id,
            campaign_id=live_campaign.id,
            person_id=donor.person.id,
            form_token=uuid4(),
            status=status,
            amount_minor=minor,
            language="fr",
            thanks_hash=uuid4().bytes * 2,
            created_at=at,
        )
        db.add(pledge)
        await db.flush()
        await choose(db, pledge, reward and reward.id)
        return pledge, donor

    return give
