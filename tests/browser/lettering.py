"""A letter as its writer walks it: added, read by its sheet, cleared of names, published, written anew."""

from datetime import date

from playwright.async_api import Page, expect

from tests.browser.committee import SERVICE
from tests.browser.screen import Screen, fill, press
from tests.browser.trying import PROCEDURE

FIRST = """Madame Odile Fischer,

Nous avons l’honneur de vous informer que, conformément aux dispositions du règlement en vigueur \
relatif à la restauration scolaire, il vous appartient de nous faire parvenir, dans les délais impartis \
et sous peine de forclusion, l’ensemble des pièces justificatives afférentes à la situation de votre foyer.

Veuillez agréer l’expression de nos salutations distinguées."""

NAMED, CLEARED = "Madame Odile Fischer", "[nom]"

SECOND = """Bonjour [nom],

Votre enfant mange à la cantine en septembre ? Répondez-nous avant le 15 juin.

Envoyez votre avis d’impôt. C’est tout."""


async def add_letter(paul: Screen, today: date) -> Page:
    """Its first version, up to its publication."""
    page = await paul.open("/back-office")
    await press(page, "Démarches")
    await press(page, "Ajouter une démarche")
    said = {
        "name": PROCEDURE,
        "summary": "La ville écrit aux familles pour la rentrée.",
        "audience": "Parents d’élèves",
        "service": SERVICE,
        "kind": "letter",
        "channel-mail": "yes",
    }
    await fill(page, said)
    await press(page, "Enregistrer")
    await press(page, "Écrire la première version")
    await fill(page, {"since": today.isoformat(), "text": FIRST})
    await press(page, "Enregistrer")
    await fill(page, {"title-1": "Au premier paragraphe", "title-2": "À la fin"})
    await press(page, "Enregistrer les étapes")
    await read_sheet(page)
    await remove_names(page)
    await publish(page)
    return page


async def read_sheet(page: Page) -> None:
    """What it counts, and what could be said in plainer words."""
    await press(page, "Lisibilité")
    sheet = page.locator("main")
    for told in ("Score de Kandel et Moles", "Les phrases les plus longues", "sous peine de forclusion"):
        await expect(sheet).to_contain_text(told)
    await expect(page.get_by_role("table").filter(has_text="plus simples")).to_contain_text("afférent")


async def remove_names(page: Page) -> None:
    """They are found, and taken out before anybody declares that there are none."""
    await press(page, "Noms restants")
    await expect(page.locator("main")).to_contain_text("Odile Fischer")
    await press(page, "Contenu")
    await fill(page, {"text": FIRST.replace(NAMED, CLEARED)})
    await press(page, "Enregistrer")
    await press(page, "Noms restants")
    await expect(page.locator("main")).to_contain_text("rien ne ressemble à un nom")


async def publish(page: Page) -> None:
    """From its page of names on."""
    await page.get_by_label("rien n’y désigne une personne").check()
    await press(page, "Je le déclare")
    await press(page, "Publier cette version")
    await expect(page.locator(".flash.success")).to_be_visible()


async def write_anew(paul: Screen, today: date) -> None:
    """Beside the first one, what testers asked for."""
    page = await paul.open("/back-office/procedures")
    await page.get_by_role("link", name=PROCEDURE).first.click()
    await press(page, "Écrire une nouvelle version")
    changed = "Le jour limite est écrit, et une seule pièce est demandée."
    await fill(page, {"since": today.isoformat(), "changed": changed, "text": SECOND})
    await press(page, "Enregistrer")
    await press(page, "Noms restants")
    await publish(page)
