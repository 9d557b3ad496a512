"""Stripe holds money for ninety days: whoever can still do something is told at seventy-five, and what."""

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest
from sqlmodel import col, update

from okote.funding.campaigns.models import Campaign
from okote.funding.campaigns.rules import CampaignState
from okote.funding.closing.holding import TO_DO
from okote.funding.closing.queries import UNSETTLED
from okote.funding.closing.rules import held_too_long, held_until
from okote.funding.pledges.models import Pledge
from okote.identity.models import Role

PAID = datetime(2026, 9, 1, 12, tzinfo=UTC)
HERE = "/en/back-office/held"


@pytest.mark.parametrize(
    ("since", "too_long"),
    [
        (timedelta(days=74, hours=23, minutes=59), False),
        (timedelta(days=75), True),
        (timedelta(days=91), True),
    ],
)
def test_seventy_five_days_are_too_long(since, too_long):
    assert held_too_long(PAID, PAID + since) is too_long
    assert held_until(PAID) - PAID == timedelta(days=90)


def test_whatever_is_unsettled_has_something_to_do():
    assert set(TO_DO) == UNSETTLED


async def test_agents_and_administrators_find_which_campaign_and_what_to_do(office, scene, house):
    await scene.pledge(20)
    lea, ines = await office.enter("lea", Role.AGENT), await office.enter("ines", Role.ADMINISTRATOR)
    page = unescape((await lea.get(HERE)).text)
    assert (scene.campaign.title in page, "too long" in page) == (True, False)
    assert await office.waiting(lea) == {}
    async with house.database.unit_of_work() as db:
        await db.exec(update(Pledge).values(paid_at=col(Pledge.paid_at) - timedelta(days=76)))
    assert (await office.waiting(lea), await office.waiting(ines)) == ({"held": 1}, {"held": 1})
    page = unescape((await lea.get(HERE)).text)
    assert (TO_DO[CampaignState.LIVE] in page, "/back-office/closings/" in page) == (True, False)
    assert f"/back-office/closings/{scene.campaign.id}" in (await ines.get(HERE)).text
    async with house.database.unit_of_work() as db:
        (await db.get_one(Campaign, scene.campaign.id)).state = CampaignState.PAID_OUT
    assert "Stripe holds nothing for a campaign" in (await ines.get(HERE)).text
