"""A holder at a desk: from the first page to an offer with its pictures, which others may then read."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from playwright.async_api import FilePayload, Page, expect

from okote.demo.pictures import Scene, landscape
from tests.browser.screen import DESK
from tests.stories.service import Service

pytestmark = pytest.mark.browser

TITLE = "Un rucher sur le toit de la gare"
PICTURE = "Six ruches de bois clair devant les voies"
ANOTHER = "Une personne en voile blanc lève un cadre de miel"


async def test_a_holder_sends_in_an_offer_with_pictures(screen: Callable[..., Any], service: Service):
    await service.settle()
    nadia = await screen(viewport=DESK)
    await nadia.sign_in("Nadia Ferrand")
    page = await nadia.open("/")
    await page.get_by_role("link", name="Espace de gestion").click()
    await page.get_by_role("link", name="Campagnes", exact=True).click()
    await page.get_by_role("link", name="Préparer une campagne").click()
    await page.get_by_label("Titre du projet").fill(TITLE)
    await expect(page.get_by_label("Qui reçoit l’argent")).to_contain_text("Bocaux du Rhin")
    await page.get_by_role("button", name="Commencer").click()
    await write(page, (await service.now()).date() + timedelta(days=10))
    await page.locator("form#offer .actions button", has_text="Enregistrer").last.click()
    await page.get_by_role("button", name="Envoyer en relecture").click()
    await expect(page.locator("#next")).to_contain_text("L’équipe du territoire la relit")

    marc = await screen(viewport=DESK)
    await marc.sign_in("Marc Oberlin")
    page = await marc.open("/back-office")
    await page.get_by_role("link", name="1 campagne à relire").click()
    await page.get_by_role("link", name=TITLE).click()
    await expect(page.locator("#next")).to_contain_text("Elle ne peut pas encore")
    for shown in (PICTURE, ANOTHER):
        assert await page.get_by_role("img", name=shown).evaluate(DRAWN)


DRAWN = "picture => picture.decode().then(() => picture.naturalWidth > 0)"


async def write(page: Page, first_day: date) -> None:
    """All that an offer must say."""
    await page.get_by_label("Le récit").fill("La gare a un toit plat, et le quartier aime le miel.")
    await page.get_by_label("Où cela se passe").select_option("Rivemont")
    await page.locator("#picture").set_input_files(drawing("ruches.png", "hills"))
    await page.locator("#picture_text").fill(PICTURE)
    await page.locator("#extra").set_input_files(drawing("miel.png", "village"))
    await page.locator("#extra-new-text").fill(ANOTHER)
    await page.get_by_label("À quoi servira l’argent").fill("Des ruches et des vêtements.")
    await page.get_by_label("Objectif, en euros").fill("1 200")
    await page.locator("#line-0-label").fill("Ruches")
    await page.locator("#line-0-amount").fill("1 200")
    await page.get_by_label("Résultat attendu").fill("Six ruches et un atelier par mois.")
    await page.locator("#surplus").fill("Une septième ruche.")
    await page.get_by_label("Calendrier").fill("Mars : ruches. Juin : miel.")
    await page.get_by_label("Premier jour").fill(first_day.isoformat())
    await page.get_by_label("Dernier jour").fill((first_day + timedelta(days=30)).isoformat())
    await page.get_by_label("Non", exact=True).check()


def drawing(name: str, scene: Scene) -> FilePayload:
    return {"name": name, "mimeType": "image/png", "buffer": landscape(scene, hue=40)}
