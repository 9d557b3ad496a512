"""The register as administrators read it, and what everyone reads of who has to do with their data."""

import csv
import json
from io import StringIO

import pytest
from sqlmodel import select

from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from okote.privacy.pages import FIELDS, HERE
from okote.territories.models import Territory
from okote.territories.wording import NAMES
from tests.okote.app_client import ELSEWHERE, territory

TOLD = {
    "controller": "Communauté de communes <Exemple>, 2 place du Bac",
    "data_protection_officer": "Maud Keller, donnees@exemple.test",
    "processors": "Sauvegardes Exemple, France\r\n\r\nTéléphonie Exemple, Allemagne",
}


@pytest.fixture
async def told(lea, house):
    """Said under the settings of the site."""
    here = await territory(house)
    kept = {name: str(getattr(here, name) or "") for name in NAMES}
    answer = await lea.post("/fr/back-office/settings", kept | TOLD)
    assert answer.status_code == 303, answer.text


async def test_each_line_of_the_register_is_on_the_page_and_in_the_files(lea, house):
    lines = [line for feature in house.features for line in feature.kept]
    page = (await lea.get(f"/fr{HERE}")).text
    assert page.count('<th scope="row">') == len(lines) > 20
    table = (await lea.get(f"/fr{HERE}/register.csv")).text.removeprefix("\ufeff")
    assert table.startswith("quoi,de qui,pourquoi,")
    _, *rows = csv.DictReader(StringIO(table), fieldnames=FIELDS)
    whole = json.loads((await lea.get(f"/fr{HERE}/register.json")).content)
    assert len(rows) == len(whole["treatments"]) == len(lines)
    assert set(whole["treatments"][0]) == set(FIELDS)
    account = rows[0]
    assert account["what"].startswith("Votre compte")
    assert "person.email" in account["where"].split()
    assert account["ended_by"] == "okote.identity.account.closing.close_account"


async def test_it_is_the_administrators(browser, give_role):
    stranger = browser()
    assert (await stranger.get(f"/fr{HERE}")).status_code == 303
    await stranger.arrive("yanis")
    await give_role("yanis", Role.AGENT)
    for path in (HERE, f"{HERE}/register.csv", f"{HERE}/register.json"):
        assert (await stranger.get(f"/fr{path}")).status_code == 403


async def test_everyone_reads_who_decides_and_who_else_handles_data(told, lea, browser, house):
    page = (await browser().get("/fr/privacy")).text
    assert "Décide à quoi servent vos données : Communauté de communes &lt;Exemple&gt;" in page.replace(
        "\xa0", " "
    )
    for name in (
        "Maud Keller",
        "Sauvegardes Exemple",
        "Téléphonie Exemple",
        "Hébergeur Exemple",
        "Messagerie",
    ):
        assert name in page
    whole = json.loads((await lea.get(f"/fr{HERE}/register.json")).content)
    assert whole["controller"] == TOLD["controller"]
    assert whole["data_protection_officer"] == TOLD["data_protection_officer"]
    assert whole["processors"] == [
        "Institution Exemple, établissement de paiement",
        "Hébergeur Exemple, 2 rue des Machines, 67000 Rivemont",
        "Messagerie <Exemple>",
        "Sauvegardes Exemple, France",
        "Téléphonie Exemple, Allemagne",
    ]
    async with house.database.reading() as db:
        entry = (await db.exec(select(AuditEntry))).one()
    assert set(entry.after) == set(TOLD)


async def test_another_territory_says_its_own(told, browser):
    page = (await browser(ELSEWHERE).get("/fr/privacy")).text
    assert "Maud Keller" not in page
    assert "Association Exemple, association de droit local" in page


async def test_without_a_controller_of_its_own_it_is_the_operator(lea, house):
    whole = json.loads((await lea.get(f"/fr{HERE}/register.json")).content)
    assert whole["controller"] == "Association Exemple, 1 place du Quai, 67000 Rivemont"
    assert whole["data_protection_officer"] is None
    async with house.database.reading() as db:
        here = (await db.exec(select(Territory).where(Territory.slug == "trois-rives"))).one()
    assert here.processors is None
