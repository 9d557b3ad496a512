"""An opinion is written down, published, read by everyone, and answered by the service that was asked."""

from datetime import timedelta
from html import unescape
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from consultations.panels.models import Panel
from consultations.panels.opinions import letters
from consultations.panels.opinions.models import Opinion
from consultations.services.models import Service
from okote.identity.models import Role
from okote.platform.jobs import work_off
from okote.platform.mail.models import Mail
from tests.okote.app_client import territory

OFFICE = "/fr/back-office"
CALL = {
    "purpose": "Dire.",
    "asks": "Trois samedis.",
    "gives": "Une réponse.",
    "smallest_group": "5",
    "youngest": "18",
}


async def latest(house, table):
    async with house.database.reading() as db:
        return (await db.exec(select(table).order_by(col(table.id).desc()))).first()


@pytest.fixture
async def today(house):
    async with house.database.reading() as db:
        return (await territory(house)).day(await db.now())


@pytest.fixture
async def samira(enter):
    return await enter("samira", Role.ORGANISER)


@pytest.fixture
async def parks(house, today):
    assert today
    async with house.database.unit_of_work() as db:
        here = (await territory(house)).id
        made = Service(territory_id=here, name="Parcs", email="p@exemple.test", created_at=await db.now())
        db.add(made)
    return made


@pytest.fixture
async def panel(house, samira, today):
    days = {"first_day": str(today - timedelta(days=1)), "last_day": str(today + timedelta(days=5))}
    await samira.post(f"{OFFICE}/panels", {"kind": "citizens", "name": "Place", "seats": "9"} | CALL | days)
    made = await latest(house, Panel)
    await samira.post(f"{OFFICE}/panels/{made.id}/open")
    return made


async def test_from_the_panel_to_the_answer(house, browser, enter, samira, parks, panel, today):
    votes = {"in_favour": "6", "against": "2", "abstained": "1", "adopted_on": f"{today}"}
    written = {"title": "Des <arbres>", "text": "**Douze** <script>", "dissent": "Huit.", **votes}
    there = f"{OFFICE}/panels/{panel.id}/opinions"
    assert (await samira.get(f"{there}/new")).status_code == 200
    for wrong in ({"in_favour": "1"}, {"title": ""}, {"adopted_on": "2999-01-01"}, {"against": "-1"}):
        assert (await samira.post(there, written | wrong)).status_code == 422, wrong
    assert (await samira.post(there, written)).is_redirect
    opinion = await latest(house, Opinion)
    here, everyones = f"{OFFICE}/opinions/{opinion.id}", f"/fr/panels/place/opinions/{opinion.id}"
    assert (await browser().get(everyones)).status_code == 404
    assert "Pas encore d’avis" in unescape((await browser().get("/fr/panels/place/opinions")).text)
    due = today + timedelta(days=30)
    assert (await samira.post(f"{here}/publish", {"service": "x", "due_on": f"{due}"})).status_code == 422
    assert (await samira.post(f"{here}/publish", {"service": f"{parks.id}", "due_on": f"{due}"})).is_redirect
    html = (await browser().get(everyones)).text
    assert ("<strong>Douze</strong>" in html, "<script>" in html, "Des &lt;arbres&gt;" in html) == (
        True,
        False,
        True,
    )
    assert "répond au plus tard" in (await browser().get("/fr/panels/place/opinions")).text
    assert ("Huit." in html, "réponse attendue" in html) == (True, True)
    await work_off(house.queue, house.job_context)
    assert (await latest(house, Mail)).recipient == "p@exemple.test"

    ines = await enter("ines", Role.SERVICE, scope=parks.id)
    assert unescape((await ines.get(f"{OFFICE}/opinions")).text).count("Des <arbres>") == 1
    assert (await ines.post(f"{here}/answer", {"answer": ""})).status_code == 422
    assert (await ines.post(f"{here}/edit", written)).status_code == 403
    assert (await samira.post(f"{here}/answer", {"answer": ""})).status_code == 403
    assert (await ines.post(f"{here}/answer", {"answer": "Dix."})).is_redirect
    assert "origin=recommendation" in unescape((await ines.get(here)).text)
    assert "répond au plus tard" not in (await browser().get("/fr/panels/place/opinions")).text
    assert "répond au plus tard" not in (await browser().get("/fr/opinions")).text
    [told] = (await browser().get("/api/v1/panels/place/opinions")).json()["items"]
    assert (told["state"], told["answer"], told["in_favour"]) == ("answered", "Dix.", 6)
    assert told["url"].endswith(everyones.removeprefix("/fr"))
    assert (told["panel"], told["corrections"]) == ("place", [])

    assert (await samira.post(f"{here}/correct", {"correction": ""})).status_code == 422
    assert (await ines.post(f"{here}/correct", {"correction": "Onze."})).status_code == 403
    assert (await samira.post(f"{here}/correct", {"correction": "Onze <arbres>."})).is_redirect
    html = (await browser().get(everyones)).text
    assert ("Onze &lt;arbres&gt;." in html, "<strong>Douze</strong>" in html) == (True, True)
    assert "Onze &lt;arbres&gt;." in (await samira.get(here)).text
    [told] = (await browser().get("/api/v1/opinions")).json()["items"]
    assert [one["text"] for one in told["corrections"]] == ["Onze <arbres>."]


