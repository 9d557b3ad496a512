"""Who asks, where and in which language: found before any route."""

import re
from datetime import timedelta

import pytest
from sqlmodel import select

from okote.app import build, serving
from okote.identity.models import Session
from okote.platform import clock
from okote.territories.models import Territory
from tests.okote.app_client import Browser, counting_queries, settings


def language_of(answer) -> str:
    return re.search(r'<html lang="(\w+)">', answer.text)[1]


@pytest.mark.parametrize(
    ("path", "chosen", "browsers", "spoken"),
    [
        ("/de/contact", "en", "fr", "de"),
        ("/contact", "en", "de", "en"),
        ("/contact", None, "de-AT,en;q=0.5", "de"),
        ("/contact", None, "it,es", "fr"),
        ("/contact", None, "", "fr"),
        ("/de/contact", None, "", "de"),
    ],
)
async def test_the_language_is_the_paths_then_the_persons_then_the_browsers(
    browser, path, chosen, browsers, spoken
):
    camille = browser()
    if chosen:
        await camille.sign_in("camille")
        await camille.post("/fr/account", {"public_name": "", "language": chosen})
    assert language_of(await camille.get(path, **{"accept-language": browsers})) == spoken


async def test_a_language_that_the_territory_does_not_speak(browser, house):
    async with house.database.unit_of_work() as db:
        here = (await db.exec(select(Territory).where(Territory.slug == "trois-rives"))).one()
        here.languages = ["de", "fr"]
    camille = browser()
    assert language_of(await camille.get("/en/contact")) == "de"
    assert 'hreflang="en"' not in (await camille.get("/de/contact")).text


async def test_being_seen_is_noted_now_and_then(browser, house):
    """A page need not write each time that it is read."""
    camille = browser()
    await camille.sign_in("camille")
    with counting_queries(house) as soon:
        await camille.get("/fr/contact")
    async with house.database.unit_of_work() as db:
        await clock.set_offset(db, timedelta(minutes=6))
    with counting_queries(house) as later:
        await camille.get("/fr/contact")
    with counting_queries(house) as again:
        await camille.get("/fr/contact")
    assert len(soon) == len(again) == 1
    assert [said.split()[0] for said in later] == ["SELECT", "SELECT", "UPDATE"]
    async with house.database.reading() as db:
        session = (await db.exec(select(Session))).one()
    assert session.seen_at - session.created_at >= timedelta(minutes=6)


async def test_a_database_that_is_away_is_said_in_each_language(identity_provider):
    nowhere = build(settings(identity_provider), "postgresql://okote@127.0.0.1:9/okote")
    answer = await Browser(serving(nowhere), nowhere, identity_provider).get("/fr/contact")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")
    assert answer.text.count("·") == 2
    await nowhere.database.close()
