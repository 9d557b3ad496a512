"""A panel of testers as its people walk it: called, volunteered for, drawn, replayed, seated."""

import asyncio
import json
import re
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from tests.browser.screen import Screen, fill, press
from tests.stories.service import Service

NAME = "Neuf testeurs pour nos courriers"
SEATS = 9
SERVICE = "Accueil et démarches"

SINCE = "Depuis quand habitez-vous ici ?"
QUOTAS = (("Moins d’un an", 2, 2), ("Un à dix ans", 3, 4), ("Plus de dix ans", 3, 4))
"""Two arrived lately: whoever volunteers with an account, so that they are drawn for certain."""
LATELY = QUOTAS[0][0]

ON_LIST = (
    "Agathe",
    "Bruno",
    "Colette",
    "Denis",
    "Elsa",
    "Farid",
    "Gilles",
    "Hamza",
    "Ida",
    "Jonas",
    "Karine",
    "Louis",
)
"""Half of them of either of the other answers."""

LOTTERY = "Loto, La Française des Jeux"
NUMBERS = "4 11 23 38 47 6"

SEAT_LINK = re.compile(r"http\S+/seats/[\w.~-]+")


async def call(samira: Screen, today: date) -> Page:
    """A panel is written, with its question, and its call published."""
    page = await samira.open("/back-office")
    await press(page, "Comités")
    await press(page, "Écrire un comité")
    written = {
        "kind": "testers",
        "name": NAME,
        "purpose": "Que chacun comprenne nos courriers à la première lecture.",
        "asks": "Lire deux courriers et dire où l’on bute.",
        "gives": "Une réponse à chaque point de blocage, et 25 € par séance.",
        "seats": str(SEATS),
        "service": SERVICE,
        "compensation": "25",
        "first_day": today.isoformat(),
        "last_day": (today + timedelta(days=14)).isoformat(),
    }
    await fill(page, written)
    await press(page, "Enregistrer")
    await press(page, "Poser une question aux volontaires")
    await fill(page, {"name": "ancienneté", "question": SINCE})
    for at, (answer, least, most) in enumerate(QUOTAS):
        await fill(page, {f"value-{at}": answer, f"least-{at}": str(least), f"most-{at}": str(most)})
    await expect(page.locator("#checked")).to_contain_text("Ces quotas conviennent aux 9 places")
    await press(page, "Enregistrer")
    await press(page, "Publier l’appel")
    await expect(page.get_by_role("heading", name="Le vivier")).to_be_visible()
    return page


async def volunteer(resident: Screen, name: str) -> None:
    """On a phone, from the list of panels on."""
    page = await resident.open("/panels")
    await page.get_by_role("link", name=NAME).click()
    await press(page, "Je suis volontaire")
    await fill(page, {"name": name, "feature-0": LATELY, "consent": "yes"})
    await press(page, "Je suis volontaire")
    await expect(page.get_by_role("heading", name=NAME)).to_be_visible()


async def bring_list(desk: Page) -> None:
    """Those who said yes at the market, from a spreadsheet."""
    answers = [answer for answer, _, _ in QUOTAS[1:]]
    lines = [
        f"{name} Meyer;{name.lower()}@courriel.example;{number} rue du Moulin;{answers[number % 2]}"
        for number, name in enumerate(ON_LIST)
    ]
    table = "\n".join(["name;email;address;ancienneté", *lines])
    await desk.reload()
    await press(desk, "Apporter une liste")
    await desk.locator("#file").set_input_files(
        {"name": "marché.csv", "mimeType": "text/csv", "buffer": table.encode()}
    )
    await press(desk, "Vérifier la liste")
    await expect(desk.locator("main")).to_contain_text("Cette liste est bonne")
    await press(desk, "Les ajouter au vivier")
    await expect(desk.locator("main")).to_contain_text("14 personnes sont volontaires")


async def freeze(desk: Page, day: date) -> None:
    await press(desk, "Le tirage au sort")
    await expect(desk.locator("main")).to_contain_text("Un comité peut en être tiré dans les quotas")
    named = {
        "lottery": LOTTERY,
        "day": day.isoformat(),
        "which": "les cinq numéros en ordre croissant, puis le numéro chance",
        "algorithm": "maximin",
    }
    await fill(desk, named)
    await press(desk, "Figer le vivier")
    await expect(desk.locator("main")).to_contain_text("Empreinte du vivier (SHA-256)")


async def type_numbers(organiser: Screen) -> Page:
    """From the panel’s page on."""
    page = await organiser.open("/back-office/panels")
    await page.get_by_role("link", name=NAME).click()
    await press(page, "Le tirage au sort")
    await fill(page, {"numbers": NUMBERS})
    await press(page, "Saisir ces numéros")
    return page


async def replay(stranger: Screen, folder: Path) -> Sequence[str]:
    """Anybody takes both files away and draws again: the panel, as the page, the report and they say."""
    page = await stranger.open("/panels")
    await page.get_by_role("link", name=NAME).click()
    await page.get_by_role("link", name=re.compile("Le tirage")).click()
    for name in ("report.json", "draw.py"):
        async with page.expect_download() as coming:
            await press(page, name)
        await (await coming.value).save_as(folder / name)
    drawing = (str(folder / "draw.py"), str(folder / "report.json"), NUMBERS)
    run = await asyncio.create_subprocess_exec(sys.executable, "-I", *drawing, stdout=asyncio.subprocess.PIPE)
    told, _ = await run.communicate()
    assert run.returncode == 0, told.decode()
    report: dict[str, Any] = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    panel: list[str] = report["panel"]
    assert f"Panel: {' '.join(panel)}\n" in told.decode()
    await expect(page.locator("main")).to_contain_text(", ".join(panel))
    return panel


def invited(service: Service) -> dict[str, str]:
    """Who has a letter that offers a seat, with the address in it."""
    links = [(mail.recipient, SEAT_LINK.search(mail.text)) for mail in service.mails()]
    return {recipient: link[0] for recipient, link in links if link is not None}


async def accept(stranger: Screen, link: str) -> Page:
    """Without an account."""
    page = await stranger.context.new_page()
    await page.goto(link)
    await page.get_by_label("Oui, je prends la place").check()
    await press(page, "Envoyer ma réponse")
    await expect(page.locator(".flash.success")).to_contain_text("Vous siégez au comité")
    return page


async def give_up(page: Page) -> None:
    await page.get_by_text("Je ne peux pas continuer").click()
    await press(page, "Rendre ma place")
    await expect(page.locator(".flash.success")).to_contain_text("une autre personne est appelée")
