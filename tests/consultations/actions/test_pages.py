"""From an agent's proposal to a frozen year, in public, by mail, for programs and in the back office."""

import json
import re
from datetime import timedelta
from html import unescape
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlmodel import select

from consultations.actions.letters import look
from consultations.actions.models import Action, Edition, Evidence, Theme
from consultations.services.models import Service
from okote.identity.models import Role
from okote.platform.jobs import work_off
from okote.platform.mail.models import Mail
from tests.consultations.actions.office import (
    OFFICE,
    WRITTEN,
    changed_settings,
    here,
    moved,
    roads,
    rows,
    sent,
    today,
)
from tests.okote.app_client import counting_queries

__all__ = ["changed_settings", "here", "moved", "roads", "sent", "today"]


@pytest.fixture
async def claire(browser, give_role, roads):
    """Answers for the service of roads."""
    visitor = browser()
    await visitor.arrive("ines")
    await give_role("ines", Role.SERVICE, scope=roads.id)
    return visitor


async def letters(house):
    await work_off(house.queue, house.job_context)
    return {
        one.key.partition(":")[0]: one for one in await rows(house, Mail) if one.key.startswith("action-")
    }


async def test_an_action_is_promised_shown_and_carried_out(sent, moved, lea, claire, browser, house, today):
    action = await sent()
    assert (action.budget.minor, str(action.before_value)) == (12_000_00, "21.50")
    assert (await letters(house))["action-entrusted"].recipient == "voirie@exemple.test"
    there, here = f"/fr/actions/{action.number}", f"{OFFICE}/{action.id}"
    assert (await browser().get(there)).status_code == 404
    assert WRITTEN["title"] not in unescape((await browser().get("/fr/actions")).text)
    assert (await lea.post(f"{here}/publish")).headers["location"] == here
    refused = await moved(action, "decided")
    assert (refused.status_code, "Dites pour quel jour" in unescape(refused.text)) == (422, True)
    due = today + timedelta(days=9)
    assert (await moved(action, "decided", deadline=f"{due}")).is_redirect
    for path in ("/fr/", "/fr/actions", "/fr/actions?q=repondre", "/fr/search?q=repondre", there):
        html = (await browser().get(path)).text
        assert (WRITTEN["title"] in unescape(html), "<dix>" in html) == (True, False), path
    html = unescape((await browser().get(there)).text)
    assert ("12\u00a0000" in html, "21,5 jours" in html, 'href="/fr/ideas/1"' in html) == (True, True, True)

    assert (await claire.get(here)).status_code == 200
    assert WRITTEN["title"] in unescape((await claire.get(OFFICE)).text)
    typed = {"state": "done", "on": f"{today}", "deadline": "", "note": "C’est la règle partout."}
    assert (await claire.post(f"{here}/move", typed)).is_redirect
    html = unescape((await browser().get(there)).text)
    assert ("C’est la règle partout." in html, "réalisée" in html) == (True, True)
    told = unescape((await browser().get("/fr/actions")).text)
    assert re.search(r"1 sur 1.*action est réalisée", told, re.DOTALL)


