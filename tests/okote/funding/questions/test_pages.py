"""From a resident's question to its answer, in public and by mail."""

from html import unescape

import pytest
from sqlmodel import select

from okote.funding.questions.models import Question
from okote.identity.models import Role
from okote.platform.mail.models import Mail

OFFICE = "/fr/back-office/questions"
ASKED = "Peut-on visiter <la cuisine> ?"


@pytest.fixture
async def nadia(office, scene):
    return await office.enter("nadia", Role.HOLDER, scope=scene.campaign.holder_id)


@pytest.fixture
async def camille(office):
    return await office.enter("camille")


async def kept(house):
    async with house.database.reading() as db:
        return (await db.exec(select(Question).order_by(Question.id))).all()


async def letters(scene):
    await scene.work()
    async with scene.house.database.reading() as db:
        return (await db.exec(select(Mail).order_by(Mail.created_at, Mail.id))).all()


async def test_a_question_is_answered(camille, nadia, browser, scene, house):
    there = f"{scene.path}/questions"
    assert "Poser une question au projet" in (await browser().get(scene.path)).text
    assert "/fr/sign-in?next=" in (await browser().get(there)).text
    done = await camille.post(there, {"question": ASKED, "name": " Camille  du Quai "})
    assert (done.status_code, done.headers["location"]) == (303, there)
    assert ASKED in unescape((await camille.get(there)).text)
    assert ASKED not in unescape((await browser().get(there)).text)

    (question,) = await kept(house)
    assert ASKED in unescape((await nadia.get(OFFICE)).text)
    assert (await nadia.post(f"{OFFICE}/{question.id}/answer", {"answer": ""})).status_code == 422
    answer = {"answer": "Oui, le samedi."}
    assert (await nadia.post(f"{OFFICE}/{question.id}/answer", answer)).status_code == 303
    assert (await nadia.post(f"{OFFICE}/{question.id}/answer", answer)).status_code == 422
    for path in (scene.path, there):
        html = (await browser().get(path)).text
        assert ASKED in unescape(html)
        assert "<la cuisine>" not in html
        assert ("Camille du Quai" in html, "Oui, le samedi." in html) == (True, True)

    told = {letter.key.partition(":")[0]: letter for letter in await letters(scene)}
    assert set(told) == {"question-answered"}
    assert "Oui, le samedi." in told["question-answered"].text


async def test_the_holder_is_written_to_at_once_and_the_asker_when_it_is_set_aside(
    camille, nadia, browser, scene, house
):
    await camille.post(f"{scene.path}/questions", {"question": "Achetez mes pneus", "name": ""})
    (asked,) = await letters(scene)
    (question,) = await kept(house)
    assert (asked.recipient, f"/questions/{question.id}" in asked.text) == ("bonjour@bocaux.test", True)
    here = f"{OFFICE}/{question.id}"
    assert (await nadia.post(f"{here}/set-aside", {"reason": "x" * 1_001})).status_code == 422
    assert (await nadia.post(f"{here}/set-aside", {"reason": "C’est une annonce."})).status_code == 303
    assert "C’est une annonce." in (await nadia.get(here)).text
    assert "C’est une annonce." in (await letters(scene))[-1].text
    assert "pneus" not in (await browser().get(f"{scene.path}/questions")).text


@pytest.mark.parametrize(
    "typed",
    [
        {"question": "", "name": ""},
        {"question": "x" * 1_001, "name": ""},
        {"question": "Vraiment ?", "name": "<script>"},
        {"question": "\u202e", "name": "x" * 81},
    ],
)
async def test_what_can_not_be_asked_stays_as_typed(camille, scene, house, typed):
    answer = await camille.post(f"{scene.path}/questions", typed)
    assert answer.status_code == 422
    assert typed["name"] in unescape(answer.text)
    assert await kept(house) == []


async def test_who_writes_for_another_holder_reads_nothing_of_it(office, camille, scene, house):
    await camille.post(f"{scene.path}/questions", {"question": ASKED, "name": ""})
    (question,) = await kept(house)
    yanis = await office.enter("yanis", Role.HOLDER, scope=(await office.holder()).id)
    assert ASKED not in unescape((await yanis.get(OFFICE)).text)
    assert (await yanis.get(f"{OFFICE}/{question.id}")).status_code == 403
    assert (await yanis.post(f"{OFFICE}/{question.id}/answer", {"answer": "Non."})).status_code == 403


async def test_nothing_is_told_of_a_question_that_went_with_its_account(camille, scene, house):
    await camille.post(f"{scene.path}/questions", {"question": ASKED, "name": ""})
    await camille.post("/fr/account/close/confirm")
    assert await kept(house) == []
    assert [letter for letter in await letters(scene) if letter.key.startswith("question")] == []
