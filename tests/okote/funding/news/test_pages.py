"""News from the holder's desk to everybody's eyes."""

from html import unescape

import pytest
from sqlmodel import select

from okote.funding.news.models import News
from okote.identity.models import Role

SCRIPT = "<script>alert(1)</script>"


@pytest.fixture
async def nadia(office, scene):
    return await office.enter("nadia", Role.HOLDER, scope=scene.campaign.holder_id)


@pytest.fixture
def desk(scene):
    return f"/fr/back-office/campaigns/{scene.campaign.id}/news"


async def kept(house):
    async with house.database.reading() as db:
        return (await db.exec(select(News).order_by(News.id))).all()


async def test_what_the_holder_tells_everyone_reads_cleaned(nadia, browser, scene, desk):
    assert "Actualités" not in (await browser().get(scene.path)).text
    told = {"title": "Les murs  montent", "body": f"**Bravo** {SCRIPT}\r\n\r\n# Grand titre"}
    done = await nadia.post(desk, told)
    assert (done.status_code, done.headers["location"]) == (303, desk)
    assert "corriger" in (await nadia.get(desk)).text
    for path in (scene.path, f"{scene.path}/news"):
        html = (await browser().get(path)).text
        assert "Les murs montent" in html
        assert ("<strong>Bravo</strong>" in html) is path.endswith("/news")
        assert "Bravo" in html
        assert SCRIPT not in html


async def test_the_page_of_the_campaign_shows_the_latest_three(nadia, browser, scene, desk):
    for number in range(4):
        await nadia.post(desk, {"title": f"Numéro {number}", "body": "Du nouveau."})
    shown = (await browser().get(scene.path)).text
    assert [f"Numéro {number}" in shown for number in range(4)] == [False, True, True, True]
    assert "Numéro 0" in (await browser().get(f"{scene.path}/news")).text


async def test_what_lacks_something_is_kept_as_typed(nadia, house, desk):
    answer = await nadia.post(desk, {"title": "x" * 121, "body": "Un texte"})
    assert answer.status_code == 422
    assert "Un texte" in unescape(answer.text)
    assert (await nadia.post(desk, {"title": "Sans texte", "body": " \x00 "})).status_code == 422
    assert (await nadia.post(desk, {"title": "Long", "body": "x" * 10_001})).status_code == 422
    assert await kept(house) == []


async def test_it_is_corrected_and_then_hidden(nadia, office, browser, house, scene, desk):
    await nadia.post(desk, {"title": "Les murs", "body": "Ils montent."})
    (news,) = await kept(house)
    here = f"/fr/back-office/news/{news.id}"
    assert "Ils montent." in (await nadia.get(f"{here}/edit")).text
    assert (await nadia.post(f"{here}/edit", {"title": "", "body": "Ils"})).status_code == 422
    assert (
        await nadia.post(f"{here}/edit", {"title": "Les murs", "body": "Ils sont là."})
    ).status_code == 303
    assert "corrigée à" in (await browser().get(f"{scene.path}/news")).text
    assert (await nadia.get(f"{here}/hide")).status_code == 403

    lea = await office.enter("lea", Role.ADMINISTRATOR)
    assert (await lea.get(f"{here}/edit")).status_code == 422
    assert "Ils sont là." in (await lea.get(f"{here}/hide")).text
    assert (await lea.post(f"{here}/hide", {"reason": " "})).status_code == 422
    assert (await lea.post(f"{here}/hide", {"reason": "Elle nomme un voisin."})).status_code == 303
    assert "Les murs" not in (await browser().get(f"{scene.path}/news")).text
    assert "Elle nomme un voisin." in (await nadia.get(desk)).text
    history = (await nadia.get(f"/fr/back-office/campaigns/{scene.campaign.id}")).text
    assert "Une actualité masquée" in history


async def test_who_writes_for_another_holder_has_nothing_to_do_here(office, desk):
    other = await office.holder()
    yanis = await office.enter("yanis", Role.HOLDER, scope=other.id)
    assert (await yanis.get(desk)).status_code == 403
    assert (await yanis.post(desk, {"title": "Moi", "body": "Moi."})).status_code == 403
