"""What programs are told, whatever they ask for: by a token alone, in words that machines read."""

from hashlib import sha256
from pathlib import Path

import pytest
from sqlmodel import func, select

from consultations.ideas.models import Idea
from okote.api.idempotency.models import KeptAnswer
from okote.api.idempotency.service import FORGETS, KEPT, REPLAYED
from okote.identity.tokens.models import AccessToken
from okote.identity.tokens.rules import Scope, new_secret
from okote.platform.clock import set_offset
from okote.privacy.service import forget
from tests.okote.app_client import ELSEWHERE
from tests.okote.programs import Program

IDEA = {"title": "Un banc au bord de l’eau", "body": "Pour s’asseoir."}


@pytest.fixture
async def yanis(browser, program):
    await browser().arrive("yanis")
    return await program("yanis")


async def ideas(house):
    async with house.database.reading() as db:
        return (await db.exec(select(func.count()).select_from(Idea))).one()


async def test_what_is_public_takes_no_token_and_may_be_kept(program, scene):
    stranger = await program()
    answer = await stranger.get("/campaigns")
    assert answer.headers["cache-control"] == "public, max-age=60"
    assert answer.headers["access-control-allow-origin"] == "*"
    assert "set-cookie" not in answer.headers
    (one,) = answer.json()["items"]
    assert (one["slug"], one["open"]) == (scene.campaign.slug, True)
    assert one["gauge"]["goal"] == {"amount": "15000.00", "currency": "EUR"}
    told = (await stranger.get(f"/campaigns/{scene.campaign.slug}")).json()
    assert [backer["rule"]["per_euro"]["amount"] for backer in told["partners"]] == ["1.00", "1.00"]
    assert "<script" not in told["story"]["html"]
    assert (await stranger.get("/territory")).json()["places"][0]["name"] == "Le Quai"


async def test_a_list_goes_on_where_its_page_ended(yanis):
    for number in range(3):
        made = await yanis.ask("POST", "/ideas", IDEA | {"title": f"Idée {number}"})
        assert made.status_code == 201, made.text
    first = (await yanis.get("/ideas?limit=2")).json()
    second = (await yanis.get(f"/ideas?limit=2&cursor={first['next']}")).json()
    titles = [one["title"] for one in (*first["items"], *second["items"])]
    assert (titles, second["next"]) == (["Idée 2", "Idée 1", "Idée 0"], None)
    for bad in ("x", first["next"][:-6], "8J-MsQ=="):
        refused = await yanis.get(f"/ideas?cursor={bad}")
        assert (refused.status_code, refused.json()["code"]) == (400, "cursor_invalid")
    assert (await yanis.get(f"/campaigns?cursor={first['next']}")).json()["code"] == "cursor_invalid"


async def test_no_cookie_opens_anything(browser, give_role, program):
    visitor = browser()
    await visitor.arrive("yanis")
    answer = await visitor.get("/api/v1/me")
    assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")
    assert answer.headers["www-authenticate"] == 'Bearer realm="api"'
    assert (await visitor.post("/api/v1/ideas", with_token=False)).status_code == 401


async def test_a_token_opens_no_page(yanis):
    page = await Program(yanis.app, yanis.token).ask("GET", "/../../fr/account")
    assert page.status_code == 303, page.text


async def test_a_token_is_good_for_what_it_is_made_for_and_where(browser, give_role, program, house):
    await browser().arrive("yanis")
    reads = await program("yanis", Scope.READ_ME)
    me = (await reads.get("/me")).json()
    assert (me["roles"], me["token"]["scopes"]) == ([], ["read:me"])
    refused = await reads.ask("POST", "/ideas", IDEA)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert 'error="insufficient_scope"' in refused.headers["www-authenticate"]
    for secret, address in ((new_secret(), reads.address), ("x", reads.address), (reads.token, ELSEWHERE)):
        for path in ("/me", "/territory"):
            answer = await Program(reads.app, secret, address).get(path)
            assert (answer.status_code, answer.json()["code"]) == (401, "token_refused")
    async with house.database.reading() as db:
        token = (await db.exec(select(AccessToken))).one()
        assert token.last_used_on == (await db.now()).date()


async def test_what_can_not_be_read_is_told_part_by_part(yanis):
    answer = await yanis.ask("POST", "/ideas", {"title": 7, "body": ""})
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (answer.status_code, problem["code"], problem["errors"][0]["field"]) == (
        400,
        "bad_request",
        "title",
    )
    assert (await yanis.get("/nothing")).json()["code"] == "not_found"
    assert (await yanis.ask("POST", "/ideas", {"title": " ", "body": "x"})).json()["code"] == "field_missing"


async def test_a_request_that_is_sent_again_is_answered_again(yanis, house):
    first = await yanis.ask("POST", "/ideas", IDEA, key="k1")
    again = await yanis.ask("POST", "/ideas", IDEA, key="k1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert (first.content, again.headers[REPLAYED]) == (again.content, "true")
    other = await yanis.ask("POST", "/ideas", IDEA | {"title": "Deux bancs"}, key="k1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert await ideas(house) == 1
    async with house.database.unit_of_work() as db:
        await set_offset(db, KEPT)
        await forget(db, *FORGETS, uploads=Path())
        assert (await db.exec(select(KeptAnswer))).first() is None


async def test_an_author_changes_an_idea_at_the_version_that_they_read(yanis):
    made = (await yanis.ask("POST", "/ideas", IDEA)).json()["idea"]
    now = {"version": made["version"], "title": "Deux bancs", "body": "Un de chaque côté."}
    changed = (await yanis.ask("PUT", f"/ideas/{made['id']}", now)).json()["idea"]
    assert (changed["title"], changed["version"], changed["number"]) == ("Deux bancs", 2, made["number"])
    assert (await yanis.ask("PUT", f"/ideas/{made['id']}", now)).status_code == 409
    kept = (await yanis.get(f"/ideas/{made['id']}/versions")).json()["items"]
    assert [one["number"] for one in kept] == [2, 1]
    assert [sha256(one["canonical"].encode()).hexdigest() for one in kept] == [one["sha256"] for one in kept]
