"""A participatory budget as its people walk it: proposed, merged, costed, put to the vote, counted again."""

import asyncio
import json
import re
import sys
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from playwright.async_api import Page, expect

from tests.browser.screen import Screen, fill, press, text_of, unreachable
from tests.stories.service import Service

PROCESS = "Le budget des habitants"
SERVICE = "Espaces publics"
ENVELOPE = "Toute la commune"

FOUNTAIN = "Une fontaine à eau place du Marché"
TWIN = "De quoi boire près des étals"
MERGED = "De l’eau fraîche pour tous au marché"
TREES = "Des arbres devant la gare"
GARDEN = "Un potager partagé"
BOOKS = "Une boîte à livres"

TITLE = "Le vote des habitants"

BOOTH = "Mairie de Vieux-Gué"
LINES = {
    "huguette": ("Kern", "Huguette", "1948-03-02", "4 rue du Moulin"),
    "camille": ("Aubry", "Camille", "1988-05-12", "2 quai des Bateliers"),
    "yanis": ("Keller", "Yanis", "2001-11-30", "17 rue du Vieux-Gué"),
    "solene": ("Marchal", "Solène", "1979-01-08", "9 rue de l’Imprimerie"),
    "nadia": ("Ferrand", "Nadia", "1992-07-21", "31 rue du Rhin"),
}
"""On the list of residents: Huguette has no account."""

RESIDENTS = "\n".join(["nom;prenom;ne le;adresse", *map(";".join, LINES.values()), ""])

MERGE_LINK = re.compile(r"http\S+/ideas/merges/for/[\w.~-]+")


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a voter takes away: the code with which to change one's mind, and what is looked for."""

    code: str
    receipt: str


async def propose(
    phone: Screen, title: str, body: str, *, place: str = "", picture: bytes | None = None
) -> str:
    """From the page of the consultation, step by step; the address of the idea."""
    page = await phone.open("/processes")
    await page.locator("main").get_by_role("link", name=PROCESS).first.click()
    await press(page, "Proposer une idée")
    await fill(page, {"title": title, "body": body})
    await press(page, "Continuer")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Où est-ce ?")
    if place:
        await fill(page, {"place": place})
    await page.get_by_role("button", name="Continuer").last.click()
    if picture is not None:
        await page.locator("#picture").set_input_files(
            {"name": "place.png", "mimeType": "image/png", "buffer": picture}
        )
        await fill(page, {"shows": "La place du Marché en été"})
        await press(page, "Ajouter l’image")
        await expect(page.get_by_role("img", name="La place du Marché en été")).to_be_visible()
    await press(page, "Continuer")
    if place:
        await expect(page.locator("main")).to_contain_text(place)
    await press(page, "Publier l’idée")
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)
    address = page.url
    await page.close()
    return address


async def support_similar(phone: Screen, typed: str, title: str) -> None:
    """Whoever types what is there already sees it, and supports it instead."""
    page = await phone.open("/processes")
    await page.locator("main").get_by_role("link", name=PROCESS).first.click()
    await press(page, "Proposer une idée")
    await page.locator("#title").press_sequentially(typed)
    await expect(page.locator("#similar")).to_contain_text(title)
    await page.get_by_role("link", name="Soutenir plutôt celle-ci").first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(title)
    await press(page, "Je soutiens cette idée")
    await expect(page.locator("main")).to_contain_text("Vous en faites partie")
    await page.close()


async def merge(desk: Screen, stranger: Screen, service: Service, ideas: Sequence[str]) -> None:
    """Proposed by a moderator; the authors agree by the links of their mails; then it is done."""
    page = await desk.open("/back-office/ideas")
    await page.get_by_role("link", name=ideas[0]).first.click()
    await press(page, "La réunir avec d’autres qui disent la même chose")
    await fill(page, {"ideas": "1, 2"})
    await press(page, "Les montrer")
    for title in ideas:
        await expect(page.get_by_role("link", name=title)).to_be_visible()
    await fill(page, {"title": MERGED, "because": "Les deux demandent de l’eau au marché."})
    await press(page, "Demander aux auteurs")
    await expect(page.locator(".flash.success")).to_be_visible()
    await service.settle()
    links = {mail.recipient: MERGE_LINK.search(mail.text) for mail in service.mails()}
    found = [link[0] for link in links.values() if link]
    assert len(found) == len(ideas)
    for link in found:
        answer = await stranger.context.new_page()
        await answer.goto(link)
        await answer.get_by_label("Je suis d’accord").check()
        await press(answer, "Envoyer")
        await expect(answer.locator(".flash.success")).to_be_visible()
        await answer.close()
    await page.reload()
    await press(page, "Les réunir")
    await expect(page.locator(".flash.success")).to_contain_text("Elles n’en font plus qu’une")
    await page.close()