async def test_opinions_of_all_panels_are_read_and_found(house, browser, samira, parks, panel, today):
    votes = {"in_favour": "6", "against": "2", "abstained": "1", "adopted_on": f"{today}"}
    assert "Pas encore d’avis" in unescape((await browser().get("/fr/opinions")).text)
    for title in ("Des bancs", "Des arbres"):
        there = f"{OFFICE}/panels/{panel.id}/opinions"
        await samira.post(there, {"title": title, "text": "Dix."} | votes)
        opinion = await latest(house, Opinion)
        due = {"service": f"{parks.id}", "due_on": f"{today + timedelta(days=1)}"}
        await samira.post(f"{OFFICE}/opinions/{opinion.id}/publish", due)
    html = (await browser().get("/fr/opinions")).text
    assert html.index("Des arbres") < html.index("Des bancs")
    html = (await browser().get("/fr/opinions?q=banc")).text
    assert ("Des bancs" in html, "Des arbres" in html) == (True, False)
    assert "Aucun avis" in (await browser().get("/fr/opinions?q=piscine")).text
    assert "/fr/opinions?q=bancs" in (await browser().get("/fr/search?q=bancs")).text


async def test_a_service_is_written_to_once_its_answer_is_late(house, samira, parks, panel, today):
    votes = {"in_favour": "6", "against": "2", "abstained": "1", "adopted_on": f"{today}"}
    await samira.post(f"{OFFICE}/panels/{panel.id}/opinions", {"title": "Bancs", "text": "Dix."} | votes)
    opinion = await latest(house, Opinion)
    due = {"service": f"{parks.id}", "due_on": f"{today + timedelta(days=1)}"}
    await samira.post(f"{OFFICE}/opinions/{opinion.id}/publish", due)
    async with house.database.unit_of_work() as db:
        await db.exec(text("UPDATE opinion SET due_on = due_on - 2"))
    for _ in range(2):
        await letters.look(SimpleNamespace(additional_context=house.job_context), timestamp=0)
        await work_off(house.queue, house.job_context)
    async with house.database.reading() as db:
        mails = (await db.exec(select(Mail).order_by(col(Mail.id)))).all()
    [late] = [one for one in mails if one.key.startswith("opinion-late:")]
    assert (late.recipient, "en retard" in late.subject) == ("p@exemple.test", True)


async def test_what_is_late_is_said_to_everyone(house, browser, samira, parks, panel, today):
    votes = {"in_favour": "6", "against": "2", "abstained": "1", "adopted_on": f"{today}"}
    await samira.post(f"{OFFICE}/panels/{panel.id}/opinions", {"title": "Bancs", "text": "Dix."} | votes)
    opinion = await latest(house, Opinion)
    due = {"service": f"{parks.id}", "due_on": f"{today + timedelta(days=1)}"}
    await samira.post(f"{OFFICE}/opinions/{opinion.id}/publish", due)
    async with house.database.unit_of_work() as db:
        await db.exec(text("UPDATE opinion SET due_on = due_on - 2"))
    for path in ("/fr/panels/place/opinions", f"/fr/panels/place/opinions/{opinion.id}"):
        assert "réponse en retard" in (await browser().get(path)).text, path
