"""Closings in the back office."""

from okote.identity.models import Role


async def test_before_the_decision_there_is_nothing_to_ask_again(office):
    lea = await office.enter("lea", Role.AGENT)
    campaign = await office.campaign(lea, await office.holder())
    solene = await office.enter("solene", Role.ADMINISTRATOR)
    answer = await solene.post(f"/en/back-office/closings/{campaign.id}/retry")
    assert answer.status_code == 404
