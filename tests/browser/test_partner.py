"""On a phone, a partner's person reads what it owes, proves that it paid, and takes its statement along."""

from collections.abc import Callable
from typing import Any

import pytest
from anyio import Path
from playwright.async_api import expect

from tests.browser.screen import Screen, text_of
from tests.okote.platform.files.test_papers import PDF
from tests.stories.service import Service

pytestmark = pytest.mark.browser


async def test_a_partner_reads_what_it_owes_and_proves_that_it_paid(
    screen: Callable[..., Any], service: Service
):
    campaign = await service.campaign("Un four pour la place", 60, territoire=500, cuisines_du_ried=500)
    await (await service.signed_in("camille")).pledge(campaign, "20")
    await service.reach_the_end(campaign)
    hugo: Screen = await screen()
    await hugo.sign_in("Hugo Lemaire")

    page = await hugo.open("/")
    await page.get_by_text("Menu", exact=True).click()
    await page.get_by_role("link", name="Espace de gestion").click()
    await page.get_by_role("link", name="1 appel de fonds à payer").click()
    await page.get_by_role("link", name="Un four pour la place").click()
    assert "Cuisines du Ried : 20 €" in await text_of(page, "h1")
    paper = {"name": "virement.pdf", "mimeType": "application/pdf", "buffer": PDF}
    await page.get_by_label("Justificatif de paiement").set_input_files(paper)
    await page.get_by_role("button", name="Envoyer le justificatif").click()
    await expect(page.get_by_role("status")).to_contain_text("chez les comptables")

    await page.get_by_text("Menu", exact=True).click()
    await page.get_by_role("link", name="Espace de gestion").click()
    await page.get_by_role("link", name="Partenaires").click()
    await page.get_by_role("link", name="Cuisines du Ried").click()
    await page.get_by_role("link", name="Relevé de l’année").click()
    assert "Encore à payer 20 €" in await text_of(page)
    async with page.expect_download() as coming:
        await page.get_by_role("link", name="Télécharger ces données").click()
    assert "Un four pour la place" in await Path(await (await coming.value).path()).read_text()

    ines: Screen = await screen()
    await ines.sign_in("Inès Roth")
    page = await ines.open("/back-office/calls")
    await page.get_by_role("row", name="Cuisines du Ried").get_by_role("link").click()
    await expect(page.get_by_role("link", name="PDF, envoyé le")).to_be_visible()
