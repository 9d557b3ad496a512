"""From a resident's idea to a service's answer, in public, by mail, and in the back office."""

import re
from html import unescape
from urllib.parse import parse_qsl, urlsplit

import pytest
from sqlmodel import select

from consultations.ideas.models import Idea
from consultations.services.models import Service
from okote.identity.models import Role
from okote.platform.jobs import work_off
from okote.platform.mail.models import Mail
from tests.okote.app_client import counting_queries, territory

OFFICE = "/fr/back-office/ideas"
BENCH = {
    "title": "Un banc <à mi-pente>",
    "body": "La côte est longue.\nTrès longue.",
    "place": "",
    "name": "C.",
}


@pytest.fixture
async def roads(house):
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        made = Service(
            territory_id=here.id, name="Voirie", email="voirie@exemple.test", created_at=await db.now()
        )
        db.add(made)
    return made


@pytest.fixture
async def camille(enter):
    return await enter("camille")


@pytest.fixture
async def bench(camille, house):
    await propose(camille, BENCH)
    (idea,) = await kept(house)
    return idea


async def propose(visitor, idea):
    """In the four steps."""
    where = (await visitor.post("/fr/ideas", idea)).headers["location"]
    draft = where.removesuffix("/where")
    version = re.search(r'name="version" value="(\d+)"', (await visitor.get(f"{draft}/check")).text)[1]
    return await visitor.post(f"{draft}/publish", {"version": version})


async def kept(house):
    async with house.database.reading() as db:
        return (await db.exec(select(Idea).order_by(Idea.id))).all()


async def letters(house):
    await work_off(house.queue, house.job_context)
    async with house.database.reading() as db:
        found = (await db.exec(select(Mail).order_by(Mail.created_at, Mail.id))).all()
    return {one.key.partition(":")[0]: one for one in found if one.key.startswith("idea-")}


async def test_an_idea_is_proposed_supported_and_answered(bench, camille, enter, browser, lea, house, roads):
    there = f"/fr/ideas/{bench.id}"
    for path in (
        "/fr/",
        "/fr/ideas",
        "/fr/ideas?q=bancs&order=supported",
        "/fr/search?q=bancs",
        "/fr/my/ideas",
    ):
        html = (await camille.get(path)).text
        assert (BENCH["title"] in unescape(html), "<à mi" in html) == (True, False), path
    assert "/fr/sign-in?next=" in (await browser().get(there)).text
    yanis = await enter("yanis")
    assert (await yanis.post(f"{there}/support")).headers["location"] == there
    assert "Vous en faites partie." in (await yanis.get(there)).text

    here = f"{OFFICE}/{bench.id}"
    assert "personne ne répond encore" in (await lea.get(here)).text
    claire = await enter("ines", Role.SERVICE, scope=roads.id)
    assert "personne ne répond encore" not in (await lea.get(here)).text
    assert (await claire.get(here)).status_code == 403
    assert (await lea.post(f"{here}/entrust", {"service": ""})).status_code == 422
    assert (await lea.post(f"{here}/entrust", {"service": str(roads.id)})).status_code == 303
    assert (await letters(house))["idea-entrusted"].recipient == "voirie@exemple.test"
    assert BENCH["title"] in unescape((await claire.get(OFFICE)).text)
    refused = await claire.post(f"{here}/answer", {"state": "", "answer": "Au printemps."})
    assert (refused.status_code, "Au printemps." in refused.text) == (422, True)
    assert "Que devient l’idée" in unescape(refused.text).partition("<h1>")[0]
    assert (await claire.post(f"{here}/answer", {"state": "accepted", "answer": "Au printemps."})).is_redirect
    assert "Posé" not in (await browser().get(there)).text
    assert (await claire.post(f"{here}/answer", {"state": "done", "answer": "Posé."})).is_redirect
    html = (await browser().get(there)).text
    assert ("Au printemps." in html, "Posé." in html, "Voirie" in html) == (True, True, True)
    office = unescape((await lea.get(here)).text)
    leads = re.search(r'href="(/fr/back-office/actions/new[^"]+)"', office)[1]
    assert BENCH["title"] in unescape((await lea.get(leads)).text)
    asked = dict(parse_qsl(urlsplit(leads).query)) | {"title": "Poser un banc", "why": "La côte."}
    written = await lea.post("/fr/back-office/actions/new", asked | {"service": str(roads.id)})
    assert "Poser un banc" not in (await browser().get(there)).text, "a draft"
    await lea.post(f"{written.headers['location']}/publish")
    assert "Poser un banc" in (await browser().get(there)).text
    told = (await letters(house))["idea-answered"]
    assert (told.recipient, "Posé." in told.text) == ("camille.aubry@courriel.example", True)
    assert (await yanis.post(f"{there}/support-no-more")).is_redirect
    assert (await yanis.post(f"{there}/support")).status_code == 422


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"body": "x" * 3_001}, {"name": "<script>"}, {"category": "ailleurs"}]
)
async def test_what_can_not_be_proposed_stays_as_typed(camille, house, wrong):
    typed = BENCH | wrong
    answer = await camille.post("/fr/ideas", typed)
    assert answer.status_code == 422
    html = unescape(answer.text)
    assert all(typed[name] in html for name in ("title", "body", "name"))
    assert await kept(house) == []


