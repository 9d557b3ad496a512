"""What no action, step or address can be, tried on the pages: each is refused beside its field."""

from html import unescape

import pytest

from consultations.actions.models import Action
from tests.consultations.actions.office import (
    OFFICE,
    WRITTEN,
    changed_settings,
    here,
    roads,
    rows,
    sent,
    today,
)

__all__ = ["changed_settings", "here", "roads", "sent", "today"]


async def test_what_can_not_be_written_stays_as_typed(lea, roads, house):
    for wrong in ({"title": ""}, {"budget": "beaucoup"}, {"before": "vite"}, {"unit": ""}, {"service": ""}):
        typed = WRITTEN | {"service": str(roads.id)} | wrong
        answer = await lea.post(f"{OFFICE}/new", typed)
        assert answer.status_code == 422, wrong
        html = unescape(answer.text)
        assert all(typed[name] in html for name in ("why", "origin-title", "budget")), wrong
    assert await rows(house, Action) == []


@pytest.mark.parametrize("asked", ["state=nowhere", "after=1", "service=x", "aim=1"])
async def test_an_address_that_asks_for_nothing_is_refused(browser, asked):
    assert (await browser().get(f"/fr/actions?{asked}")).status_code == 404


@pytest.mark.parametrize(
    ("number", "status"), [("0", 404), ("-1", 404), ("7", 404), ("9" * 11, 400), ("9" * 30, 400)]
)
async def test_no_number_but_an_action_s_leads_anywhere(browser, number, status):
    for path in (f"/fr/actions/{number}", f"/fr/actions/editions/{number}"):
        assert (await browser().get(path)).status_code == status


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": "x" * 151},
        {"why": "x" * 20_000},
        {"service": "0"},
        {"owner": "0"},
        {"begun": "2026-02-30"},
        {"begun": "1999-12-31"},
        {"begun": "2999-01-01"},
        {"deadline": "0001-01-01"},
        {"deadline": "9999-12-31"},
        {"budget": "0"},
        {"budget": "-5"},
        {"budget": "1000000001"},
        {"before": "1e9"},
        {"before": "9" * 13},
        {"before": "1,234"},
        {"before-on": ""},
        {"before-on": "2999-01-01"},
        {"origin": "elsewhere"},
        {"origin-title": ""},
        {"origin-path": "https://ailleurs.example/idees"},
        {"origin-path": "//ailleurs.example"},
        {"origin-path": "/\\ailleurs.example"},
    ],
)
async def test_what_no_action_can_be_is_refused(lea, roads, house, wrong):
    answer = await lea.post(f"{OFFICE}/new", WRITTEN | {"service": str(roads.id)} | wrong)
    assert (answer.status_code, await rows(house, Action)) == (422, [])
    assert all(f'href="#{name}"' in answer.text for name in wrong if name != "before-on")


@pytest.mark.parametrize(
    ("typed", "path"),
    [
        ("/ideas/1", "/ideas/1"),
        ("/de/ideas/1", "/ideas/1"),
        ("{site}/fr/ideas/1?x=1", "/ideas/1?x=1"),
        ("", None),
    ],
)
async def test_what_it_came_from_is_a_page_of_this_site(sent, house, here, typed, path):
    site = house.settings.address(here.slug)
    action = await sent(**{"origin-path": typed.format(site=site), "origin-id": "-" * 36})
    assert (action.origin_path, action.origin_id) == (path, None)


@pytest.mark.parametrize(
    "wrong",
    [
        {"state": "proposed"},
        {"state": "done"},
        {"state": "lost"},
        {"state": ""},
        {"on": ""},
        {"on": "hier"},
        {"on": "2999-01-01"},
        {"on": "2001-01-01"},
        {"deadline": ""},
        {"deadline": "2020-01-01"},
        {"deadline": "9999-12-31"},
        {"note": "x" * 20_000},
    ],
)
async def test_a_step_that_can_not_be_is_refused(sent, lea, house, today, wrong):
    action = await sent()
    step = {"state": "decided", "on": f"{today}", "deadline": f"{today}", "note": ""}
    answer = await lea.post(f"{OFFICE}/{action.id}/move", step | wrong)
    assert answer.status_code == 422
    assert f'href="#{next(iter(wrong))}' in answer.text
    assert (await lea.post(f"{OFFICE}/{action.id}/move", step)).is_redirect
