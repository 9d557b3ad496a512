"""Claire answers ideas for a service: in public, with reasons, and whoever had the idea reads it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import expect

from consultations.demo import Box, read
from okote.demo.seeding.moments import Telling
from tests.browser.screen import Screen, text_of
from tests.stories.service import Service
from tests.stories.surroundings import SLUG

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 800}

TITLE = "Eine Bank auf halbem Weg zum Bahnhof"
ANSWER = "Wir stellen sie bis Ostern auf, vor der Apotheke."


@pytest.fixture
async def voirie(service: Service) -> str:
    """The service that Claire answers for, by its identifier."""
    box = Box(Telling(service.house, service.stripe, await service.now()), SLUG, read(SLUG))
    await box.open()
    return str(box.services["voirie"])


async def test_an_idea_is_answered_in_public_and_its_author_reads_it(
    screen: Callable[..., Any], service: Service, voirie: str
):
    """The author has a phone and reads German alone."""
    on_phone: Screen = await screen("de", locale="de-DE")
    await on_phone.sign_in("Yanis Keller")
    mine = await on_phone.open("/ideas")
    await mine.get_by_role("link", name="Eine Idee vorschlagen").click()
    await mine.get_by_label("Ihre Idee in einer Zeile").fill(TITLE)
    await mine.get_by_label("Erzählen Sie mehr").fill("Meine Mutter kommt nicht mehr in einem Zug hinauf.")
    for step in ("button", "button", "link"):  # what, where, pictures
        await mine.get_by_role(step, name="Weiter").last.click()
    await mine.get_by_role("button", name="Die Idee veröffentlichen").click()
    await expect(mine.get_by_role("heading", level=1)).to_have_text(TITLE)

    lea, idea = await service.signed_in("lea"), mine.url.rsplit("/", 1)[-1]
    desk = await lea.visit(f"/back-office/ideas/{idea}")
    await lea.press(desk, "/entrust", service=voirie)

    at_desk: Screen = await screen(viewport=DESK)
    await at_desk.sign_in("Claire Weiss")
    page = await at_desk.open("/")
    await page.get_by_role("link", name="Espace de gestion").click()
    await page.get_by_role("link", name="1 idée vous attend").click()
    await page.get_by_role("link", name=TITLE).first.click()
    await page.get_by_text("Elle est acceptée").click()
    await page.get_by_label("Vos raisons").fill(ANSWER)
    await page.get_by_role("button", name="Publier la réponse").click()
    await expect(page.locator(".flash.success")).to_contain_text(
        "Tout le monde peut maintenant lire la réponse"
    )

    await mine.get_by_role("link", name="Mein Konto").click()
    await mine.get_by_role("link", name="Meine Ideen").click()
    await mine.get_by_role("link", name=TITLE).click()
    assert ANSWER in await text_of(mine)
    assert "angenommen" in await text_of(mine)