async def test_the_administrator_keeps_services_and_invites_who_answers(lea, roads):
    services = "/fr/back-office/services"
    refused = await lea.post(services, {"name": "voirie", "email": "rues@exemple.test"})
    assert (refused.status_code, "rues@exemple.test" in refused.text) == (422, True)
    assert (await lea.post(services, {"name": "Écoles", "email": "ecoles@exemple.test"})).is_redirect
    one = f"{services}/{roads.id}"
    assert (await lea.post(one, {"name": "Voirie", "email": "rien"})).status_code == 422
    assert (await lea.post(one, {"name": "Rues", "email": "rues@exemple.test"})).is_redirect
    assert (await lea.post(f"{one}/retire")).is_redirect
    assert "rues@exemple.test" in (await lea.get(one)).text
    assert (await lea.post(f"{one}/take-up")).is_redirect
    assert "Rues" in (await lea.get("/fr/back-office/people")).text
    html = (await lea.get(services)).text
    assert ("Écoles" in html, "Rues" in html) == (True, True)


async def thirty_more(house, bench):
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        at = await db.now()
        db.add_all(
            Idea(
                territory_id=here.id,
                person_id=bench.person_id,
                number=bench.number + 1 + number,
                title=f"Idée {number}",
                body="Oui.",
                language="fr",
                proposed_at=at,
                since=at,
            )
            for number in range(30)
        )


async def test_the_list_asks_as_often_for_twenty_ideas_as_for_one(bench, camille, house):
    async def asked(path):
        await camille.get(path)
        with counting_queries(house) as said:
            assert (await camille.get(path)).status_code == 200
        return len(said)

    of_one = [await asked("/fr/ideas"), await asked("/fr/")]
    await thirty_more(house, bench)
    assert [await asked("/fr/ideas"), await asked("/fr/")] == of_one


@pytest.mark.parametrize("order", ["newest", "supported"])
async def test_the_pages_of_the_list_show_each_idea_once(bench, camille, house, order):
    await thirty_more(house, bench)
    await camille.post(f"/fr/ideas/{bench.id}/support")
    path, found = f"/fr/ideas?order={order}", []
    while path:
        text = (await camille.get(path)).text
        found += re.findall(r'href="/fr(/ideas/[0-9a-f-]{36})"', text)
        following = re.search(r'rel="next" href="([^"]+)"', text)
        path = following and unescape(following[1])
    assert len(found) == len(set(found)) == 31


@pytest.mark.parametrize(
    ("asked", "status"), [("state=nowhere", 404), ("after=1.x", 404), ("order=last", 400)]
)
async def test_an_address_that_asks_for_nothing_is_refused(camille, asked, status):
    assert (await camille.get(f"/fr/ideas?{asked}")).status_code == status


async def test_its_author_takes_it_back(bench, camille, enter, lea):
    there, here = f"/fr/ideas/{bench.id}", f"{OFFICE}/{bench.id}"
    yanis = await enter("yanis")
    assert (await yanis.get(f"{there}/take-back")).status_code == 404
    assert f"/fr/back-office/moderation/look/idea/{bench.id}" in (await lea.get(here)).text
    assert "propose" in (await camille.get(f"{there}/take-back")).text.lower()
    assert (await camille.post(f"{there}/take-back")).headers["location"] == "/fr/my/ideas"
    mine = (await camille.get("/fr/my/ideas")).text
    assert ("reprise" in mine, "publiée" in mine) == (True, False)
