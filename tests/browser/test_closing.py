"""What a donor sees once a campaign is over, paid or given back."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Page

from tests.browser.screen import Screen, accept_terms, text_of
from tests.stories.people import Begun
from tests.stories.service import Service

pytestmark = pytest.mark.browser

PARTNERS = {"territoire": 500, "cuisines_du_ried": 500}


async def test_one_campaign_succeeds_and_another_fails(screen: Callable[..., Any], service: Service):
    """Both have 60 € by 20 € from one donor; one asks for as much, the other for 1 000 €."""
    funded = await service.campaign("Un four pour le port", 60, **PARTNERS)
    failed = await service.campaign("Un kiosque à musique", 1_000, **PARTNERS)
    at_screen: Screen = await screen()
    await at_screen.sign_in("Camille Aubry")
    for campaign in (funded, failed):
        await give(await at_screen.open(f"{campaign.path}/pledge/check?amount=20"))
    mine = await at_screen.open("/my/pledges")
    assert (await text_of(mine)).count("confirmée") == 2

    await service.reach_the_end(failed)
    await service.let_pass(days=9)

    assert "projet financé" in await outcome(at_screen, funded)
    assert "chaque contribution a été rendue" in await outcome(at_screen, failed)
    await mine.reload()
    assert "confirmée" in await text_of(mine, f'article:has(a[href$="{funded.path}"])')
    assert "remboursée" in await text_of(mine, f'article:has(a[href$="{failed.path}"])')
    await service.check()


async def give(page: Page) -> None:
    await accept_terms(page)
    await page.locator("main form button").click()
    await page.wait_for_url("**/pay/*")
    await page.locator("form button").click()
    await page.wait_for_url("**/thanks/*")


async def outcome(at_screen: Screen, campaign: Begun) -> str:
    """What the page says in the place where one could contribute."""
    page = await at_screen.open(campaign.path)
    assert await page.get_by_role("link", name="Je contribue").count() == 0
    return await text_of(page, ".offer-aside")
