"""What no action, step or address can be, tried on the pages: each is refused beside its field."""

from html import unescape

from consultations.actions.models import Action, ActionStep
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


async def test_an_address_that_asks_for_nothing_is_refused(browser):
    visitor = browser()
    for asked in ("state=nowhere", "after=1", "service=x", "aim=1"):
        assert (await visitor.get(f"/fr/actions?{asked}")).status_code == 404, asked
    for number, status in (("7", 404), ("0", 400), ("-1", 400), ("9" * 11, 400), ("9" * 30, 400)):
        for path in (f"/fr/actions/{number}", f"/fr/actions/editions/{number}"):
            assert (await visitor.get(path)).status_code == status, path


NO_ACTION = (
    ("title", "x" * 151),
    ("why", "x" * 20_000),
    ("service", "0"),
    ("owner", "0"),
    ("begun", "2026-02-30"),
    ("begun", "1999-12-31"),
    ("begun", "2999-01-01"),
    ("deadline", "0001-01-01"),
    ("deadline", "9999-12-31"),
    ("budget", "0"),
    ("budget", "-5"),
    ("budget", "1000000001"),
    ("before", "1e9"),
    ("before", "9" * 13),
    ("before", "1,234"),
    ("before-on", ""),
    ("before-on", "2999-01-01"),
    ("origin", "elsewhere"),
    ("origin-title", ""),
    ("origin-path", "https://ailleurs.example/idees"),
    ("origin-path", "//ailleurs.example"),
    ("origin-path", "/\\ailleurs.example"),
)
BESIDE = {"before-on": "indicator"}
"""Another field than the one that is wrong: what is measured is said as a whole."""


async def test_what_no_action_can_be_is_refused(lea, roads, house):
    for name, wrong in NO_ACTION:
        answer = await lea.post(f"{OFFICE}/new", WRITTEN | {"service": str(roads.id), name: wrong})
        assert answer.status_code == 422, (name, wrong)
        assert f'href="#{BESIDE.get(name, name)}"' in answer.text, (name, wrong)
    assert await rows(house, Action) == []


async def test_what_it_came_from_is_a_page_of_this_site(sent, house, here):
    site = house.settings.address(here.slug)
    for typed, path in (
        ("/ideas/1", "/ideas/1"),
        ("/de/ideas/2", "/ideas/2"),
        (f"{site}/fr/ideas/3?x=1", "/ideas/3?x=1"),
        ("", None),
    ):
        action = await sent(**{"origin-path": typed, "origin-id": "-" * 36})
        assert (action.origin_path, action.origin_id) == (path, None), typed


NO_STEP = (
    ("state", "proposed"),
    ("state", "done"),
    ("state", "lost"),
    ("state", ""),
    ("on", ""),
    ("on", "hier"),
    ("on", "2999-01-01"),
    ("on", "2001-01-01"),
    ("deadline", ""),
    ("deadline", "2020-01-01"),
    ("deadline", "9999-12-31"),
    ("note", "x" * 20_000),
)


async def test_a_step_that_can_not_be_is_refused(sent, lea, house, today):
    action = await sent()
    step = {"state": "decided", "on": f"{today}", "deadline": f"{today}", "note": ""}
    for name, wrong in NO_STEP:
        answer = await lea.post(f"{OFFICE}/{action.id}/move", step | {name: wrong})
        assert answer.status_code == 422, (name, wrong)
        assert f'href="#{name}' in answer.text, (name, wrong)
    assert [one.state for one in await rows(house, ActionStep)] == ["proposed"]
    assert (await lea.post(f"{OFFICE}/{action.id}/move", step)).is_redirect
