"""Jobs are shown where they are one territory's; mails always are."""

import re

import pytest
from sqlalchemy import text
from sqlmodel import select

from okote.platform.mail.models import Mail, MailState
from okote.platform.mail.service import SEND, Letter, post
from tests.okote.app_client import WHY, territory

WORK = "/fr/back-office/work"
FAIL = text("UPDATE procrastinate_jobs SET status = 'failed', attempts = 12")
STATE = text("SELECT id, status::text FROM procrastinate_jobs")


@pytest.fixture
async def failed_job(house):
    """It sends a mail, and a job doesn't say whose that is."""
    here = await territory(house)
    letter = Letter("Bonjour", "Bonjour", "<p>Bonjour</p>")
    async with house.database.unit_of_work() as db:
        await post(db, key="hello", territory_id=here.id, recipient="zoe@courriel.example", letter=letter)
        await db.exec(FAIL)
    return (await job(house))[0]


async def job(house) -> tuple[int, str]:
    async with house.database.reading() as db:
        return tuple((await db.exec(STATE)).one())


async def test_jobs_that_may_be_a_neighbours_are_neither_seen_nor_touched(lea, house, failed_job):
    shown = await lea.get(WORK)
    assert shown.status_code == 200
    assert SEND not in shown.text
    assert "okote retry" in shown.text
    assert (await lea.post(f"{WORK}/jobs/{failed_job}/retry", WHY)).status_code == 404
    assert (await job(house))[1] == "failed"
    assert WORK not in (await lea.get("/fr/back-office")).text.partition("<h1>")[2]


async def test_the_only_territory_sees_its_jobs_and_tries_them_again(lea, house, failed_job, only_territory):
    shown = (await lea.get(WORK)).text
    assert f"{SEND} · {failed_job}" in shown
    assert "okote retry" not in shown
    assert WORK in (await lea.get("/fr/back-office")).text.partition("<h1>")[2]
    assert (await lea.post(f"{WORK}/jobs/{failed_job}/retry", WHY)).status_code == 303
    assert await job(house) == (failed_job, "todo")
    assert (await lea.post(f"{WORK}/jobs/{failed_job + 1}/retry", WHY)).status_code == 404


async def test_a_mass_failure_is_counted_whole_and_hides_nothing(lea, house, failed_job, only_territory):
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        for number in range(60):
            mail = {"key": f"{number}", "territory_id": here.id, "recipient": f"{number}@courriel.example"}
            await post(db, **mail, letter=Letter("S", "T", "H"))
        await db.exec(text("UPDATE mail SET state = 'refused'"))
        await db.exec(FAIL)

    assert re.search(r"\b122\b", (await lea.get("/en/back-office")).text)
    first = (await lea.get(WORK)).text
    assert (first.count("/mails/"), first.count("/jobs/")) == (50, 50)
    for list_, left in (("mail", 11), ("job", 11)):
        further = re.search(rf'rel="next" href="([^"]*\?{list_}=[^"]*)"', first)
        assert (await lea.get(further[1])).text.count(f"/{list_}s/") == left


async def test_nobody_reads_anothers_code_in_the_list(lea, browser, house):
    """Its subject says the code: an administrator could sign in as whoever waits for it."""
    await browser().post("/fr/sign-in-by-mail", {"email": "zoe@courriel.example", "next": "/"})
    async with house.database.reading() as db:
        mail = (await db.exec(select(Mail))).one()
    shown = (await lea.get(WORK)).text
    assert "zoe@courriel.example" in shown
    assert mail.subject.partition(" ")[0] not in shown


async def test_a_refused_mail_is_sent_again_by_its_own_territory(lea, house):
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        await post(
            db,
            key="ours",
            territory_id=here.id,
            recipient="zoe@courriel.example",
            letter=Letter("S", "T", "H"),
        )
        await db.exec(text("UPDATE mail SET state = 'refused', failure = 'the mail server answered 550'"))
        await db.exec(text("DELETE FROM procrastinate_jobs"))
        mail = (await db.exec(select(Mail))).one()
    assert "zoe@courriel.example" in (await lea.get(WORK)).text
    assert (await lea.post(f"{WORK}/mails/{mail.id}/retry", WHY)).status_code == 303
    async with house.database.reading() as db:
        assert (await db.get_one(Mail, mail.id)).state is MailState.WAITING
    assert (await job(house))[1] == "todo"
