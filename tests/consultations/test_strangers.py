"""Strangers get one answer for a moment, people who signed in one page in frames of their own; a change ends
both at once.
"""

import asyncio
import re
from datetime import timedelta

import pytest

from consultations.actions.rules import ActionState, Step
from consultations.actions.service import move
from okote.platform import clock
from okote.web import shared
from okote.web.shared import answers_alike
from tests.consultations.everything import (
    agent,
    all_have_answered,
    camille,
    campaign,
    clear,
    counter,
    desk,
    handed_over,
    named,
    opinion,
    panel,
    process,
    promised,
    publish,
    samira,
    sitting,
    typed,
    version,
    writer,
)
from tests.consultations.ratings.test_pages import ANSWERS
from tests.okote.app_client import CSRF, ELSEWHERE, HOUR, asked_for_the_second, counting_queries
from tests.okote.composition import routed

__all__ = [
    "agent",
    "all_have_answered",
    "camille",
    "campaign",
    "clear",
    "counter",
    "desk",
    "handed_over",
    "named",
    "opinion",
    "panel",
    "process",
    "promised",
    "publish",
    "samira",
    "sitting",
    "typed",
    "version",
    "writer",
]

OF_ONE_FRAME_EACH = (
    "/fr/ideas",
    "/fr/ideas/map",
    "/fr/moderation",
    "/fr/actions",
    "/fr/actions?state=decided",
    "/fr/actions/1",
    "/fr/actions/editions/{year}",
    "/fr/procedures",
    "/fr/procedures/{procedure}",
    "/fr/procedures/{procedure}/versions/1",
    "/fr/procedures/{procedure}/ratings",
    "/fr/observatory",
    "/fr/observatory/heard",
    "/fr/difficulties/figures",
)
"""What these show is drawn once for everybody."""

OTHERS = (
    "/fr/ideas/{idea}",
    "/fr/processes",
    "/fr/processes/{process}",
    "/fr/panels",
    "/fr/panels/citoyens",
    "/fr/panels/citoyens/opinions",
    "/fr/panels/citoyens/opinions/{opinion}",
    "/fr/opinions",
    "/fr/tests",
    "/fr/tests/{test}",
    "/fr/tests/{test}/figures",
    "/fr/tests/{test}/synthesis",
    "/api/v1/processes",
    "/api/v1/processes/{process}",
    "/api/v1/actions",
    "/api/v1/actions/1",
    "/api/v1/actions/progress",
    "/api/v1/actions/editions/{year}",
    "/api/v1/procedures",
    "/api/v1/procedures/{procedure}",
    "/api/v1/procedures/{procedure}/ratings",
    "/api/v1/difficulties/figures",
    "/api/v1/observatory",
    "/api/v1/panels",
    "/api/v1/panels/citoyens",
    "/api/v1/panels/citoyens/opinions",
    "/api/v1/panels/citoyens/draws",
    "/api/v1/opinions",
    "/api/v1/tests",
    "/api/v1/tests/{test}",
)

TRIED_ELSEWHERE = {
    "/ideas/where.svg",
    "/tests/{slug:str}/compared",
    "/api/v1/panels/{slug:str}/draw",
    "/ballots/{ballot_id:uuid}/statistics",
    "/api/v1/ballots/{ballot_id:uuid}/result",
    "/api/v1/ballots/{ballot_id:uuid}/statistics",
}
"""Where there are places on the map, two tests to compare, a draw, and a ballot that was published."""


@pytest.fixture(autouse=True)
def slow(monkeypatch):
    """Nothing but a change ends what is shared."""
    monkeypatch.setattr(shared, "LASTS", HOUR)


async def test_the_second_stranger_asks_the_database_nothing(house, browser, named):
    for path in (*OF_ONE_FRAME_EACH, *OTHERS):
        number, answer = await asked_for_the_second(house, browser, path.format(**named))
        assert number == 0, path
        assert "set-cookie" not in answer.headers
        assert answer.headers["content-security-policy"]


async def test_who_has_signed_in_gets_the_same_page_in_a_frame_of_their_own(house, browser, enter, named):
    """One statement says who asks."""
    yanis = await enter("yanis")
    for path in (one.format(**named) for one in OF_ONE_FRAME_EACH):
        stranger = await browser().get(path)
        with counting_queries(house) as said:
            await (await enter("ines")).get(path)
            before = len(said)
            mine = await yanis.get(path)
        assert len(said) - before == 1, path
        assert "/fr/account" in mine.text
        assert main_of(mine) == main_of(stranger)
        again = await browser().get(path)
        assert again.text == stranger.text, path
        assert "/fr/account" not in again.text


def main_of(answer):
    """But for the session's end, of which who has signed in is told there."""
    main = answer.text.partition("<main")[2].partition("</main>")[0]
    return re.sub(r"<div[^>]*data-session-ends.*?</div>\s*", "", main, flags=re.DOTALL)


async def test_many_at_once_are_one(house, browser, promised):
    with counting_queries(house) as alone:
        first = await browser().get("/fr/actions")
    with counting_queries(house) as together:
        answers = await asyncio.gather(*(browser().get("/fr/actions") for _ in range(8)))
    assert len(together) == len(alone)
    assert {answer.text for answer in answers} == {first.text}


