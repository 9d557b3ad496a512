"""The harness itself: a pledge through every real part."""

from tests.stories.service import Service


async def test_a_pledge_goes_through_every_part(service: Service):
    campaign = await service.campaign("Un four pour le port", 1_000, territoire=500, cuisines_du_ried=500)
    camille = await service.signed_in("camille")
    told = await camille.check(campaign, "20")
    assert "60 €" in told.text
    thanks = await camille.pledge(campaign, "20")
    assert "/thanks/" in thanks.path
    await service.settle()
    shown = await service.somebody().visit(campaign.path)
    assert "60 € sur 1 000 €" in shown.text
    assert [mail.subject for mail in service.mails("camille")]
    await service.reach_the_end(campaign)
    await service.let_pass(hours=1)
    assert await service.state(campaign) == "refunded"
    await service.check()
