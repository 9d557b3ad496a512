"""Writing in steps without JavaScript and with it; changing, co-writing, telling it at the counter."""

import re
from html import unescape

import httpx2
import pytest
from sqlmodel import select

from consultations.actions.models import Theme
from consultations.ideas.drafts.models import IdeaDraft
from consultations.ideas.models import Idea
from okote.platform.jobs import work_off
from okote.platform.mail.models import Mail
from okote.territories.models import Place
from tests.consultations.ideas.test_together import drawn
from tests.okote.app_client import CSRF, territory

BENCH = {"title": "Un banc à mi-pente", "body": "La côte de la gare est longue, très longue.", "name": "C."}


@pytest.fixture
async def camille(enter, house):
    here = await territory(house)
    async with house.database.unit_of_work() as db:
        db.add(Place(territory_id=here.id, name="Hautmont", latitude=48.1, longitude=7.1))
        db.add(Place(territory_id=here.id, name="Clairval", latitude=48.2, longitude=7.4))
        at = await db.now()
        kept = {"territory_id": here.id, "kind": "category", "position": 1, "created_at": at}
        db.add(Theme(name="Mobilité", **kept))
    return await enter("camille")


async def kept(house, table):
    async with house.database.reading() as db:
        return (await db.exec(select(table).order_by(table.id))).all()


async def mails(house):
    await work_off(house.queue, house.job_context)
    async with house.database.reading() as db:
        return {
            one.key.partition(":")[0]: one for one in (await db.exec(select(Mail).order_by(Mail.id))).all()
        }


async def sends(visitor, path, said):
    """A picture."""
    cookies = "; ".join(f"{cookie}={value}" for cookie, value in visitor.cookies.items())
    headers = {"host": "trois-rives.localhost:8000", "cookie": cookies}
    transport = httpx2.ASGITransport(visitor.app, client=(visitor.client, 4711))
    async with httpx2.AsyncClient(transport=transport) as client:
        return await client.post(
            f"{visitor.address}{path}",
            data={"_csrf_token": visitor.cookies[CSRF], "what": "picture"} | said,
            files={"picture": ("banc.png", drawn("red"), "image/png")},
            headers=headers,
        )


def versioned(html):
    return {"version": re.search(r'name="version" value="(\d+)"', html)[1]}


async def test_an_idea_is_written_in_four_steps_without_javascript(camille, house, enter, browser):
    html = (await camille.get("/fr/ideas/new")).text
    category = re.search(r'<option value="([0-9a-f-]{36})">Mobilité', html)[1]
    assert await kept(house, IdeaDraft) == []
    answer = await camille.post("/fr/ideas", BENCH | {"category": category, "language": "fr"})
    where = answer.headers["location"]
    here = where.removesuffix("/where")
    html = (await camille.get(where)).text
    assert re.search(r'<input class="where-map" type="image" name="map" alt="[^"]+"', html)
    picture = await camille.get(unescape(re.search(r'src="([^"]+where.svg[^"]*)"', html)[1]))
    assert (picture.headers["content-type"].partition(";")[0], "Hautmont" in picture.text) == (
        "image/svg+xml",
        True,
    )
    closer = versioned(html) | {"closer": "0", "place": "", "address": "Devant la gare"}
    pressed = await camille.post(where, closer | {"map.x": "40", "map.y": "120"})
    assert pressed.headers["location"] == f"{where}?closer=1#map"
    (draft,) = await kept(house, IdeaDraft)
    assert (draft.latitude is None, draft.place_id is None, draft.address) == (False, False, "Devant la gare")
    html = (await camille.get(f"{where}?closer=1")).text
    stale = await camille.post(where, closer)
    assert (stale.status_code, "une autre fenêtre" in stale.text or "another window" in stale.text) == (
        409,
        True,
    )
    chosen = versioned(html) | {"closer": "1", "place": str(draft.place_id), "address": "Devant la gare"}
    assert (await camille.post(where, chosen | {"map.x": "0", "map.y": "0"})).headers[
        "location"
    ] == f"{here}/files"
    assert (await sends(camille, f"{here}/files", {"shows": ""})).status_code == 422
    assert (await sends(camille, f"{here}/files", {"shows": "Un banc rouge"})).is_redirect
    html = (await camille.get(f"{here}/files")).text
    shown = re.search(r'src="([^"]+/ideas/files/[^"]+)" alt="Un banc rouge"', html)[1]
    assert (await camille.get(shown)).headers["content-type"] == "image/jpeg"
    yanis = await enter("yanis")
    for one in (here, where, f"{here}/check", f"{here}/files", shown):
        assert (await yanis.get(one)).status_code == 404, one
    html = (await camille.get(f"{here}/check")).text
    assert all(one in unescape(html) for one in (BENCH["title"], "Mobilité", "Devant la gare"))
    assert '<html lang="fr">' in html
    for _ in range(2):
        published = (await camille.post(f"{here}/publish", versioned(html))).headers["location"]
    assert [one.number for one in await kept(house, Idea)] == [1]
    html = (await browser().get(published)).text
    assert ("Un banc rouge" in html, "Devant la gare" in html, "Mobilité" in html) == (True, True, True)
    assert (await browser().get(shown)).headers["cache-control"] == "public, max-age=300"
    assert (await browser().get("/fr/ideas/n/1")).headers["location"] == published
    assert (await browser().get("/fr/ideas/n/2")).status_code == 404
    for path in (
        "/fr/ideas/map",
        f"/fr/ideas?category={category}",
        "/fr/ideas?order=lot",
        "/fr/ideas?area=48,7,49,8",
    ):
        assert BENCH["title"] in unescape((await browser().get(path)).text), path
    assert BENCH["title"] not in unescape((await browser().get("/fr/ideas?area=1,1,2,2")).text)


