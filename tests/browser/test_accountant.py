"""Two people note that a partner has paid; then the ledger and the file for the tax office say so."""

from collections.abc import Callable
from typing import Any

import pytest
from anyio import Path
from playwright.async_api import Page, expect

from tests.browser.screen import Screen, text_of
from tests.stories.service import Service

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 800}


async def test_a_payment_above_the_sum_is_noted_by_one_and_approved_by_another(
    screen: Callable[..., Any], service: Service
):
    campaign = await service.campaign("Un four pour la place", 60, territoire=500, cuisines_du_ried=500)
    await (await service.signed_in("camille")).pledge(campaign, "20")
    await service.reach_the_end(campaign)
    administrator = await service.signed_in("lea")
    await administrator.press(await administrator.visit("/back-office/approvals"), "/sum", above="10")
    ines, lea = await screen(viewport=DESK), await screen(viewport=DESK)
    for at_screen, name in ((ines, "Inès Roth"), (lea, "Léa Stoll")):
        await at_screen.sign_in(name)

    noting = await back_office(ines)
    await noting.get_by_role("link", name="Appels de fonds").click()
    await noting.locator("tr", has_text="Cuisines du Ried").get_by_role("link").click()
    await noting.get_by_label("Reçu le").fill((await service.now()).date().isoformat())
    await noting.get_by_label("Preuve").fill("Virement 2026-14")
    await noting.get_by_role("button", name="Enregistrer le paiement").click()
    await expect(noting.get_by_role("status")).to_contain_text("Une autre personne doit")

    deciding = await back_office(lea)
    await deciding.get_by_role("link", name="1 demande").click()
    await deciding.get_by_role("link", name="Noter le paiement d’un partenaire").click()
    assert "Virement 2026-14" in await text_of(deciding)
    await deciding.get_by_role("button", name="Approuver").click()
    await expect(deciding.get_by_role("status")).to_contain_text("enregistrée")

    await noting.get_by_role("link", name="Grand livre").click()
    await noting.get_by_role("link", name="Toutes les écritures").click()
    received = noting.locator("tr", has_text="Montant d’un partenaire reçu")
    await expect(received).to_contain_text("Reçu de Cuisines du Ried")
    await service.move_clock(days=1)
    assert "\t802200\t" in await tax_file(noting)
    await service.check()


async def back_office(at_screen: Screen) -> Page:
    page = await at_screen.open("/")
    await page.get_by_role("link", name="Espace de gestion").click()
    return page


async def tax_file(page: Page) -> str:
    """Of the days that are over."""
    await page.get_by_role("link", name="Grand livre").first.click()
    await page.get_by_role("link", name="Fichier des écritures comptables").click()
    async with page.expect_download() as coming:
        await page.get_by_role("link", name="Télécharger le fichier").click()
    return await Path(await (await coming.value).path()).read_text("iso8859-15")