async def entrust(desk: Screen, title: str) -> None:
    page = await desk.open("/back-office/ideas")
    await page.get_by_role("link", name=title).first.click()
    await fill(page, {"service": SERVICE})
    await press(page, "Confier")
    await expect(page.locator(".flash.success")).to_contain_text("L’idée est confiée au service")
    await page.close()


async def study(claire: Screen, title: str, cost: int, today: date) -> None:
    """Feasible, at that cost; and accepted in the name of the service."""
    page = await claire.open("/back-office/ideas/study")
    await page.get_by_role("link", name=title).click()
    view = {"admissible": "yes", "feasible": "yes", "cost": str(cost), "cost-on": today.isoformat()}
    await fill(page, {**view, "basis": "un devis"})
    await press(page, "Donner cet avis")
    await expect(page.locator(".flash.success")).to_contain_text("L’avis est enregistré")
    await page.goto(page.url.removesuffix("/study"))
    await fill(page, {"state": "accepted", "answer": "Nous la mettons au vote cet été."})
    await press(page, "Publier la réponse")
    await expect(page.locator(".flash.success")).to_contain_text(
        "Tout le monde peut maintenant lire la réponse"
    )
    await page.close()


async def write_ballot(desk: Screen, typed: Mapping[str, str], ideas: Collection[str]) -> None:
    """Sealed, by approval, in equal shares; `typed` are the options typed by hand, with what they cost."""
    page = await desk.open("/back-office")
    await press(page, "Scrutins")
    await press(page, "Écrire un scrutin")
    await page.locator("#phase").select_option(index=1)
    await fill(page, {"title": TITLE, "question": "Quels projets voulez-vous ?", "mode": "sealed"})
    await press(page, "Enregistrer et continuer")
    terms = {
        "input": "approval",
        "least": "1",
        "most": "3",
        "rule": "equal-shares",
        "utility": "cost",
        "completion": "add1u",
        "step": "1",
        "start": "exact",
        "lot_source": "Premier numéro du Loto après le vote",
        "smallest_group": "3",
    }
    await fill(page, terms)
    await press(page, "Enregistrer et continuer")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Argent")
    await press(page, "Enregistrer et continuer")
    await press(page, "Prendre des idées acceptées")
    for title in ideas:
        await page.get_by_label(title).check()
    await press(page, "Les mettre sur la liste")
    for title, cost in typed.items():
        await press(page, "Ajouter une option")
        await fill(page, {"title": title, "cost": cost})
        await press(page, "Enregistrer")
        await expect(page.locator("main")).to_contain_text(title)
    await press(page, "Niveau de risque")
    for name in await page.locator("main [type=radio]").evaluate_all(
        "all => [...new Set(all.map(o => o.name))]"
    ):
        await fill(page, {name: "no"})
    await press(page, "Conserver les réponses")
    await press(page, "Ce qui manque")
    await press(page, "Annoncer")
    await expect(page.locator(".flash.success")).to_contain_text("Le scrutin est annoncé")
    await page.close()


async def find_on_list(phone: Screen, key: str) -> None:
    """Where people also vote on paper, who votes online is found on the list, like who has no account."""
    family, given, born, address = LINES[key]
    page = await open_ballot(phone)
    await press(page, "Me trouver sur la liste des habitants")
    await fill(page, {"family": family, "given": given, "born": born, "address": address})
    await press(page, "Me chercher")
    await expect(page.locator(".flash.success")).to_be_visible()
    await page.close()


async def vote(phone: Screen, titles: Collection[str], *, looked: bool = False) -> Receipt:
    """Sealed, on a phone; `looked` also looks for what stands in somebody's way."""
    page = await open_ballot(phone)
    if looked:
        assert await unreachable(page) == []
    return await _cast(page, titles, "Je vote", "Votre vote est dans l’urne", looked=looked)


async def change_mind(phone: Screen, former: Receipt, titles: Collection[str]) -> Receipt:
    """With the code alone."""
    page = await open_ballot(phone)
    await press(page, "Changer mon vote avec mon code")
    await fill(page, {"code": former.code})
    return await _cast(page, titles, "Remplacer mon vote", "Votre vote a été remplacé", looked=True)


async def open_ballot(phone: Screen) -> Page:
    page = await phone.open("/ballots")
    await page.locator("main").get_by_role("link", name=TITLE).first.click()
    await expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
    return page


async def _cast(page: Page, titles: Collection[str], button: str, heading: str, *, looked: bool) -> Receipt:
    for title in titles:
        await page.get_by_label(title, exact=True).check()
    await press(page, "Vérifier mes réponses")
    await expect(page.get_by_role("heading", level=1)).to_have_text("Vérifiez vos réponses")
    for title in titles:
        await expect(page.locator("main")).to_contain_text(title)
    if looked:
        assert await unreachable(page) == []
    await press(page, button)
    await expect(page.get_by_role("heading", level=1)).to_have_text(heading)
    if looked:
        assert await unreachable(page) == []
    code = await page.locator(".ballot-code").inner_text()
    receipt = await page.locator(".ballot-secrets code").first.inner_text()
    await page.close()
    return Receipt(code.strip(), receipt.strip())


