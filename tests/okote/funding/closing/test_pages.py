"""Closings in the back office, and what residents read of them."""

from html import unescape

from okote.identity.models import Role
from tests.okote.app_client import WHY
from tests.okote.funding.closing.deadline import close, past_the_deadline


async def test_before_the_decision_there_is_nothing_to_ask_again(office):
    lea = await office.enter("lea", Role.AGENT)
    campaign = await office.campaign(lea, await office.holder())
    solene = await office.enter("solene", Role.ADMINISTRATOR)
    answer = await solene.post(f"/en/back-office/closings/{campaign.id}/retry", WHY)
    assert answer.status_code == 404


async def test_a_refunded_campaign_tells_what_there_was_and_that_nothing_is_owed(scene, browser):
    await scene.pledge(20)
    await past_the_deadline(scene)
    await close(scene)
    await close(scene)

    shown = unescape((await browser().get(f"/en/campaigns/{scene.campaign.slug}")).text)

    assert "€60 out of €15,000: €20 from residents, €20 from public partners" in shown
    assert "every contribution was given back" in shown
    partners = shown.split("<h2>The partners</h2>")[1].split("<h2>")[0]
    assert "these partners pay nothing of what they had promised" in partners
    assert "€0" not in partners
