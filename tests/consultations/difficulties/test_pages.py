"""From the form to the answer and back, by whom each page is read, and what an agent types for others."""

import re
from html import unescape
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from consultations.difficulties.letters import look, write
from consultations.difficulties.models import Difficulty
from okote.identity.models import Role
from okote.platform.audit import AuditEntry
from okote.platform.mail.models import Mail
from tests.consultations.procedures.conftest import counter, sent
from tests.okote.programs import program

__all__ = ["counter", "program"]

RENT = {"category": "economic", "body": "Je ne peux plus payer mon loyer.", "channel": "site"}
DESK = "/fr/back-office/difficulties"
PDF = b"%PDF-1.7\n%%EOF"


async def latest(house):
    async with house.database.reading() as db:
        return (await db.exec(select(Difficulty).order_by(col(Difficulty.id).desc()))).first()


async def delivered(house):
    """The subjects of all mails about difficulties, each with who reads it, in the order of their writing."""
    context = SimpleNamespace(additional_context={"house": house})
    await look(context, timestamp=0)
    asked = text(
        "SELECT args ->> 'why', args ->> 'about' FROM procrastinate_jobs "
        "WHERE task_name = 'difficulties.write' ORDER BY id"
    )
    async with house.database.reading() as db:
        ordered = (await db.exec(asked)).all()
    for why, about in ordered:
        await write(context, why=why, about=about)
    mails = select(Mail).where(col(Mail.key).startswith("difficulty-")).order_by(col(Mail.id))
    async with house.database.reading() as db:
        return (await db.exec(mails)).all()


async def read_seen(who, here):
    return re.search(r'name="seen" value="([^"]*)"', (await who.get(here)).text)[1]


@pytest.fixture
async def carer(enter, counter):
    return await enter("yanis", Role.SERVICE, scope=counter.id)


async def ask_and_answer(camille, carer, here, paper):
    """Between the resident and the service that has it now."""
    assert (await carer.post(f"{here}/acknowledge")).is_redirect
    seen = await read_seen(carer, here)
    assert (await carer.get(here + paper.partition("/1")[2])).content == PDF
    assert (await carer.post(f"{here}/ask", {"question": "Depuis quand ?", "seen": seen})).is_redirect
    assert "Depuis quand" in unescape((await camille.get("/fr/my/difficulties/1")).text)
    assert (await camille.post("/fr/my/difficulties/1/reply", {"words": "Depuis mars."})).is_redirect
    stale = await carer.post(f"{here}/answer", {"answer": "Voilà.", "seen": seen})
    assert (stale.status_code, "Depuis mars" in stale.text) == (422, True)
    answered = {"answer": "Une aide.", "seen": await read_seen(carer, here)}
    assert (await carer.post(f"{here}/answer", answered)).is_redirect


async def reopen_and_pass_on(camille, carer, here):
    """The answer does not help; the service finds that it is not the one."""
    idea = unescape((await camille.post("/fr/ideas", {"body": RENT["body"]})).text)
    assert (RENT["body"] in idea, RENT["body"] in (await camille.get("/fr/ideas")).text) == (True, False)
    assert (await camille.post("/fr/my/difficulties/1/close", {"helped": "no"})).is_redirect
    assert (await camille.post("/fr/my/difficulties/1/reopen", {"words": ""})).status_code == 422
    assert (await camille.post("/fr/my/difficulties/1/reopen", {"words": "Trop peu."})).is_redirect
    note = {"service": "agents", "note": "Pas nous.", "seen": await read_seen(carer, here)}
    assert (await carer.post(f"{here}/pass-on", note)).headers["location"] == DESK
    assert "Pas nous." in unescape((await camille.get("/fr/my/difficulties/1")).text)


async def test_told_sent_asked_answered_and_closed(house, browser, enter, counter, carer):
    stranger = browser()
    page = unescape((await stranger.get("/fr/difficulties")).text)
    assert 'href="/fr/difficulties/new"' in page
    assert (await stranger.get("/fr/difficulties/new")).is_redirect
    camille, agent = await enter("camille"), await enter("ines", Role.AGENT)
    form = (await camille.get("/fr/difficulties/new?procedure=x")).text
    assert 'value="site" checked' in form
    wrong = await camille.post("/fr/difficulties", RENT | {"channel": "telephone", "body": ""})
    assert (wrong.status_code, "body-problem" in wrong.text) == (422, True)
    wrong = await camille.post("/fr/difficulties", RENT | {"channel": "telephone"})
    assert (wrong.status_code, "telephone-problem" in wrong.text, RENT["body"] in wrong.text) == (
        422,
        True,
        True,
    )
    answer = await sent(camille, "/fr", "bail.pdf", PDF, to="difficulties", field="document", **RENT)
    assert answer.headers["location"] == "/fr/my/difficulties/1"
    mine = unescape((await camille.get("/fr/my/difficulties/1")).text)
    paper = re.search(r'href="(/fr/my/difficulties/1/documents/[^"]*)"', mine)[1]
    assert (await camille.get(paper)).content == PDF
    assert (await agent.get("/fr/my/difficulties/1")).status_code == 404
    assert (await agent.get(paper)).status_code == 404

    told = await latest(house)
    here = f"{DESK}/{told.id}"
    desk = unescape((await agent.get(DESK)).text)
    assert (str(told.id) in desk, "loyer" in desk) == (True, False)
    assert [(await carer.get(path)).status_code for path in (DESK, here)] == [200, 404]
    assert "loyer" in (await agent.get(here)).text
    assert (await agent.post(f"{here}/send", {"service": ""})).status_code == 422
    gone = await agent.post(f"{here}/send", {"service": str(counter.id)})
    assert gone.headers["location"] == DESK
    assert (await agent.get(here)).status_code == 404
    await ask_and_answer(camille, carer, here, paper)
    assert [one.recipient for one in await delivered(house)].count(counter.email) == 2
    await reopen_and_pass_on(camille, carer, here)
    async with house.database.reading() as db:
        noted = (await db.exec(select(AuditEntry.deed).order_by(col(AuditEntry.id)))).all()
    assert noted.count("difficulty_read") >= 5
    assert "difficulty_document_read" in noted
    mails = await delivered(house)
    assert not any(re.search("loyer|mars|aide|Trop|Pas nous", f"{one.subject} {one.text}") for one in mails)
    to_service = [one for one in mails if one.recipient == counter.email]
    assert (len(mails), len(to_service)) == (8, 2)
    assert len(await delivered(house)) == len(mails), "each once"
    trail = (await (await enter("lea", Role.ADMINISTRATOR)).get("/fr/back-office/audit")).text
    assert ("loyer" in trail, "Une aide" in trail) == (False, False)


