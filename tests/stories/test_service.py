"""The harness of the stories: every part is real, and nothing happens behind a story's back."""

import pytest

from tests.stories.service import Service

pytestmark = pytest.mark.story


async def test_a_pledge_goes_through_every_part(service: Service):
    campaign = await service.campaign("Un four pour le port", 1_000, territoire=500, cuisines_du_ried=500)
    camille = await service.signed_in("camille")
    told = await camille.check(campaign, "20")
    assert "60 €" in told.text
    thanks = await camille.pledge(campaign, "20")
    assert "/thanks/" in thanks.path
    assert service.mails("camille") == []
    await service.settle()
    assert len(service.mails("camille")) == 1
    shown = await service.somebody().visit(campaign.path)
    assert "60 € sur 1 000 €" in shown.text
    await service.reach_the_end(campaign)
    await service.let_pass(hours=1)
    assert await service.state(campaign) == "refunded"
    await service.check()


async def test_what_a_killed_worker_leaves_is_done_in_the_end(service: Service):
    campaign = await service.campaign("Des bancs pour se parler", 1_000)
    yanis = await service.signed_in("yanis")
    await yanis.pledge(campaign, "20")
    async with service.worker() as worker:
        await service.when_stripe_was_asked("/v1/checkout/sessions/")
        worker.process.kill()
        await worker.process.wait()
    await service.settle()
    assert "20 € sur 1 000 €" in (await yanis.visit(campaign.path)).text
    await service.check()