async def add_booth(desk: Screen) -> None:
    page = await _booths(desk)
    await fill(page, {"title": BOOTH, "place": "1 place du Marché"})
    await press(page, "L’ajouter")
    await expect(page.locator(".flash.success")).to_contain_text("Le bureau de vote est ajouté")
    await page.close()


async def hand_a_paper(desk: Screen) -> None:
    """To whoever is there and on the list: they are on the roll from then on."""
    page = await _booths(desk)
    await press(page, BOOTH)
    who = {"family": "KERN", "given": "Huguette", "born": "1948-03-02", "address": "4, rue du Moulin"}
    await fill(page, who)
    await press(page, "Émarger cette personne")
    await expect(page.locator(".flash.success")).to_contain_text("donnez-lui un bulletin")
    await page.close()


async def enter_papers(first: Screen, second: Screen, titles: Collection[str]) -> None:
    """The box with one paper is opened; two agents type what it says, and one puts it into the urn."""
    page = await _booths(first)
    await press(page, BOOTH)
    await fill(page, {"papers": "1"})
    await press(page, "Ouvrir l’urne papier")
    await expect(page.locator(".flash.success")).to_contain_text("L’urne papier est ouverte")
    await fill(page, {"batch": "1"})
    await press(page, "Commencer un lot")
    listed = [one.partition(" · ") for one in await page.locator("main details li").all_inner_texts()]
    numbers = {title: number for number, _, title in listed}
    said = " ".join(numbers[title] for title in titles)
    await fill(page, {"papers": f"{said}\n-"})
    await press(page, "Garder ma saisie")
    await expect(page.get_by_role("alert")).to_contain_text("Une chose à corriger")
    assert await unreachable(page) == []
    other = await second.context.new_page()
    for typing in (page, other):
        await typing.goto(page.url.removesuffix("/type"))
        await fill(typing, {"papers": said})
        await press(typing, "Garder ma saisie")
        await expect(typing.locator(".flash.success")).to_be_visible()
    await press(other, "Le verser dans l’urne")
    await expect(other.locator(".flash.success")).to_contain_text("Le lot est dans l’urne")
    await other.close()
    await page.close()


async def _booths(desk: Screen) -> Page:
    page = await desk.open("/back-office/ballots")
    await page.get_by_role("link", name=TITLE).first.click()
    await press(page, "Bureaux de vote et bulletins papier")
    return page


async def ask(desk: Screen, field: str, button: str) -> None:
    """Of the ballot on the desk: what a second person then decides."""
    page = await desk.open("/back-office/ballots")
    await page.get_by_role("link", name=TITLE).first.click()
    await fill(page, {field: "Le vote est terminé."})
    await press(page, button)
    await expect(page.locator(".flash.success")).to_be_visible()
    await page.close()


async def approve(desk: Screen) -> None:
    """What waits for a second person."""
    page = await desk.open("/back-office/approvals")
    await page.get_by_role("row").filter(has_text=TITLE).first.get_by_role("link").click()
    await press(page, "Approuver : c’est fait aussitôt")
    await expect(page.locator(".flash.success")).to_contain_text("Votre décision est enregistrée")
    await page.close()


async def look_up(phone: Screen, receipt: Receipt, said: str) -> None:
    """In the log of receipts."""
    page = await open_ballot(phone)
    await page.get_by_role("link", name="Journal des reçus").click()
    await fill(page, {"receipt": receipt.receipt})
    await press(page, "Le rechercher")
    await expect(page.locator("#looked")).to_contain_text(said)
    assert await unreachable(page) == []
    await page.close()


async def count_again(stranger: Screen, folder: Path) -> tuple[Page, list[str]]:
    """Anybody takes the files away and runs the line that the page shows: the same result to the byte."""
    page = await open_ballot(stranger)
    await press(page, "Voir le résultat")
    for name in ("tally.py", "ballots.pb", "result.json"):
        async with page.expect_download() as coming:
            await press(page, name)
        await (await coming.value).save_as(folder / name)
    assert "python tally.py ballots.pb" in await text_of(page)
    counting = (str(folder / "tally.py"), str(folder / "ballots.pb"))
    run = await asyncio.create_subprocess_exec(
        sys.executable, "-I", *counting, stdout=asyncio.subprocess.PIPE
    )
    told, _ = await run.communicate()
    assert run.returncode == 0, told.decode()
    assert told == (folder / "result.json").read_bytes()
    options = dict(re.findall(r"(\d+);\d+;\d+;(.+)", (folder / "ballots.pb").read_text(encoding="utf-8")))
    return page, [options[one] for one in json.loads(told)["winners"]]
