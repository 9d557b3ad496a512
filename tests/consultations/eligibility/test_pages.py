"""A resident shows where they live, an administrator brings a list, decides and prints, an agent receives."""

import re

import pytest
from sqlmodel import select

from consultations.eligibility.census.models import CensusClaim, CensusEntry, CensusList
from consultations.eligibility.codes.models import LetterPackage
from consultations.eligibility.models import AgeFact, GuardianConsent, ResidenceFact
from consultations.eligibility.rules import Proof
from okote.identity.models import Role
from okote.platform.mail.models import Mail
from okote.territories.models import Place
from tests.consultations.eligibility.conftest import CSV
from tests.consultations.procedures.conftest import sent
from tests.okote.app_client import territory

MINE, DESK = "/fr/my/eligibility", "/fr/back-office/eligibility"
ANNE = {"family": "Leveque", "given": "anne marie", "born": "1980-12-31", "address": "12 bis av des Tilleuls"}


async def one(house, table):
    async with house.database.reading() as db:
        return (await db.exec(select(table).order_by(table.id.desc()).limit(1))).one()


@pytest.fixture
async def place(house):
    async with house.database.unit_of_work() as db:
        here = await territory(house)
        made = Place(territory_id=here.id, name="Rivemont-le-Vieux")
        db.add(made)
    return made


@pytest.fixture
def listed(house, place):
    async def listed(desk):
        text = CSV.replace(";Rivemont\n", ";Rivemont-le-Vieux\n") + "X;;;;;\n"
        fields = {"title": "Registre", "place": str(place.id), "kept_days": "365"}
        await desk.get(f"{DESK}/lists/new")
        answer = await sent(desk, f"{DESK}/lists", "l.csv", text.encode(), to="new", **fields)
        assert answer.is_redirect, answer.text
        brought = await one(house, CensusList)
        shown = await desk.get(f"{DESK}/lists/{brought.id}")
        assert brought.refused == [[7, "given"]]
        assert "Tilleuls" not in shown.text
        assert (await desk.post(f"{DESK}/lists/{brought.id}/in-force", {})).is_redirect
        return brought

    return listed


async def test_a_resident_is_found_on_the_list_and_comes_back(house, enter, listed):
    desk = await enter("lea", Role.ADMINISTRATOR)
    brought = await listed(desk)
    camille = await enter("camille")
    assert "/my/eligibility/list?next=%2Fideas" in (await camille.get(f"{MINE}?next=/ideas")).text
    wrong = await camille.post(f"{MINE}/list", ANNE | {"address": "", "next": "/ideas"})
    assert (wrong.status_code, 'value="Leveque"' in wrong.text) == (422, True)
    refused = await camille.post(f"{MINE}/list", ANNE | {"born": "1981-12-31", "next": "/ideas"})
    assert (refused.status_code, 'value="/ideas"' in refused.text) == (422, True)
    found = await camille.post(f"{MINE}/list", ANNE | {"next": "/ideas"})
    assert found.headers["location"] == "/fr/ideas"
    assert (await one(house, ResidenceFact)).proof is Proof.LIST
    assert "Rivemont-le-Vieux" in (await camille.get(MINE)).text
    samira = await enter("samira")
    taken = await samira.post(f"{MINE}/list", ANNE)
    plain = [re.sub(r'value="[^"]*"', "", page.text) for page in (taken, refused)]
    assert re.findall(r"problem.*", plain[0]) == re.findall(r"problem.*", plain[1]), "the same answer"
    asked = await one(house, CensusClaim)
    desk = await enter("lea")
    assert str(asked.id) in (await desk.get(f"{DESK}/claims")).text
    assert "Leveque" not in (await desk.get(f"{DESK}/claims/{asked.id}")).text
    looked = await desk.post(f"{DESK}/claims/{asked.id}/look", {})
    assert "Leveque" in looked.text
    assert (await desk.post(f"{DESK}/claims/{asked.id}", {"verdict": "yes"})).status_code == 422
    decided = {"verdict": "yes", f"line-{asked.entries[0]}": "yes"}
    assert (await desk.post(f"{DESK}/claims/{asked.id}", decided)).is_redirect
    held = await desk.post(f"{DESK}/lists/{brought.id}/look", {"name": "leveque", "reason": "Courrier"})
    assert "LÉVÊQUE" in held.text
    async with house.database.reading() as db:
        entry = (await db.exec(select(CensusEntry).where(CensusEntry.number == "4711"))).one()
    gone = await desk.post(f"{DESK}/lists/{brought.id}/lines/{entry.id}/revoke", {"reason": "Déménagé"})
    assert gone.is_redirect
    samira = await enter("samira")
    assert "Rivemont-le-Vieux" not in (await samira.get(MINE)).text


