"""Strangers get one answer for a moment; nobody gets another person's."""

import asyncio

import pytest

from okote.web import shared
from tests.okote.app_client import CSRF, ELSEWHERE, HOUR, counting_queries

PAGES = ["/fr/", "/fr/campaigns/{slug}", "/api/v1/campaigns", "/api/v1/campaigns/{slug}"]


@pytest.fixture(autouse=True)
def slow(monkeypatch):
    """Nothing but a change ends what is shared."""
    monkeypatch.setattr(shared, "LASTS", HOUR)


@pytest.fixture(params=PAGES)
def path(request, scene):
    return request.param.format(slug=scene.campaign.slug)


async def queries(house, browser, path, **headers):
    """How many statements an answer takes after one that a stranger got, and what it says."""
    with counting_queries(house) as said:
        await browser().get(path)
        before = len(said)
        answer = await browser().get(path, **headers)
    return len(said) - before, answer


async def test_the_second_stranger_asks_the_database_nothing(house, browser, path):
    number, answer = await queries(house, browser, path)
    assert (number, answer.status_code) == (0, 200)
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-security-policy"]
    assert answer.headers["x-request-id"]


async def test_many_at_once_are_one(house, browser, path):
    with counting_queries(house) as alone:
        first = await browser().get(path)
    with counting_queries(house) as together:
        answers = await asyncio.gather(*(browser().get(path) for _ in range(8)))
    assert len(together) == len(alone)
    assert {answer.text for answer in answers} == {first.text}
    assert len({answer.headers["x-request-id"] for answer in answers}) == 8


BRINGING_MORE = [
    {"authorization": "Bearer okt_of_nobody"},
    {"if-none-match": '"a"'},
    {"hx-request": "true"},
    {"accept-language": "de"},
    {"accept-encoding": "gzip"},
    {"cookie": "__Host-session=unknown"},
    {"cookie": "__Host-flash=unknown"},
    {"cookie": f"{CSRF}=a; __Host-session=unknown"},
]


async def test_whoever_brings_more_is_asked_about(house, browser, scene):
    for headers in BRINGING_MORE:
        number, _ = await queries(house, browser, scene.path, **headers)
        assert number > 0, headers


async def test_each_territory_has_its_own(house, browser, scene):
    await browser().get("/fr/")
    assert scene.campaign.title not in (await browser(ELSEWHERE).get("/fr/")).text


async def test_a_change_is_seen_at_once(house, browser, scene):
    before = await browser().get(scene.path)
    await scene.pledge(20)
    assert (await browser().get(scene.path)).text != before.text


async def test_a_page_is_a_persons_own(house, browser, scene, camille):
    """After a stranger's, before another stranger's, and with a token that nobody else has."""
    stranger = await browser().get(scene.path)
    mine = await camille.get(scene.path)
    assert camille.cookies[CSRF] in mine.text
    assert "/account" in mine.text
    again = await browser().get(scene.path)
    assert again.text == stranger.text
    assert camille.cookies[CSRF] not in again.text
    assert "/fr/account" not in again.text


async def test_other_routes_are_asked_each_time(house, browser, scene):
    number, _ = await queries(house, browser, f"{scene.path}/questions")
    assert number > 0


async def test_what_is_refused_is_refused_anew(house, browser, scene):
    number, answer = await queries(house, browser, "/fr/campaigns/there-is-none")
    assert (number > 0, answer.status_code) == (True, 404)
