"""A coach at a desk: what they tick and say of a draft stands before whoever reviews it."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.async_api import expect

from okote.demo import fiction
from tests.browser.screen import DESK
from tests.stories.service import Service
from tests.stories.surroundings import SLUG

pytestmark = pytest.mark.browser

SAID = "Un devis par outil suffit ; mettez-les en pièces du budget."


async def test_a_coach_ticks_and_comments_and_the_reviewer_sees_it(
    screen: Callable[..., Any], service: Service
):
    draft = fiction.campaigns(SLUG)["08-atelier-velo"]
    await service.begin(draft)
    paul = await screen(viewport=DESK)
    await paul.sign_in("Paul Reeb")
    page = await paul.open("/")
    await page.get_by_role("link", name="Espace de gestion").click()
    await page.get_by_role("link", name="Accompagnement").click()
    await page.get_by_role("link", name="Liste de contrôle").click()
    papers = page.get_by_role("region", name="Coordonnées bancaires vues")
    await papers.locator("summary").click()
    await papers.get_by_role("button", name="Cocher").click()
    await expect(papers).to_contain_text("Cocher de nouveau")

    await page.get_by_role("link", name="Accompagnement").click()
    await page.get_by_role("link", name="Ligne par ligne").click()
    budget = page.locator("section#budget")
    await budget.locator("summary").click()
    await budget.get_by_label("Votre commentaire").fill(SAID)
    await budget.get_by_role("button", name="Ajouter le commentaire").click()
    await expect(budget).to_contain_text(SAID)

    marc = await screen(viewport=DESK)
    await marc.sign_in("Marc Oberlin")
    page = await marc.open("/back-office/campaigns")
    await page.get_by_role("link", name=draft.title).click()
    lines = page.get_by_role("listitem")
    await expect(lines.filter(has_text="Coordonnées bancaires vues")).to_contain_text("coché")
    await expect(lines.filter(has_text=SAID)).to_contain_text("Budget")