async def test_each_language_and_each_territory_has_its_own(browser, promised):
    french = await browser().get("/fr/actions/1")
    german = await browser().get("/de/actions/1")
    assert ('lang="fr"' in french.text, 'lang="de"' in german.text) == (True, True)
    assert (await browser(ELSEWHERE).get("/fr/actions/1")).status_code == 404
    assert promised.title not in (await browser(ELSEWHERE).get("/fr/actions")).text


async def test_a_change_of_an_action_is_seen_at_once(house, browser, enter, agent, promised):
    stranger, yanis = browser(), await enter("yanis")
    paths = ("/fr/actions", "/fr/actions/1", "/api/v1/actions/1", "/api/v1/actions/progress")
    before = {path: [(await who.get(path)).text for who in (stranger, yanis)] for path in paths}
    async with house.database.unit_of_work() as db:
        today = agent.territory.day(await db.now())
        await move(db, promised.id, Step(ActionState.DONE, today, "Douze tilleuls.", None), by=agent)
    for path in paths:
        for was, who in zip(before[path], (stranger, yanis), strict=True):
            assert (await who.get(path)).text != was, path


async def test_a_new_version_is_seen_at_once(browser, desk, writer):
    there = await desk.published(writer)
    page = "/fr/procedures/demander-une-place-en-creche"
    stranger, paths = browser(), (page, "/fr/observatory", "/api/v1/procedures")
    before = [(await stranger.get(path)).text for path in paths]
    here = await desk.begin(writer, there)
    await desk.write(writer, here, since="2026-04-01", changed="Plus court.", text="Oui.")
    assert (await desk.declare(writer, here)).is_redirect
    assert [(await stranger.get(path)).text for path in paths] == before, "nobody reads it yet"
    assert (await writer.post(f"{here}/publish")).is_redirect
    after = [(await stranger.get(path)).text for path in paths]
    assert all(one != was for one, was in zip(after, before, strict=True))
    assert "Plus court." in after[0]


async def test_an_open_rating_is_counted_at_once(house, browser, desk, writer):
    await desk.published(writer)
    page = "/fr/procedures/demander-une-place-en-creche/ratings"
    assert "0 réponse" in (await browser().get(page)).text
    someone, form = browser(), "/fr/rate/demander-une-place-en-creche"
    slip = re.search(r'name="slip" value="([^"]*)"', (await someone.get(form)).text)[1]
    async with house.database.unit_of_work() as db:
        await clock.set_offset(db, timedelta(seconds=5))
    await browser().get(page)
    assert (await someone.post(form, ANSWERS | {"slip": slip})).is_redirect
    assert "1 réponse" in (await browser().get(page)).text


async def test_results_are_a_strangers_as_soon_as_they_are_published_and_not_before(
    browser, campaign, samira, handed_over, publish
):
    """Whoever may read them earlier makes nobody else's answer of them."""
    await handed_over()
    stranger, lists = browser(), ("/fr/observatory", "/fr/tests", "/api/v1/tests", "/api/v1/observatory")
    pages = (
        f"/fr/tests/{campaign.slug}",
        f"/fr/tests/{campaign.slug}/synthesis",
        f"/fr/tests/{campaign.slug}/figures",
    )
    for path in pages:
        assert (await stranger.get(path)).status_code == 404
        assert (await samira.get(path)).status_code == 200
        assert (await stranger.get(path)).status_code == 404
    before = [(await stranger.get(path)).text for path in lists]
    await publish()
    for path, was in zip(lists, before, strict=True):
        now = (await stranger.get(path)).text
        assert (campaign.slug in was, campaign.slug in now) == (False, True), path
    assert [(await stranger.get(path)).status_code for path in pages] == [200, 200, 200]


async def test_who_volunteers_is_told_so_and_nobody_else(browser, enter, opinion):
    """The button on the page of a panel is each one's own."""
    stranger = await browser().get("/fr/panels/citoyens")
    yanis = await enter("yanis")
    assert (await yanis.get("/fr/panels/citoyens")).text != stranger.text
    assert (await browser().get("/fr/panels/citoyens")).text == stranger.text


async def test_a_form_is_everybodys_own(house, browser, desk, writer):
    """Its seal and its token are: two strangers get two."""
    await desk.published(writer)
    forms = [await browser().get("/fr/rate/demander-une-place-en-creche") for _ in range(2)]
    assert forms[0].text != forms[1].text
    assert all(CSRF in answer.headers["set-cookie"] for answer in forms)


async def test_each_route_that_answers_alike_was_tried(house):
    """Also every one of the interface that anybody may keep."""
    tried = re.compile(r"\{\w+\}|citoyens|(?<=actions/)1|(?<=versions/)1")
    shapes = {
        re.sub(tried, "*", path.removeprefix("/fr").partition("?")[0])
        for path in (*OF_ONE_FRAME_EACH, *OTHERS)
    }
    shapes |= {re.sub(r"\{[^}]*\}", "*", path) for path in TRIED_ELSEWHERE}
    alike = {
        re.sub(r"\{[^}]*\}", "*", route.path)
        for route in routed(house).routes
        for handler in getattr(route, "route_handlers", ())
        if answers_alike(handler)
    }
    assert alike == shapes
