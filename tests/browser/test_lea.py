"""Léa answers for the territory: what she approves opens by itself, and then everyone can give."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from playwright.async_api import expect

from okote.demo import fiction
from tests.browser.screen import Screen
from tests.stories.people import Begun
from tests.stories.service import Service
from tests.stories.surroundings import SLUG

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 800}

TITLE = "Un four pour le port"


@pytest.fixture
async def sent_in(service: Service) -> Begun:
    """Written by its holder, for today."""
    told = fiction.campaigns(SLUG)["01-conserverie-du-quai"]
    return await service.begin(
        msgspec.structs.replace(told, title=TITLE, opens=0, closes=29, commitments=(), ends_as="in_review")
    )


async def test_a_campaign_is_reviewed_approved_and_opens(
    screen: Callable[..., Any], service: Service, sent_in: Begun
):
    at_desk: Screen = await screen(viewport=DESK)
    await at_desk.sign_in("Léa Stoll")
    page = await at_desk.open("/")
    await page.get_by_role("link", name="Espace de gestion").click()
    await page.get_by_role("link", name="campagne à relire").click()
    await page.get_by_role("link", name=TITLE).click()
    await page.get_by_role("button", name="Approuver").click()
    await expect(page.locator("#next")).to_contain_text("Elle s’ouvre toute seule le")

    await service.settle()

    elsewhere = await (await screen("de")).open("/")
    await elsewhere.get_by_role("link", name=TITLE).click()
    await expect(elsewhere.get_by_role("link", name="Ich trage bei")).to_be_visible()
    assert await service.state(sent_in) == "live"