async def test_typed_at_the_counter_and_the_delays(house, browser, enter, counter, carer):
    agent, lea = await enter("ines", Role.AGENT), await enter("lea", Role.ADMINISTRATOR)
    said = RENT | {"way": "counter", "service": str(counter.id), "channel": "letter", "name": "Mme Roth"}
    wrong = await agent.post(DESK, said)
    assert (wrong.status_code, "address-problem" in wrong.text) == (422, True)
    assert (await agent.post(DESK, said | {"address": "1 rue Haute"})).is_redirect
    here = f"{DESK}/{(await latest(house)).id}"
    assert "1 rue Haute" in (await carer.get(here)).text
    assert (await agent.post(f"{here}/reply", {"words": "Et l’eau."})).is_redirect
    file = await sent(agent, here, "bail.pdf", PDF, to="documents", field="document", title="Bail")
    assert file.is_redirect
    assert (await agent.post(f"{here}/close")).is_redirect
    assert (await agent.post(f"{here}/reopen", {"words": "Encore."})).is_redirect

    assert [(await lea.get(path)).status_code for path in (DESK, here, f"{DESK}/new")] == [200, 403, 403]
    delays = {"acknowledge": "2", "answer": "20", "react": "10", "keep": "90", "category-social": "9"}
    assert (await lea.post(f"{DESK}/terms", delays | {"answer": "0"})).status_code == 422
    assert (await lea.post(f"{DESK}/terms", delays | {f"service-{counter.id}": "7"})).is_redirect
    terms = (await lea.get(f"{DESK}/terms")).text
    assert ('value="9"' in terms, 'value="7"' in terms) == (True, True)
    assert "90" in (await browser().get("/fr/difficulties")).text
    assert (await agent.get(f"{DESK}/terms")).status_code == 403


async def test_figures_and_own_page_before_anything_was_told(browser, enter):
    assert (await browser().get("/fr/difficulties/figures")).status_code == 200
    yanis = await enter("yanis")
    assert (await yanis.get("/fr/my/difficulties")).status_code == 200
    assert (await yanis.get("/fr/my/difficulties/1")).status_code == 404


async def test_programs_tell_read_and_answer_what_their_owners_may(house, enter, counter, carer, program):
    await enter("camille")
    await enter("lea", Role.ADMINISTRATOR)
    mine, desk, other = await program("camille"), await program("yanis"), await program("lea")
    wrong = await mine.ask("POST", "/me/difficulties", RENT | {"channel": "letter"})
    assert (wrong.status_code, wrong.json()["code"]) == (422, "difficulty_no_address")
    told = await mine.ask("POST", "/me/difficulties", RENT | {"service": str(counter.id)})
    assert (told.status_code, "loyer" in told.text) == (201, False), "answers are kept for a while"
    key = told.json()["id"]
    listed = await desk.get("/back-office/difficulties")
    assert ([one["id"] for one in listed.json()["items"]], "loyer" in listed.text) == ([key], False)
    read = (await desk.get(f"/back-office/difficulties/{key}")).json()
    said = {"answer": "Une aide.", "seen": read["seen"]}
    there = f"/back-office/difficulties/{key}/answer"
    assert (await other.ask("POST", there, said)).status_code == 403
    assert (await desk.ask("POST", there, said | {"seen": "x"})).json()["code"] == "difficulty_moved_on"
    assert (await desk.ask("POST", there, said)).json()["state"] == "answered"
    steps = (await mine.get("/me/difficulties/1")).json()["steps"]
    assert [one["words"] for one in steps] == [None, "Une aide."]
    assert len((await mine.get("/me/difficulties")).json()["items"]) == 1
    assert (await (await program()).get("/difficulties/figures")).json()["total"] == 0
    assert (await other.get(f"/back-office/difficulties/{key}")).status_code == 403
