"""Reported by a stranger and by a resident, decided on the desk, appealed: pages, mails and numbers."""

import re
from html import unescape

import pytest
from sqlmodel import select

from consultations.moderation.models import ModerationAppeal, ModerationCase, ModerationDecision
from okote.identity.models import Role
from okote.platform.jobs import work_off
from okote.platform.mail.models import Mail
from tests.consultations.moderation.conftest import put_in

DESK = "/fr/back-office/moderation"
NOTICE = {"ground": "defamation", "explanation": "La <deuxième> phrase.", "good_faith": "yes"}
DECISION = {
    "verdict": "hidden",
    "facts": "Insulte une personne.",
    "ground": "defamation",
    "rule": "Code pénal, article R621-2",
}


async def rows(house, table):
    async with house.database.reading() as db:
        return (await db.exec(select(table).order_by(table.id))).all()


async def letters(house):
    await work_off(house.queue, house.job_context)
    async with house.database.reading() as db:
        found = (await db.exec(select(Mail).order_by(Mail.created_at, Mail.id))).all()
    return {one.key.partition(":")[0]: one for one in found if one.key.startswith("moderation-")}


@pytest.fixture
async def bench(enter, house, identity_provider):
    """Proposed by Camille."""
    camille = await enter("camille")
    return camille, await put_in(house, identity_provider)


async def test_a_stranger_is_answered_and_appeals_by_link(bench, enter, browser, house):
    camille, idea = bench
    stranger, there = browser(), f"/fr/moderation/report/idea/{idea.id}"
    for refused in (
        {},
        {**NOTICE, "name": "Ada"},
        {**NOTICE, "good_faith": "", "name": "A", "email": "a@b.fr"},
    ):
        answer = await stranger.post(there, refused)
        assert answer.status_code == 422
        assert "errors-title" in answer.text
    sent = await stranger.post(there, {**NOTICE, "name": "Ada", "email": "Ada@exemple.test"})
    assert sent.headers["location"] == f"/fr/ideas/{idea.id}"
    receipt = (await letters(house))["moderation-received"]
    assert receipt.recipient == "ada@exemple.test"
    assert "deuxième" not in receipt.text  # whoever typed another's address sends them nothing
    link = re.search(r"(/fr/moderation/followed/\S+)", receipt.text)[1]
    assert "La <deuxième>" not in (await stranger.get(link)).text

    agent, other = await enter("ines", Role.AGENT), await enter("marc", Role.ADMINISTRATOR)
    (case,) = await rows(house, ModerationCase)
    assert "Un &lt;banc&gt;" in (await agent.get(DESK)).text
    page = await agent.get(f"{DESK}/{case.id}")
    assert "La &lt;deuxième&gt; phrase." in page.text
    assert (await agent.post(f"{DESK}/{case.id}/decide", {"verdict": "hidden"})).status_code == 422
    kept = await agent.post(f"{DESK}/{case.id}/decide", {"verdict": "kept", "facts": "Une opinion."})
    assert kept.status_code == 303
    outcome = (await letters(house))["moderation-outcome"]
    assert "Une opinion." in outcome.text
    shown = await stranger.get(link)
    assert "Une opinion." in shown.text
    assert (await stranger.post(f"{link}/appeal", {"words": ""})).status_code == 422
    await stranger.post(f"{link}/appeal", {"words": "Regardez mieux."})
    (appeal,) = await rows(house, ModerationAppeal)
    at = f"{DESK}/appeals/{appeal.id}"
    assert "Regardez mieux." in (await agent.get(at)).text
    own = await agent.post(f"{at}/decide", {"outcome": "followed", **DECISION})
    assert own.status_code == 422
    await other.post(f"{at}/decide", {"outcome": "followed", **DECISION})
    assert (await browser().get(f"/fr/ideas/{idea.id}")).status_code == 404
    statement = (await letters(house))["moderation-statement"]
    assert statement.recipient != "ada@exemple.test"
    for told in ("Insulte une personne.", "Code pénal, article R621-2"):
        assert told in statement.text
    assert "Ada" not in statement.text
    mine = await camille.get("/fr/my/moderation")
    last = (await rows(house, ModerationDecision))[-1]
    assert f"/fr/my/moderation/{last.id}" in mine.text
    assert "Insulte une personne." in (await camille.get(f"/fr/my/moderation/{last.id}")).text
    await camille.post(f"/fr/my/moderation/{last.id}/appeal", {"words": "C’est de l’humour."})
    assert len(await rows(house, ModerationAppeal)) == 2
    assert "moderation-appeal" in await letters(house)
    public = unescape((await browser().get("/fr/moderation")).text)
    assert "masqués\u00a0: 0 · restent\u00a0: 1" in public  # what an appeal changed stays the first decision
    assert "Insulte" not in public
    assert "Ada" not in public
    assert "kept" in (await browser().get("/fr/open-data/moderation.csv")).text


async def test_several_at_once_all_of_one_account_and_the_rules(
    bench, enter, browser, house, identity_provider
):
    _, idea = bench
    lea, agent = await enter("yanis"), await enter("ines", Role.AGENT)
    await lea.post(f"/fr/moderation/report/idea/{idea.id}", NOTICE)
    assert "Un &lt;banc&gt;" in (await lea.get("/fr/my/moderation")).text
    assert (await agent.post(f"{DESK}/decide", DECISION)).status_code == 422  # nothing is ticked
    (case,) = await rows(house, ModerationCase)
    await agent.post(f"{DESK}/decide", {**DECISION, "case": str(case.id)})
    assert (await browser().get(f"/fr/ideas/{idea.id}")).status_code == 404
    assert (
        await lea.get(f"/fr/my/moderation/{(await rows(house, ModerationDecision))[0].id}")
    ).status_code == 200

    await put_in(house, identity_provider, "Deux")
    person = f"{DESK}/people/{case.author_id}"
    assert "Deux" in (await agent.get(person)).text
    assert (await agent.post(f"{person}/hide", {"facts": "Publicité."})).status_code == 422
    await agent.post(f"{person}/hide", DECISION)
    hidden = (await rows(house, ModerationDecision))[-1]
    await agent.post(f"{person}/batches/{hidden.batch_id}/show", {})
    assert (await rows(house, ModerationDecision))[-1].verdict == "kept"
    assert (await agent.post(f"{person}/suspend", {"bars": "writing", "days": "0"})).status_code == 422
    suspended = {"bars": "writing", "days": "3", "why": "Publicité.", "article": "Règles"}
    await agent.post(f"{person}/suspend", suspended)
    assert "Publicité." in (await letters(house))["moderation-suspension"].text
    assert (await agent.get(person)).status_code == 200
    look = await agent.post(f"{DESK}/look/idea/{idea.id}", {})
    assert (await agent.get(look.headers["location"])).status_code == 200

    assert (await agent.get(f"{DESK}/conduct")).status_code == 403
    boss = await enter("marc", Role.ADMINISTRATOR)
    await boss.post(f"{DESK}/conduct", {"text": "Soyez **brefs**."})
    assert "<strong>brefs</strong>" in (await browser().get("/fr/moderation")).text
    assert (await browser().get("/fr/moderation/report/nothing/" + str(idea.id))).status_code == 404
