"""Who knocks too often is told when to come again, and loses nothing that they typed."""

import json
import re
from html import unescape

import pytest
from sqlmodel import col, select

from consultations.ideas.drafts.models import IdeaDraft
from okote.identity.limited import EXPORTS, FORMS, SEARCHES, UPLOADS
from okote.platform.limits import LimitHit
from tests.okote.programs import program

__all__ = ["program"]

IDEA = {"title": "Un banc « à mi-pente »", "body": 'La côte est <longue>\n& "raide".', "publish_name": "1"}


@pytest.fixture
def changed_settings():
    return {"features": ("okote.funding", "consultations")}


@pytest.fixture
def exhaust(house):
    """Whoever was counted once has knocked as often as they may."""

    async def exhaust(limit):
        async with house.database.unit_of_work() as db:
            counted = select(LimitHit).where(col(LimitHit.bucket).startswith(f"{limit.name}:"))
            [hit] = (await db.exec(counted)).all()
            db.add_all(LimitHit(bucket=hit.bucket, at=hit.at) for _ in range(limit.most - 1))

    return exhaust


async def drafts(house):
    async with house.database.reading() as db:
        return (await db.exec(select(IdeaDraft))).all()


async def test_what_was_typed_is_sent_again_from_the_page_that_says_to_wait(browser, house, exhaust):
    camille = browser()
    await camille.arrive("camille")
    await camille.post("/fr/account", {"public_name": "Camille", "language": "fr"})
    await exhaust(FORMS)
    refused = await camille.post("/fr/ideas", IDEA)
    assert refused.status_code == 429
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    shown = refused.text
    fields = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', shown))
    assert '<form action="/fr/ideas" method="post">' in shown
    assert set(fields) == {*IDEA, "_csrf_token"}
    assert "<longue>" not in shown
    assert await drafts(house) == []
    async with house.database.unit_of_work() as db:
        for hit in (await db.exec(select(LimitHit))).all():
            await db.delete(hit)
    again = {name: unescape(value) for name, value in fields.items()}
    assert (await camille.post("/fr/ideas", again)).status_code == 303
    [idea] = await drafts(house)
    assert (idea.title, idea.body) == (IDEA["title"], IDEA["body"])


async def test_everyone_is_counted_by_themselves_also_behind_one_address(browser, exhaust):
    camille, yanis = browser(), browser()
    for one, name in ((camille, "camille"), (yanis, "yanis")):
        await one.arrive(name)
    await camille.post("/fr/account", {"public_name": "Camille", "language": "fr"})
    await exhaust(FORMS)
    assert (await camille.post("/fr/account", {"public_name": "C", "language": "fr"})).status_code == 429
    assert (await yanis.post("/fr/account", {"public_name": "Y", "language": "fr"})).status_code == 303
    camille.client = "198.51.100.7"
    assert (await camille.post("/fr/account", {"public_name": "C", "language": "fr"})).status_code == 429


async def test_who_has_not_signed_in_is_counted_by_where_they_are(browser, exhaust):
    stranger, other = browser(), browser()
    other.client = "2001:db8::1"
    await stranger.post("/fr/ideas", IDEA)
    await exhaust(FORMS)
    assert (await stranger.post("/fr/ideas", IDEA)).status_code == 429
    assert (await other.post("/fr/ideas", IDEA)).status_code != 429


async def test_nobody_is_counted_for_all_behind_a_proxy_that_is_not_trusted(browser, house):
    stranger = browser()
    for stranger.client in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
        await stranger.post("/fr/ideas", IDEA)
    async with house.database.reading() as db:
        assert (await db.exec(select(LimitHit))).all() == []


@pytest.mark.parametrize(
    ("limit", "path"), [(SEARCHES, "/fr/search?q=four"), (EXPORTS, "/fr/open-data/campaigns.csv")]
)
async def test_what_costs_much_to_read_is_counted(browser, exhaust, limit, path):
    stranger, other = browser(), browser()
    other.client = "192.0.2.2"
    assert (await stranger.get(path)).status_code == 200
    await exhaust(limit)
    assert (await stranger.get(path)).status_code == 429
    assert (await other.get(path)).status_code == 200


async def test_what_may_bring_a_picture_is_counted_besides(browser, house):
    camille = browser()
    await camille.arrive("camille")
    await camille.post("/fr/back-office/campaigns/00000000-0000-7000-8000-000000000000/edit", {"title": "x"})
    async with house.database.reading() as db:
        counted = {bucket.partition(":")[0] for bucket in await db.exec(select(LimitHit.bucket))}
    assert counted == {FORMS.name, UPLOADS.name}


async def test_a_program_is_told_so_in_its_own_manner(browser, program, exhaust):
    await browser().arrive("camille")
    camille = await program("camille")
    idea = {"title": "Un banc", "body": "La côte est longue."}
    assert (await camille.ask("POST", "/ideas", idea)).status_code == 201
    await exhaust(FORMS)
    refused = await camille.ask("POST", "/ideas", idea)
    assert refused.status_code == 429
    assert refused.headers["content-type"] == "application/problem+json"
    assert 0 < int(refused.headers["retry-after"]) <= 3600
    assert json.loads(refused.text)["code"] == "too_many_requests"