async def test_it_is_changed_and_its_lists_are_kept(sent, lea, browser, house):
    themes = "/fr/back-office/action-themes"
    for kind, name in (("workstream", "Accueil"), ("pillar", "Proximité")):
        assert (await lea.post(themes, {"kind": kind, "name": name, "position": "1"})).is_redirect
    again = await lea.post(themes, {"kind": "pillar", "name": "proximité", "position": "1"})
    assert (again.status_code, "Il y en a déjà un" in unescape(again.text)) == (422, True)
    stream, pillar = await rows(house, Theme)
    action = await sent()
    here = f"{OFFICE}/{action.id}"
    assert "21.50" in (await lea.get(f"{here}/edit")).text
    said = {"title": "Répondre vite", "workstream": str(stream.id), f"theme-{pillar.id}": "yes"}
    said = WRITTEN | said | {"version": "0"}
    assert (await lea.post(f"{here}/edit", said | {"unit": ""})).status_code == 422
    assert (await lea.post(f"{here}/edit", said)).is_redirect
    stale = await lea.post(f"{here}/edit", said | {"title": "Répondre tard"})
    assert (stale.status_code, "Quelqu’un d’autre a enregistré" in unescape(stale.text)) == (409, True)
    assert ("Répondre tard" in stale.text, 'name="version" value="1"' in stale.text) == (True, True)
    await lea.post(f"{here}/publish")
    html = unescape((await browser().get("/fr/actions/1")).text)
    assert ("Répondre vite" in html, "Accueil" in html, "Proximité" in html) == (True, True, True)
    assert (await lea.post(f"{themes}/{stream.id}", {"name": "", "position": "1"})).status_code == 422
    assert (await lea.post(f"{themes}/{stream.id}", {"name": "Accueil de tous", "position": "2"})).is_redirect
    assert (await lea.post(f"{themes}/{pillar.id}/retire")).is_redirect
    assert "Proximité" not in unescape((await lea.get(f"{OFFICE}/new")).text)
    assert (await lea.post(f"{here}/edit", said | {"version": "1"})).is_redirect, "what is chosen stays"
    assert "Proximité" in unescape((await browser().get("/fr/actions/1")).text)
    assert (await lea.post(f"{themes}/{pillar.id}/take-up")).is_redirect
    assert (await lea.get(f"{themes}/{pillar.id}")).status_code == 200
    listed = unescape((await browser().get(f"/fr/actions?workstream={stream.id}&pillar={pillar.id}")).text)
    assert ("Accueil de tous" in listed, "Répondre vite" in listed) == (True, True)


async def test_evidence_is_taken_by_everyone_until_it_is_removed(sent, lea, browser, house, tmp_path):
    action = await sent()
    here = f"{OFFICE}/{action.id}"
    missing = await lea.post(f"{here}/evidence", {"title": "La lettre", "url": ""})
    assert missing.status_code == 422
    wrong = await lea.post(f"{here}/evidence", {"title": "La lettre", "url": "ici"})
    assert (wrong.status_code, "commence par https://" in wrong.text) == (422, True)
    assert (
        await lea.post(f"{here}/evidence", {"title": "La lettre", "url": "https://exemple.fr/a"})
    ).is_redirect
    async with house.database.unit_of_work() as db:
        (page,) = (await db.exec(select(Evidence))).all()
        file = Evidence(**page.model_dump(exclude={"id", "url", "kind"}), kind="pdf")
        db.add(file)
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / f"{file.id}.pdf").write_bytes(b"%PDF-1.7 %%EOF")
    there = f"/fr/actions/1/evidence/{file.id}"
    assert (await browser().get(there)).status_code == 404, "of a draft"
    await lea.post(f"{here}/publish")
    taken = await browser().get(there)
    assert (taken.headers["content-type"], taken.content) == ("application/pdf", b"%PDF-1.7 %%EOF")
    assert "attachment" in taken.headers["content-disposition"]
    assert (await browser().get(f"/fr/actions/1/evidence/{page.id}")).status_code == 404
    assert 'href="https://exemple.fr/a"' in (await browser().get("/fr/actions/1")).text
    assert (await lea.post(f"{here}/evidence/{file.id}/remove")).is_redirect
    assert (await browser().get(there)).status_code == 404


