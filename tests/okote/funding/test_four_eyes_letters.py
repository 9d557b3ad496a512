"""Who is written to when something takes two people: once, in their language, unless they refused."""

from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from okote.approvals.jobs import JOBS
from okote.approvals.letters import FOUR_EYES
from okote.approvals.models import Approval, Verdict
from okote.identity.models import Role
from okote.platform.mail.models import Mail
from okote.platform.mail.wishes import refuse
from tests.okote.app_client import person_id

HERE = "/en/back-office/approvals"
TIME_IS_UP = text("UPDATE approval SET asked_at = asked_at - interval '15 days', expires_at = okote_now()")


@pytest.fixture
async def ines(office):
    return await office.enter("ines", Role.ADMINISTRATOR)


@pytest.fixture
async def asked(scene, office, ines):
    """Inès wants a campaign cancelled that somebody gave 20 € to; Léa administers, too, and Yanis counts."""
    for person, role in (("lea", Role.ADMINISTRATOR), ("yanis", Role.ACCOUNTANT), ("camille", Role.AGENT)):
        await office.enter(person, role)
    await scene.pledge(20)
    await ines.post(f"{HERE}/sum", {"above": "10"})
    await ines.post(f"/en/back-office/campaigns/{scene.campaign.id}/cancel", {"cancel_reason": "Local perdu"})
    async with office.house.database.reading() as db:
        return (await db.exec(select(Approval))).one()


async def mails(house, key):
    async with house.database.reading() as db:
        found = select(Mail).where(Mail.key.startswith(key)).order_by(Mail.recipient)
        return (await db.exec(found)).all()


async def test_whoever_may_decide_is_asked_once_and_the_one_who_asked_hears_the_answer(
    asked, scene, office, ines
):
    await ines.post(f"/en/back-office/campaigns/{scene.campaign.id}/cancel", {"cancel_reason": "Encore"})
    await scene.work()
    letters = await mails(office.house, "approval-asked")
    assert [one.recipient.partition(".")[0] for one in letters] == ["lea", "yanis"]
    assert letters[0].subject == "À approuver\u00a0: Annuler une campagne"
    for said in ("20\u00a0€", f"/fr/back-office/approvals/{asked.id}", "/fr/account/mails", "Local perdu"):
        assert (said in letters[0].text) is (said != "Local perdu"), said
        assert (said in letters[0].html) is (said != "Local perdu"), said

    lea = office.browser()
    await lea.arrive("lea")
    await lea.post(f"{HERE}/{asked.id}/refuse", {"reason": "Pas avant lundi"})
    await scene.work()
    (answer,) = await mails(office.house, "approval-decided")
    assert answer.recipient.startswith("ines")
    assert "Pas avant lundi" in answer.text
    assert f"/fr/back-office/campaigns/{scene.campaign.id}" in answer.text


async def test_nobody_decided_in_time_and_the_one_who_asked_hears_it(asked, scene, office):
    async with office.house.database.unit_of_work() as db:
        await refuse(db, asked.asked_by, {"news"})
        await db.exec(TIME_IS_UP)
    await scene.work()
    assert await mails(office.house, "approval-asked") == [], "it was too late to ask"
    (_, lapse) = JOBS

    class Context:
        additional_context = office.house.job_context

    for _ in "twice":
        await lapse.run(Context(), timestamp=0)
    await scene.work()
    async with office.house.database.reading() as db:
        assert (await db.get_one(Approval, asked.id)).verdict is Verdict.LAPSED
    (letter,) = await mails(office.house, "approval-decided")
    assert letter.subject.startswith("Personne n’a décidé")


async def test_a_deputy_hears_until_when_unless_they_refused_such_mails(
    asked, scene, office, ines, identity_provider
):
    camille, yanis = [await person_id(office.house, identity_provider, who) for who in ("camille", "yanis")]
    async with office.house.database.unit_of_work() as db:
        until = (await db.now()).date() + timedelta(days=7)
        await refuse(db, yanis, {FOUR_EYES.name})
    for person in (camille, yanis):
        answer = await ines.post(f"{HERE}/deputies", {"person": str(person), "until": f"{until}"})
        assert answer.status_code == 303
    await scene.work()
    (letter,) = await mails(office.house, "deputy-named")
    assert letter.person_id == camille
    assert f"{until.day}" in letter.subject
    assert "/fr/back-office/approvals" in letter.html
    assert {one.person_id for one in await mails(office.house, "approval-asked")}.isdisjoint({yanis})
