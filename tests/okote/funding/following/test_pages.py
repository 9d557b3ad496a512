"""The button, and what one follows."""

import pytest


@pytest.fixture
async def camille(browser):
    visitor = browser()
    await visitor.arrive("camille")
    return visitor


async def test_a_campaign_is_followed_and_then_no_more(camille, scene):
    assert f"{scene.path}/follow" in (await camille.get(scene.path)).text
    for _ in range(2):
        done = await camille.post(f"{scene.path}/follow")
        assert (done.status_code, done.headers["location"]) == (303, scene.path)
    assert f"{scene.path}/unfollow" in (await camille.get(scene.path)).text
    assert scene.campaign.title in (await camille.get("/fr/my/follows")).text
    leaving = (await camille.get("/en/account/close")).text.partition("What stays, and why")[0]
    assert "The campaigns that you follow" in leaving
    done = await camille.post(f"{scene.path}/unfollow", {"listed": "yes"})
    assert done.headers["location"] == "/fr/my/follows"
    assert scene.path not in (await camille.get("/fr/my/follows")).text
    done = await camille.post(f"{scene.path}/unfollow", {"listed": "//evil.example"})
    assert done.headers["location"] == scene.path


async def test_whoever_has_not_signed_in_is_asked_to(browser, scene):
    html = (await browser().get(scene.path)).text
    assert "/fr/sign-in?next=" in html[html.index('class="offer-aside') : html.index('class="offer-body')]


async def test_what_nobody_sees_can_not_be_followed(camille):
    assert (await camille.post("/fr/campaigns/nothing/follow")).status_code == 404
