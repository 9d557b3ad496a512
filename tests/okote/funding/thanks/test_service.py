"""All who gave are thanked once, when it is certain."""

import pytest
from sqlalchemy import text

from okote.funding.campaigns.rules import CampaignState
from okote.funding.thanks.events import ThanksGiven
from okote.funding.thanks.invariants import INVARIANTS
from okote.funding.thanks.rules import SUCCEEDED, ThankedError, ThanksTooEarlyError, check_thanks
from okote.funding.thanks.service import thank
from okote.platform.checks import violations
from okote.platform.errors import ForbiddenError


@pytest.fixture
def heard():
    return []


@pytest.fixture
def subscriptions(heard):
    async def hear(_db, event):
        heard.append(event)

    return {ThanksGiven: [hear]}


@pytest.mark.parametrize("state", CampaignState)
def test_nobody_is_thanked_before_it_has_succeeded(state):
    if state in SUCCEEDED:
        check_thanks(state, thanked=False)
        with pytest.raises(ThankedError):
            check_thanks(state, thanked=True)
    else:
        with pytest.raises(ThanksTooEarlyError):
            check_thanks(state, thanked=False)


async def test_everyone_is_thanked_once(db, live_campaign, writer, someone, heard):
    live_campaign.state = CampaignState.PAID_OUT
    with pytest.raises(ForbiddenError):
        await thank(db, live_campaign.id, "Merci !", by=await someone())
    thanks = await thank(db, live_campaign.id, "Merci !", by=writer)
    await db.flush()
    with pytest.raises(ThankedError):
        await thank(db, live_campaign.id, "Encore merci !", by=writer)
    assert heard == [ThanksGiven(thanks.id)]
    assert await violations(db, INVARIANTS) == []
    await db.exec(text("UPDATE campaign SET state = 'refunding'"))
    assert [one.invariant.name for one in await violations(db, INVARIANTS)] == ["thanks-after-success"]
