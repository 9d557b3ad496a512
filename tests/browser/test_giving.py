"""20 € from a phone: with a finger, with the keys alone, without scripts, and with an impatient finger."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import Page, expect
from sqlmodel import select

from okote.funding.pledges.models import Pledge
from tests.browser.screen import accept_terms, choose_oneself, go_to_check, text_of
from tests.stories.people import Begun
from tests.stories.service import Service

pytestmark = pytest.mark.browser

Seat = Callable[..., Any]

BRINGS = re.compile(r"apportent 60\s€ au projet")
PAY = re.compile("^Payer 20")
FOCUSED = "document.activeElement"


@pytest.fixture
async def campaign(service: Service) -> Begun:
    """One public and one private partner, each adding a euro to each."""
    return await service.campaign("Un four pour le port", 1_000, territoire=500, cuisines_du_ried=500)


async def pledges(service: Service, campaign: Begun) -> int:
    async with service.house.database.reading() as db:
        return len((await db.exec(select(Pledge).where(Pledge.campaign_id == campaign.id))).all())


async def test_twenty_euros_become_sixty_in_everybody_s_sight(
    screen: Seat, service: Service, campaign: Begun
):
    """The other tab, which nobody touches, belongs to a stranger."""
    elsewhere = await (await screen()).open(campaign.path)
    raised = elsewhere.locator(".gauge-total .figure")
    await expect(raised).to_have_text(re.compile(r"^0\s€$"))
    await elsewhere.evaluate("window.untouched = true")

    page = await (await screen()).open(campaign.path)
    await go_to_check(page, campaign, "Camille Aubry")
    told = await text_of(page)
    assert "vos 20 € apportent 60 € au projet (55,20 €" in told
    assert "Votre carte est débitée aujourd’hui." in told
    await accept_terms(page)
    await page.get_by_role("button", name=PAY).click()
    await page.wait_for_url(f"{service.house.settings.stripe.api_base}/pay/*")
    await page.locator("form button").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("est confirmée")

    await expect(raised).to_have_text(re.compile(r"^60\s€$"))
    assert await elsewhere.evaluate("window.untouched")
    assert await pledges(service, campaign) == 1


async def test_what_an_amount_brings_is_said_as_it_is_typed(screen: Seat, campaign: Begun):
    page = await (await screen()).open(f"{campaign.path}/pledge")
    await page.get_by_label("Un autre montant").focus()
    await page.keyboard.insert_text("20")
    await expect(page.locator("#amount-preview")).to_contain_text(BRINGS)


async def test_by_keyboard_alone(screen: Seat, service: Service, campaign: Begun):
    page = await (await screen()).open(campaign.path)
    await reach(page, "a.button.primary")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/pledge")
    await reach(page, 'input[name="amount-proposed"]')
    await page.keyboard.press("Space")
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("#amount-preview")).to_contain_text(BRINGS)
    await reach(page, "main form button")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/pledge/you?*")
    await reach(page, 'input[name="show-amount"]')
    await page.keyboard.press("Space")
    await reach(page, "main form button")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/sign-in?*")
    await reach(page, 'form[action$="/sign-in/demo"] button')
    await page.keyboard.press("Enter")
    await reach(page, 'button[value="yanis"]')
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/pledge/check?*")
    assert "Montant affiché oui" in await text_of(page)
    await reach(page, "#conditions")
    await page.keyboard.press("Space")
    await reach(page, "main form button")
    await page.keyboard.press("Enter")
    await page.wait_for_url("**/pay/*")
    await reach(page, "form button")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("est confirmée")
    assert await pledges(service, campaign) == 1


async def reach(page: Page, selector: str) -> None:
    """Tab by tab, each stop of which is seen to have the focus, to the first element of a kind."""
    target = page.locator(selector).first
    await target.wait_for()
    for _ in range(60):
        await page.keyboard.press("Tab")
        assert await page.evaluate(SEEN), f"no visible focus on the way to {selector} at {page.url}"
        if await target.evaluate(f"element => element === {FOCUSED}"):
            return
    raise AssertionError(f"{selector} is out of reach at {page.url}")


SEEN = """() => [document.activeElement, document.activeElement.closest("label")].some(element => {
  const style = element && getComputedStyle(element);
  return style && style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
})"""


async def test_without_scripts(screen: Seat, service: Service, campaign: Begun):
    page = await (await screen(java_script_enabled=False)).open(campaign.path)
    await go_to_check(page, campaign, "Solène Marchal")
    assert "apportent 60 € au projet (55,20 €" in await text_of(page)
    await accept_terms(page)
    await page.get_by_role("button", name=PAY).click()
    await page.wait_for_url("**/pay/*")
    await page.locator("form button").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("est confirmée")
    assert await pledges(service, campaign) == 1


async def test_an_impatient_finger_pledges_once(screen: Seat, service: Service, campaign: Begun):
    page = await (await screen()).open(f"{campaign.path}/pledge/you?amount=20")
    await page.get_by_role("button", name="Continuer").click()
    await choose_oneself(page, "Camille Aubry")
    await accept_terms(page)
    await page.get_by_role("button", name=PAY).dblclick()
    await page.wait_for_url("**/pay/*")
    assert await pledges(service, campaign) == 1
