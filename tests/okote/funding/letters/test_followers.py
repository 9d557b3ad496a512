"""What followers read, once, and how they end it."""

import pytest
from sqlmodel import select

from okote.funding.following.models import Follow
from okote.funding.letters import service
from okote.funding.letters.texts.followers import EXCERPT, excerpt
from okote.funding.letters.unsubscribing import Subscription, path_for, read
from okote.funding.news.models import News
from okote.funding.pledges.rules import PledgeStatus
from okote.identity.models import Role
from okote.platform.mail.models import Mail
from tests.okote.app_client import ELSEWHERE, person_id


@pytest.fixture
async def camille(browser, scene):
    visitor = browser()
    await visitor.arrive("camille")
    await visitor.post(f"{scene.path}/follow")
    return visitor


@pytest.fixture
async def news(office, scene):
    """Told by the holder, and final since."""
    nadia = await office.enter("nadia", Role.HOLDER, scope=scene.campaign.holder_id)
    told = {"title": "Les murs", "body": "Ils **montent** <b>."}
    await nadia.post(f"/fr/back-office/campaigns/{scene.campaign.id}/news", told)
    async with scene.house.database.reading() as db:
        return (await db.exec(select(News))).one()


async def told(scene):
    await service.tell(scene.house)
    await scene.work()
    async with scene.house.database.reading() as db:
        return (await db.exec(select(Mail).where(Mail.key.startswith("news:")))).all()


async def test_news_is_told_once_it_is_final_and_never_twice(camille, news, scene, office):
    assert await told(scene) == []
    await scene.move_clock(hours=1)
    (letter,) = await told(scene)
    assert letter.subject == "Actualités de «\u00a0La conserverie du quai\u00a0»\u00a0: Les murs"
    assert "Ils montent <b>." in letter.text
    assert [one.id for one in await told(scene)] == [letter.id]
    await service.write(scene.house, "news", news.id)
    assert [one.id for one in await told(scene)] == [letter.id]


async def test_what_was_hidden_within_the_hour_is_told_to_nobody(camille, news, scene, lea):
    await lea.post(f"/fr/back-office/news/{news.id}/hide", {"reason": "Elle nomme un voisin."})
    await scene.move_clock(hours=2)
    assert await told(scene) == []


async def test_many_are_written_to_in_batches(camille, news, scene, browser, monkeypatch):
    yanis = browser()
    await yanis.arrive("yanis")
    await yanis.post(f"{scene.path}/follow")
    monkeypatch.setattr(service, "BATCH", 1)
    await scene.move_clock(hours=1)
    assert len({letter.recipient for letter in await told(scene)}) == 2


async def test_the_letter_itself_ends_the_letters_without_signing_in(camille, news, scene, browser):
    await scene.pledge(20)
    await scene.move_clock(hours=1)
    letter = next(one for one in await told(scene) if one.recipient.startswith("camille"))
    path = letter.unsubscribe.removeprefix("http://trois-rives.localhost:8000")
    assert path in letter.text
    program = browser()
    assert (await program.get(path)).status_code == 200
    async with scene.house.database.reading() as db:
        assert (await db.exec(select(Follow.ended_at))).one() is None
    done = await program.post(path, {"List-Unsubscribe": "One-Click"}, with_token=False)
    assert (done.status_code, done.headers.get("location")) == (200, None)
    assert scene.path not in (await camille.get("/fr/my/follows")).text
    assert "C’est fait" in (await program.get(path)).text
    assert (await program.post(path, with_token=False)).headers["location"] == path
    assert await scene.pledges() == {PledgeStatus.IN_FORCE: 1}


async def test_only_what_we_sealed_ends_anything(camille, scene, browser, identity_provider):
    me = await person_id(scene.house, identity_provider, "camille")
    settings = scene.house.settings
    path = path_for(settings, Subscription(me, scene.campaign.id))
    assert read(settings, path.rpartition("/")[2]) == Subscription(me, scene.campaign.id)
    program = browser()
    for forged in (path[:-1] + ("0" if path[-1] != "0" else "1"), "/unsubscribe/nothing", "/unsubscribe/."):
        assert (await program.post(f"/fr{forged}", with_token=False)).status_code == 404
    assert (await browser(ELSEWHERE).post(f"/fr{path}", with_token=False)).status_code == 404
    async with scene.house.database.reading() as db:
        assert (await db.exec(select(Follow.ended_at))).one() is None


def test_an_excerpt_ends_at_a_word():
    assert excerpt("# Titre\n\nUn *mot* & <b>") == "Titre Un mot & <b>"
    cut = excerpt("mots " * 200)
    assert (cut.endswith("mots …"), len(cut) <= EXCERPT + 2) == (True, True)