async def test_a_letter_is_asked_for_printed_once_and_typed(house, enter, place):
    camille = await enter("camille")
    where = {"name": "Camille", "address": "1 rue Haute", "place": str(place.id)}
    assert (await camille.post(f"{MINE}/letter", where | {"place": "x"})).status_code == 422
    assert (await camille.post(f"{MINE}/letter", where)).is_redirect
    desk = await enter("lea", Role.ADMINISTRATOR)
    assert (await desk.get(DESK)).status_code == 200
    assert (await desk.post(f"{DESK}/letters/waiting", {})).is_redirect
    assert (await desk.post(f"{DESK}/letters/list", {})).status_code == 422
    package = await one(house, LetterPackage)
    printed = await desk.post(f"{DESK}/letters/{package.id}/download", {"as": "table"})
    _, row = printed.text.strip().splitlines()
    code = row.split(",")[2]
    again = await desk.post(f"{DESK}/letters/{package.id}/download", {"as": "letters"})
    assert again.status_code == 422
    camille = await enter("camille")
    assert (await camille.post(f"{MINE}/code", {"code": "AAAA-AAAA-AAAA-AAAA"})).status_code == 422
    assert (await camille.post(f"{MINE}/code", {"code": code})).is_redirect
    assert (await one(house, ResidenceFact)).proof is Proof.LETTER
    assert (await camille.post(f"{MINE}/declare", {"place": str(place.id)})).status_code == 422
    assert (await camille.get(f"{MINE}/take-back")).status_code == 200
    assert (await camille.post(f"{MINE}/take-back", {})).is_redirect
    assert (await camille.post(f"{MINE}/declare", {"place": str(place.id)})).is_redirect
    desk = await enter("lea")
    assert (await desk.post(f"{DESK}/letters/{package.id}/void", {})).is_redirect


async def test_a_child_names_a_parent_who_agrees_without_an_account(house, enter, browser):
    camille = await enter("camille")
    async with house.database.reading() as db:
        year = (await db.now()).year - 12
    assert (await camille.post(f"{MINE}/age", {"born": f"{year + 20}-01-01"})).status_code == 422
    assert (await camille.post(f"{MINE}/age", {"born": f"{year}-01-01"})).is_redirect
    asked = {"guardian": "Léa Martin", "email": "lea@exemple.test"}
    assert (await camille.post(f"{MINE}/guardian", asked)).is_redirect
    assert "Léa Martin" in (await camille.get(MINE)).text
    mail = await one(house, Mail)
    path = "/fr" + re.search(r"/guardian/[\w-]+", mail.text)[0]
    parent = browser()
    assert (await parent.get(path)).status_code == 200
    assert (await parent.post(path, {})).status_code == 422
    assert (await parent.post(path, {"answer": "yes"})).is_redirect
    assert (await parent.get(path)).status_code == 404
    assert (await one(house, GuardianConsent)).given_on is not None


async def test_an_agent_receives_somebody(house, enter, place):
    agent = await enter("lea", Role.AGENT)
    assert (await agent.get(DESK)).status_code == 403
    counter = "/fr/back-office/residents"
    seen = {"paper": "Passeport", "place": str(place.id), "account": "yes"}
    assert (await agent.post(counter, seen | {"paper": ""})).status_code == 422
    handed = await agent.post(counter, seen)
    assert re.search(r"[0-9A-Z]{4}(-[0-9A-Z]{4}){3}", handed.text)
    assert (await agent.post(counter, seen | {"account": "no"})).status_code == 422
    assert (await agent.post(counter, seen | {"account": "no"} | ANNE)).is_redirect
    assert (await one(house, AgeFact)).proof is Proof.COUNTER
    known = await agent.post(counter, seen | {"account": "no"} | ANNE)
    assert (known.status_code, 'value="Leveque"' in known.text) == (422, True)


async def test_how_long_it_holds_is_set(enter):
    desk = await enter("lea", Role.ADMINISTRATOR)
    terms = {"declared_days": "30", "list_days": "60", "code_days": "90", "oldest_floor": "18"}
    assert (await desk.post(DESK, terms | {"list_days": "0"})).status_code == 422
    assert (await desk.post(DESK, terms)).is_redirect
    assert 'value="90"' in (await desk.get(DESK)).text