async def test_what_is_typed_is_kept_and_what_is_like_it_shown_while_typing(camille, enter, house):
    yanis = await enter("yanis")
    first = (await yanis.post("/fr/ideas", BENCH)).headers["location"].removesuffix("/where")
    await yanis.post(f"{first}/publish", {"version": "1"})
    typed = {"title": "Un bnac à mi-pante", "body": "", "window": "w", "draft": "", "version": ""}
    html = (await camille.post("/fr/ideas/kept", typed)).text
    named = dict(re.findall(r'name="(draft|version)" value="([^"]*)"', html))
    assert named["version"] == "1"
    again = (await camille.post("/fr/ideas/kept", typed | named | {"body": "Pour souffler."})).text
    assert 'value="2"' in again
    assert 'value="1"' in (await camille.post("/fr/ideas/kept", typed | named | {"window": "x"})).text
    mine = await kept(house, IdeaDraft)
    assert [(one.title, one.body) for one in mine] == [("Un bnac à mi-pante", "Pour souffler.")]
    assert "Un bnac" in (await camille.get("/fr/my/ideas")).text
    html = unescape((await camille.get("/fr/ideas/similar?title=Un+bnac+%C3%A0+mi-pante")).text)
    assert BENCH["title"] in html
    check = unescape((await camille.get(f"/fr/my/ideas/drafts/{named['draft']}/check")).text)
    assert BENCH["title"] in check, "also without JavaScript"
    await camille.post(f"/fr/my/ideas/drafts/{named['draft']}/remove")
    assert await kept(house, IdeaDraft) == []
    assert (await camille.post("/fr/ideas/kept", typed | {"title": ""})).status_code == 200
    assert await kept(house, IdeaDraft) == []


async def test_an_idea_changes_in_public_and_is_written_together(camille, enter, house, browser):
    draft = (await camille.post("/fr/ideas", BENCH)).headers["location"].removesuffix("/where")
    there = (await camille.post(f"{draft}/publish", {"version": "1"})).headers["location"]
    yanis, ines = await enter("yanis"), await enter("ines")
    await yanis.post(f"{there}/support")
    assert (await yanis.get(f"{there}/edit")).status_code == 404
    assert (await camille.post(f"{there}/authors", {"email": "rien"})).status_code == 422
    assert (await camille.post(f"{there}/authors", {"email": "ines@exemple.test"})).is_redirect
    link = re.search(r"/fr(/ideas/together/\S+)", (await mails(house))["idea-author"].text)[1]
    assert (await browser().get(f"/fr{link}")).status_code == 200
    assert (await ines.post(f"/fr{link}/accept", {"name": "Inès"})).headers["location"] == there
    assert (await ines.post(f"/fr{link}/accept", {"name": "Inès"})).status_code == 404
    changed = {
        "title": "Une piscine",
        "body": "Un bassin couvert.",
        "version": "1",
        "place": "",
        "address": "",
    }
    assert (await ines.post(f"{there}/edit", changed)).headers["location"] == there
    assert (await camille.post(f"{there}/edit", changed | {"title": "Autre"})).status_code == 409
    assert "Inès" in (await browser().get(there)).text
    html = unescape((await browser().get(f"{there}/versions")).text)
    assert ("<del>" in html, "<ins>" in html, len(re.findall(r"\b[0-9a-f]{64}\b", html))) == (True, True, 2)
    assert (await mails(house))["idea-changed"].text
    html = (await yanis.get(there)).text
    assert f'action="{there}/support"' in html
    await yanis.post(f"{there}/support")
    assert f'action="{there}/support"' not in (await yanis.get(there)).text


async def test_an_agent_types_what_somebody_tells_and_hands_them_a_paper(lea, camille, house, browser):
    enter = "/fr/back-office/ideas/enter"
    assert (await lea.post(enter, {"title": "", "body": "Oui."})).status_code == 422
    paper = await lea.post(enter, {"title": "Un abri", "body": "Il pleut.", "place": "", "name": ""})
    assert paper.headers["cache-control"] == "no-store"
    code = re.search(r"<code>([0-9A-Z]{5}-[0-9A-Z]{5})</code>", paper.text)[1]
    assert "/ideas/n/1" in paper.text
    there = (await browser().get("/fr/ideas/n/1")).headers["location"]
    assert f"{there}/claim" in (await browser().get(there)).text
    assert (await camille.post(f"{there}/claim", {"code": "AAAAA-AAAAA"})).status_code == 422
    assert (await camille.post(f"{there}/claim", {"code": code})).headers["location"] == there
    assert "Un abri" in (await camille.get("/fr/my/ideas")).text
    assert f"{there}/claim" not in (await browser().get(there)).text
