"""A test of a procedure as its people walk it: written, rated, reviewed, answered, published."""

from collections.abc import Mapping
from datetime import date, timedelta

from playwright.async_api import Page, expect

from tests.browser.committee import NAME
from tests.browser.screen import Screen, fill, press, unreachable

PROCEDURE = "Demander une place à la cantine"
TASK = "Dites jusqu’à quel jour vous pouvez répondre."

FOUND = {
    "title": "Le jour limite est introuvable",
    "severity": "3",
    "words": "Il est écrit « dans les délais impartis ».",
    "suggestion": "Écrire le jour.",
}

Said = Mapping[str, str]

PUZZLED: Said = {"outcome": "helped", "simplicity": "2", "efficiency": "3", "clarity": "1"}
CONTENT: Said = {"outcome": "done", "simplicity": "5", "efficiency": "5", "clarity": "4"}


async def write_test(samira: Screen, version: int, today: date, *, before: str | None = None) -> Page:
    """One task, for a week, open to the panel."""
    page = await samira.open("/back-office")
    await press(page, "Tests de démarches")
    await press(page, "Rédiger un test")
    written = {
        "title": title(version),
        "panel": NAME,
        "version": f"{PROCEDURE}, version {version}",
        "first_day": today.isoformat(),
        "last_day": (today + timedelta(days=7)).isoformat(),
        "scenario-1": "Votre fille entre à l’école en septembre.",
        "says-1": TASK,
    }
    await fill(page, written | ({"before": before} if before else {}))
    await press(page, "Enregistrer")
    await press(page, "L’ouvrir au comité")
    await expect(page.locator("main")).to_contain_text("0 testeur sur 9 a envoyé ses réponses")
    return page


def title(version: int) -> str:
    return f"La lettre de la cantine, version {version}"


async def rate(phone: Screen, version: int, said: Said, *, found: Said | None = None) -> None:
    """Part by part; what one stumbles on is told in between."""
    page = await phone.open("/my/tests")
    await page.get_by_role("listitem").filter(has_text=title(version)).get_by_role("link").click()
    await press(page, "Commencer")
    await expect(page.locator("main")).to_contain_text("Votre fille entre à l’école")
    assert await unreachable(page) == []
    if found is not None:
        await press(page, "J’ai buté sur quelque chose")
        await fill(page, found)
        await page.get_by_label("Au premier paragraphe").check()
        await press(page, "Signaler ce point")
        await press(page, "Continuer le test")
    await answer(page, said)
    await expect(page.locator(".flash.success")).to_contain_text("vos réponses sont envoyées")


async def answer(page: Page, said: Said) -> None:
    """From the tasks to the last page, whoever types."""
    [outcome] = await page.locator('[name^="outcome-"]').evaluate_all(
        "all => [...new Set(all.map(o => o.name))]"
    )
    await fill(page, {outcome: said["outcome"]})
    await press(page, "Enregistrer et continuer")
    await fill(page, {axis: said[axis] for axis in ("simplicity", "efficiency", "clarity")})
    await press(page, "Enregistrer et continuer")
    await fill(page, {"help": "no"})
    await press(page, "Enregistrer et continuer")
    if "words" in said:
        await fill(page, {"words": said["words"]})
    await press(page, "Enregistrer et continuer")
    await press(page, "Envoyer mes réponses")


async def type_for_the_rest(paul: Screen, version: int, said: Said) -> None:
    """By telephone, one tester after the other, until nobody is left to type for."""
    page = await paul.open("/back-office/tests")
    await page.get_by_role("link", name=title(version)).click()
    offered = page.get_by_role("link", name="Saisir pour un testeur")
    while await offered.count():
        await offered.click()
        await page.locator('[name="seat"]').select_option(index=1)
        await fill(page, {"manner": "telephone"})
        await press(page, "Commencer ou continuer")
        await answer(page, said)
        await expect(page.locator(".flash.success")).to_contain_text("Les réponses sont envoyées")


async def review(desk: Page) -> None:
    """What a tester wrote is read before anybody else does, and told as it is."""
    test = desk.url
    await desk.reload()
    await desk.get_by_role("link", name="Relire 1 texte de testeurs").click()
    await expect(desk.get_by_role("heading", level=1)).to_have_text("Ce que les testeurs ont écrit")
    await desk.get_by_label("On le montre, comme vous l’écrivez ci-dessous").check()
    await press(desk, "Décider")
    await expect(desk.locator(".flash.success")).to_contain_text("C’est décidé")
    await desk.goto(test)


async def hand_over(desk: Page) -> None:
    await desk.reload()
    await press(desk, "Remettre les résultats au service")
    await expect(desk.locator(".flash.success")).to_contain_text("lisent maintenant les résultats")


async def answer_as_service(claire: Screen, version: int) -> None:
    """It reads first, accepts what testers found, and says something to the whole."""
    page = await claire.open("/back-office/tests")
    await page.get_by_role("link", name=title(version)).click()
    test = page.url
    await press(page, "Lire les résultats")
    await expect(page.locator("main")).to_contain_text("9 testeurs ont répondu")
    await page.goto(test)
    await press(page, "Répondre aux points de blocage")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Répondre aux points de blocage")
    accepted = page.get_by_label("Accepté")
    if await accepted.count():
        await accepted.check()
        await press(page, "Donner cette réponse")
        await expect(page.locator(".flash.success")).to_contain_text("une action est proposée")
    await page.goto(test)
    await fill(page, {"reply": "Merci : nous récrivons cette lettre."})
    await press(page, "Donner cette réponse")
    await expect(page.locator(".flash.success")).to_contain_text("La réponse est enregistrée")


async def publish(desk: Page) -> None:
    await desk.reload()
    await press(desk, "Publier les résultats")
    await expect(desk.locator(".flash.success")).to_contain_text("Tout le monde lit les résultats")