async def test_another_service_takes_it_and_a_late_one_is_told_of_once(
    sent, moved, lea, claire, browser, house, here, today
):
    async with house.database.unit_of_work() as db:
        schools = Service(
            territory_id=here.id, name="Écoles", email="e@exemple.test", created_at=await db.now()
        )
        db.add(schools)
    action = await sent()
    there = f"{OFFICE}/{action.id}"
    assert (await moved(action, "decided", deadline=f"{today + timedelta(days=1)}")).is_redirect
    assert (
        await claire.post(f"{there}/entrust", {"service": str(schools.id), "why": "Non."})
    ).status_code == 403
    assert (await lea.post(f"{there}/entrust", {"service": str(schools.id), "why": ""})).status_code == 422
    assert (
        await lea.post(f"{there}/entrust", {"service": str(schools.id), "why": "Réorganisation."})
    ).is_redirect
    assert (await letters(house))["action-entrusted"].recipient == "e@exemple.test"
    for path in (there, f"{there}/edit"):
        assert (await claire.get(path)).status_code == 403
    (action,) = await rows(house, Action)
    for path in ("edit", "move", "publish", "evidence"):
        assert (await claire.post(f"{there}/{path}", WRITTEN | {"version": "0"})).status_code == 403, path
    assert await rows(house, Action) == [action]
    await lea.post(f"{there}/publish")
    async with house.database.unit_of_work() as db:
        await db.exec(text("UPDATE action SET deadline = deadline - 5"))
        await db.exec(text("UPDATE action_step SET deadline = deadline - 5"))
    for _ in range(2):
        await look(SimpleNamespace(additional_context=house.job_context), timestamp=0)
        told = await letters(house)
    assert (told["action-late"].recipient, len(await rows(house, Mail))) == ("e@exemple.test", 2)
    assert "en retard" in unescape((await lea.get("/fr/back-office")).text)
    for path in ("/fr/actions?late=yes", "/fr/actions/1", OFFICE):
        assert "en retard" in (await lea.get(path)).text, path


@pytest.fixture
async def frozen_year(sent, moved, lea, today):
    """One action, done at the end of the year that is over, which is then frozen."""
    last = today.year - 1
    action = await sent(title="Un guichet unique", begun=f"{last}-03-01")
    await lea.post(f"{OFFICE}/{action.id}/publish")
    await moved(action, "decided", f"{last}-03-01", deadline=f"{last}-12-31")
    await moved(action, "done", f"{last}-12-01")
    return last


async def frozen_by(visitor, year):
    """What comes of freezing a year that they have just read."""
    desk = f"/fr/back-office/action-editions/{year}"
    read = re.search(r'name="read" value="(\w+)"', (await visitor.get(desk)).text)[1]
    return await visitor.post(desk, {"read": read})


async def test_a_year_is_frozen_and_a_mistake_told_beside_it(frozen_year, lea, moved, claire, browser, house):
    year, desk = frozen_year, "/fr/back-office/action-editions"
    assert (await browser().get(f"/fr/actions/editions/{year}")).status_code == 404
    assert "peut être figée" in unescape((await lea.get(desk)).text)
    assert "1 action\u00a0: 1 réalisée" in unescape((await lea.get(f"{desk}/{year}")).text)
    assert (await claire.get(f"{desk}/{year}")).status_code == 403
    assert (await lea.post(f"{desk}/{year + 1}")).status_code == 422
    assert (await lea.post(f"{desk}/1850")).status_code == 404
    unread = await lea.post(f"{desk}/{year}", {"read": "0"})
    assert (unread.status_code, "Relisez-le" in unescape(unread.text)) == (422, True)
    assert (await frozen_by(lea, year)).headers["location"] == f"/fr/actions/editions/{year}"
    assert (await lea.post(f"{desk}/{year}")).status_code == 422
    assert (await lea.post(f"{desk}/{year}/errata", {"body": ""})).status_code == 422
    assert (await lea.post(f"{desk}/{year}/errata", {"body": "Lire 8 jours."})).is_redirect
    html = unescape((await browser().get(f"/fr/actions/editions/{year}")).text)
    assert ("1 action\u00a0: 1 réalisée" in html, "Lire 8 jours." in html, "Un guichet unique" in html) == (
        True,
    ) * 3
    assert f"/fr/actions/editions/{year}" in (await browser().get("/fr/actions")).text
    (action,) = await rows(house, Action)
    late = await moved(action, "in_progress", f"{year}-12-31", note="À refaire.")
    assert (late.status_code, "est figée" in unescape(late.text)) == (422, True)
    data = json.loads((await browser().get("/open-data/action-editions.json")).content)["rows"]
    assert [(one["year"], one["title"], one["state"]) for one in data] == [
        (year, "Un guichet unique", "done")
    ]
    assert len(await rows(house, Edition)) == 1


