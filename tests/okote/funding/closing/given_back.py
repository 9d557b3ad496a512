"""The back office gives back after success, one contribution or all of them: each button pressed once."""

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import CampaignState
from okote.funding.closing.models import Recovery
from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from tests.okote.app_client import WHY


async def give_back_after_success(walk, boss, scene):
    """Asked for by one; then as if another had approved it, and the holder did not give it back."""
    passed_on = await scene.pledge(50)
    async with walk.house.database.unit_of_work() as db:
        (await db.get_one(Campaign, scene.campaign.id)).state = CampaignState.FUNDED
    await walk.press(boss, "/given-back/{pledge_id:uuid}", WHY, pledge_id=passed_on.id)
    await walk.press(boss, "/closings/{campaign_id:uuid}/undo", WHY, campaign_id=scene.campaign.id)
    async with walk.house.database.unit_of_work() as db:
        (await db.get_one(Pledge, passed_on.id)).status = PledgeStatus.CANCELLING
        owed = {"campaign_id": scene.campaign.id, "territory_id": passed_on.territory_id}
        db.add(
            Recovery(
                id=passed_on.id, pledge_id=passed_on.id, **owed, amount_minor=50_00, owed_at=await db.now()
            )
        )
    await walk.press(boss, "/given-back/{pledge_id:uuid}/ahead", WHY, pledge_id=passed_on.id)
    async with walk.house.database.unit_of_work() as db:
        (await db.get_one(Campaign, scene.campaign.id)).state = CampaignState.LIVE
