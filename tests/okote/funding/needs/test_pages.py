"""From what a project asks for to who comes, and who reads of it."""

from html import unescape

import pytest
from sqlmodel import select

from okote.funding.needs.models import Help, Need
from okote.identity.models import Role
from okote.platform.mail.models import Mail
from tests.okote.funding.office import typed_in

ASKED = {
    "kind": "time",
    "title": "Des bras pour <peindre>",
    "text": "Samedi, de 9 h à 12 h.",
    "wanted": "3",
    "measure": "people",
    "until": "",
    "place": "Le quai",
}
OFFERED = {"quantity": "2", "name": "Louise", "contact": "06 12 34 56 78", "message": "Avec plaisir"}


@pytest.fixture
async def nadia(office, scene):
    return await office.enter("nadia", Role.HOLDER, scope=scene.campaign.holder_id)


@pytest.fixture
def needs(scene):
    return f"/en/back-office/campaigns/{scene.campaign.id}/needs"


@pytest.fixture
async def need(nadia, needs, house):
    assert (await nadia.post(needs, ASKED)).status_code == 303
    async with house.database.reading() as db:
        return (await db.exec(select(Need))).one()


@pytest.fixture
def here(scene, need):
    return f"/en/campaigns/{scene.campaign.slug}/needs/{need.id}"


async def told(scene):
    await scene.work()
    async with scene.house.database.reading() as db:
        letters = (await db.exec(select(Mail).order_by(Mail.created_at, Mail.id))).all()
    return {letter.key.partition(":")[0]: letter for letter in letters}


async def one_offer(house):
    async with house.database.reading() as db:
        return (await db.exec(select(Help))).one()


async def test_somebody_offers_and_the_holder_accepts(office, browser, nadia, scene, house, need, here):
    page = unescape((await browser().get(f"/en/campaigns/{scene.campaign.slug}")).text)
    assert ("Des bras pour <peindre>" in page, "0 of 3 people found" in page) == (True, True)
    assert "/en/sign-in?next=" in (await browser().get(here)).text
    camille = await office.enter("camille")
    done = await camille.post(here, OFFERED)
    assert (done.status_code, done.headers["location"]) == (303, "/en/my/help")
    offer = await one_offer(house)
    assert "06 12 34 56 78" not in (await browser().get(here)).text
    assert "Louise" in (await told(scene))["help-offered"].text
    assert "Louise" in (await nadia.get("/en/back-office/help")).text
    assert "06 12 34 56 78" in (await nadia.get(f"/en/back-office/needs/{need.id}")).text

    words = {f"answer-{offer.id}": "Venez à 9 h.", "pressed": "accept"}
    assert (await nadia.post(f"/en/back-office/help/{offer.id}", words)).status_code == 303
    assert "2 of 3 people found" in (await browser().get(here)).text
    assert "Venez à 9 h." in (await told(scene))["help-accepted"].text
    assert "Venez à 9 h." in (await camille.get("/en/my/help")).text
    for pressed, expected in (("nonsense", 422), ("done", 303), ("done", 422)):
        sent = {f"answer-{offer.id}": "Merci", "pressed": pressed}
        assert (await nadia.post(f"/en/back-office/help/{offer.id}", sent)).status_code == expected
    assert await scene.violations() == set()


async def test_whoever_withdraws_is_not_known_any_more(office, scene, house, here, nadia, need):
    camille = await office.enter("camille")
    await camille.post(here, OFFERED)
    offer = await one_offer(house)
    assert (await camille.post(f"/en/my/help/{offer.id}/withdraw")).status_code == 303
    assert "help-withdrawn" in await told(scene)
    assert "06 12 34 56 78" not in (await nadia.get(f"/en/back-office/needs/{need.id}")).text


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "money"},
        {"title": "x" * 121},
        {"wanted": "0"},
        {"wanted": "many"},
        {"measure": ""},
        {"until": "31/12"},
        {"place": "x" * 121},
    ],
)
async def test_what_can_not_be_asked_for_stays_as_typed(nadia, needs, house, wrong):
    refused = await nadia.post(needs, ASKED | wrong)
    assert refused.status_code == 422
    for name, value in (ASKED | wrong).items() - {("kind", "money")}:
        assert typed_in(refused.text, name) == value
    async with house.database.reading() as db:
        assert (await db.exec(select(Need))).all() == []


@pytest.mark.parametrize(
    "wrong", [{"quantity": "4"}, {"name": ""}, {"name": "<b>"}, {"contact": ""}, {"message": "x" * 1_001}]
)
async def test_what_can_not_be_offered_stays_as_typed(office, here, wrong):
    refused = await (await office.enter("camille")).post(here, OFFERED | wrong)
    assert refused.status_code == 422
    for name, value in (OFFERED | wrong).items():
        assert typed_in(refused.text, name) == value


async def test_who_writes_for_another_reads_nothing_of_it(office, scene, need, needs, here, house, nadia):
    await (await office.enter("camille")).post(here, OFFERED)
    yanis = await office.enter("yanis", Role.HOLDER, scope=(await office.holder()).id)
    assert "Louise" not in (await yanis.get("/en/back-office/help")).text
    for path in (needs, f"/en/back-office/needs/{need.id}"):
        assert (await yanis.get(path)).status_code == 403
    offer = await one_offer(house)
    sent = {"pressed": "accept", f"answer-{offer.id}": ""}
    assert (await yanis.post(f"/en/back-office/help/{offer.id}", sent)).status_code == 403
    changed = ASKED | {"title": "Des rouleaux"}
    assert (await yanis.post(f"/en/back-office/needs/{need.id}", changed)).status_code == 403
    assert (await nadia.post(f"/en/back-office/needs/{need.id}", changed)).status_code == 303
    for turn in ("close", "open"):
        assert (await nadia.post(f"/en/back-office/needs/{need.id}/{turn}")).status_code == 303
    assert "Des rouleaux" in (await nadia.get(needs)).text