async def test_programs_read_the_same(frozen_year, lea, browser, house, today):
    await frozen_by(lea, frozen_year)
    program = browser()

    async def asked(path):
        answer = await program.get(f"/api/v1/actions{path}")
        return answer.status_code, json.loads(answer.content)

    status, listed = await asked("?state=done&late=false")
    assert (status, [one["number"] for one in listed["items"]], listed["next"]) == (200, [1], None)
    status, one = await asked("/1")
    assert (status, [step["state"] for step in one["steps"]]) == (200, ["proposed", "decided", "done"])
    assert (one["measured"]["before"], one["action"]["budget"]["amount"]) == ("21.50", "12000.00")
    assert await asked("/progress") == (
        200,
        {"on": f"{today}", "total": 1, "done": 1, "late": 0, "states": [{"state": "done", "number": 1}]},
    )
    status, before = await asked(f"/progress?on={frozen_year}-11-30")
    assert before["states"] == [{"state": "decided", "number": 1}]
    status, edition = await asked(f"/editions/{frozen_year}")
    assert (status, edition["progress"]["done"], edition["lines"][0]["service"]) == (200, 1, "Voirie")
    assert [(await asked(path))[0] for path in ("/2", f"/editions/{frozen_year - 1}")] == [404, 404]
    data = (await program.get("/open-data/actions.csv")).text
    assert ("Un guichet unique" in data, "done" in data) == (True, True)


async def test_what_went_down_is_told_in_words(sent, lea, browser):
    action = await sent(**{"before": "-3", "after": "-1", "after-on": "2026-02-01"})
    await lea.post(f"{OFFICE}/{action.id}/publish")
    html = unescape((await browser().get("/fr/actions/1")).text)
    assert ("-3" in html, 'class="chart"' in html) == (True, False)


async def test_an_empty_board_says_what_will_be_there(browser, lea):
    assert "Aucune action pour le moment" in unescape((await browser().get("/fr/actions")).text)
    assert "ne correspond" in unescape((await browser().get("/fr/actions?q=rien")).text)
    column = unescape((await browser().get("/fr/actions?state=proposed,decided")).text)
    assert '<option value="proposed,decided" selected>proposée, décidée</option>' in column
    assert "Il n’y a pas encore de service" in unescape((await lea.get(f"{OFFICE}/new")).text)


async def test_what_ideas_are_about_is_nothing_that_actions_are_sorted_by(browser, lea):
    themes = "/fr/back-office/action-themes"
    assert (await lea.post(themes, {"kind": "category", "name": "Vélo", "position": "1"})).is_redirect
    board, form = await browser().get("/fr/actions"), await lea.get(f"{OFFICE}/new")
    assert [(one.status_code, "Vélo" in unescape(one.text)) for one in (board, form)] == [(200, False)] * 2


async def test_pages_ask_as_often_for_thirty_actions_as_for_one(sent, lea, browser, house, today):
    action = await sent()
    await lea.post(f"{OFFICE}/{action.id}/publish")
    visitor, paths = browser(), ("/fr/actions", "/fr/actions?state=proposed", "/fr/actions/1", "/fr/")

    async def asked():
        told = []
        for path in paths:
            await visitor.get(path)
            with counting_queries(house) as said:
                assert (await visitor.get(path)).status_code == 200
            told.append(len(said))
        return told

    of_one = await asked()
    assert max(of_one) <= 14
    (action,) = await rows(house, Action)
    same = action.model_dump(exclude={"id", "number"})
    async with house.database.unit_of_work() as db:
        db.add_all(Action(**same, number=number) for number in range(2, 31))
    assert await asked() == of_one
    html = (await visitor.get("/fr/actions")).text
    assert ("Voir les 30" in html, html.count('href="/fr/actions/') < 12) == (True, True)
    path, seen = "/fr/actions?state=proposed", []
    while path:
        page = (await visitor.get(path)).text
        seen += re.findall(r'href="/fr/actions/(\d+)"', page)
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = following and unescape(following[1])
    assert len(seen) == len(set(seen)) == 30
