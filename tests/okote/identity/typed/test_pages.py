"""A session ends while somebody writes: what they typed waits for them, and for nobody else."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from okote.identity.account.closing import close_account
from okote.identity.models import Person, Session
from okote.identity.sessions import ABSOLUTE, ENDED_KEPT, IDLE
from okote.identity.typed.models import TypedForm
from okote.identity.typed.rules import KEPT
from okote.identity.visitors import Visitor
from okote.platform.clock import offset, set_offset
from tests.okote.app_client import ADDRESS, PLAIN, SESSION, person_id, territory

NAME = "Cam <b>du Quai</b>"
FORM = {"public_name": NAME, "language": "fr"}


@pytest.fixture
def later(house):
    async def later(ahead):
        async with house.database.unit_of_work() as db:
            await set_offset(db, await offset(db) + ahead)

    return later


@pytest.fixture
async def camille(browser):
    camille = browser()
    await camille.sign_in("camille")
    await camille.get("/fr/account")
    return camille


async def kept(house):
    async with house.database.reading() as db:
        return (await db.exec(select(TypedForm).order_by(TypedForm.host))).all()


async def test_what_was_typed_is_there_after_signing_in_again(camille, house, later):
    await later(IDLE)
    answer = await camille.post("/fr/account", FORM)
    assert answer.headers["location"] == "/fr/sign-in?next=%2Ftyped"
    asked = await camille.follow(answer)
    assert "ce que vous avez écrit est gardé" in asked.text
    assert 'name="next" value="/typed"' in asked.text
    assert NAME not in asked.text

    back = await camille.sign_in("camille", "/typed")
    assert back.headers["location"] == "/fr/typed"
    page = await camille.follow(back)
    assert "Cam &lt;b&gt;du Quai&lt;/b&gt;</blockquote>" in page.text
    assert '<form action="/fr/account" method="post">' in page.text
    fields = dict(re.findall(r'<input type="hidden" name="([a-z]\w+)" value="([^"]*)">', page.text))
    assert fields == {"public_name": "Cam &lt;b&gt;du Quai&lt;/b&gt;", "language": "fr"}
    sent = await camille.post("/fr/account", FORM)
    assert (sent.status_code, 'value="Cam &lt;b&gt;du Quai&lt;/b&gt;"' in sent.text) == (422, True)


async def test_nobody_else_sees_it_in_the_same_browser(camille, house, later):
    await later(IDLE)
    await camille.post("/fr/account", FORM)
    back = await camille.sign_in("yanis", "/typed")
    answer = await camille.follow(back)
    assert answer.headers["location"] == "/fr/"
    assert "du Quai" not in answer.text
    assert len(await kept(house)) == 1


async def test_the_last_one_takes_the_place_of_the_one_before(camille, house, later):
    await later(IDLE)
    for name in ("Cam", "Camille"):
        await camille.post("/fr/account?from=here", FORM | {"public_name": name})
    [one] = await kept(house)
    assert (one.path, one.fields) == ("/account?from=here", [["public_name", "Camille"], ["language", "fr"]])


async def test_it_waits_for_an_hour(camille, later):
    await later(IDLE)
    await camille.post("/fr/account", FORM)
    await camille.sign_in("camille")
    await later(KEPT - timedelta(minutes=1))
    assert (await camille.get("/fr/typed")).status_code == 200
    await later(timedelta(minutes=1))
    assert (await camille.get("/fr/typed")).headers["location"] == "/fr/"


async def refused(visitor, house, **headers):
    """Nothing is kept, and whoever sent it is asked to sign in as ever."""
    answer = await visitor._ask(
        "POST",
        "/fr/account",
        content=f"public_name=Cam&_csrf_token={visitor.cookies['__Host-csrf']}".encode(),
        headers=headers,
    )
    return (answer.status_code, await kept(house)) == (401, [])


async def test_nothing_is_kept_of_whoever_signed_out(camille, house):
    token = camille.cookies[SESSION]
    await camille.post("/fr/sign-out")
    camille.cookies[SESSION] = token
    assert await refused(camille, house)


async def test_nothing_is_kept_for_a_session_that_never_was(browser, house):
    stranger = browser()
    await stranger.get("/fr/signed-out")
    assert await refused(stranger, house)
    stranger.cookies[SESSION] = "made-up"
    assert await refused(stranger, house)


async def test_nothing_is_kept_on_another_host_or_of_a_part_of_a_page(camille, browser, house, later):
    await later(IDLE)
    elsewhere = browser(PLAIN)
    await elsewhere.get("/fr/signed-out")
    elsewhere.cookies[SESSION] = camille.cookies[SESSION]
    assert await refused(elsewhere, house)
    assert await refused(camille, house, **{"hx-request": "true"})


async def test_nothing_is_kept_without_the_token_of_a_page(camille, house, later):
    await later(IDLE)
    assert (await camille.post("/fr/account", FORM, with_token=False)).status_code == 403
    assert await kept(house) == []


async def test_nothing_is_kept_once_the_account_is_closed(camille, house, identity_provider, later):
    """The session of a closed account goes with it; here one is left over, as if by a race."""
    here, who = await territory(house), await person_id(house, identity_provider, "camille")
    async with house.database.unit_of_work() as db:
        left_over = (await db.exec(select(Session))).one().model_dump()
        person = await db.get_one(Person, who)
        me = Visitor(territory=here, language="fr", address=ADDRESS, person=person)
        await close_account(db, house.renderer, of=me)
    async with house.database.unit_of_work() as db:
        db.add(Session(**left_over))
    await later(IDLE)
    assert await refused(camille, house)


@pytest.mark.parametrize(
    ("ahead", "left"),
    [(timedelta(), IDLE), (ABSOLUTE - timedelta(minutes=5), timedelta(minutes=5))],
    ids=["idle", "absolute"],
)
async def test_a_page_knows_when_its_session_ends(camille, house, later, ahead, left):
    """By an idle end or the absolute one, whichever comes first; near it, it says so without script."""
    async with house.database.unit_of_work() as db:
        (await db.exec(select(Session))).one().seen_at += ahead
    await later(ahead)
    page = (await camille.get("/fr/account")).text
    [(seconds, hidden)] = re.findall(r'data-session-ends="(\d+)"[^>]*?( hidden)?>', page)
    assert left.total_seconds() - 60 <= int(seconds) <= left.total_seconds()
    assert bool(hidden) is (left > timedelta(minutes=10))
    assert (await camille.get("/fr/signed-in")).json()["seconds"] <= int(seconds)


async def test_asking_keeps_a_session_that_is_about_to_end(camille, later):
    await later(IDLE - timedelta(minutes=9))
    assert (await camille.get("/fr/signed-in")).json()["seconds"] > IDLE.total_seconds() - 60
    await later(IDLE - timedelta(minutes=9))
    assert (await camille.get("/fr/account")).status_code == 200


async def test_whoever_is_not_signed_in_is_told_of_no_end(browser):
    stranger = browser()
    assert "data-session-ends" not in (await stranger.get("/fr/contact")).text
    assert (await stranger.get("/fr/signed-in")).headers["location"].startswith("/fr/sign-in")


async def test_whose_session_it_was_is_known_for_a_day(camille, house, later):
    await later(IDLE + ENDED_KEPT - timedelta(minutes=1))
    assert "next=%2Ftyped" in (await camille.post("/fr/account", FORM)).headers["location"]
