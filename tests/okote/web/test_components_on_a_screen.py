"""Components in a real browser: no barrier, nothing lost, and what happens is what a button says."""

from typing import Any

import pytest

from okote.web.design import SAMPLES
from tests.okote.web.screens import browser, visit

__all__ = ["browser", "visit"]

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_no_component_is_a_barrier(visit, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = visit("design.html", SAMPLES, viewport={"width": width, "height": 800}, color_scheme=scheme)

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.complaints == []


def test_text_can_be_set_wider_without_losing_any(visit):
    page = visit("design.html", SAMPLES, viewport={"width": 320, "height": 800}, bypass_csp=True)
    page.add_style_tag(
        content="* { line-height: 1.5 !important; letter-spacing: 0.12em !important;"
        " word-spacing: 0.16em !important } p { margin-bottom: 2em !important }"
    )

    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_a_gauge_moves_until_it_is_paused(visit, templates):
    (templates / "live.html").write_text(
        '{% extends "layout.html" %}{% from "components/gauge.html" import gauge %}'
        "{% block title %}x{% endblock %}"
        '{% block main %}{{ gauge(gauges.begun, live="/live") }}{% endblock %}'
    )
    page = visit("live.html", SAMPLES)
    asked = []

    def stream(route: Any) -> None:
        asked.append(route.request.url)
        event = f"retry: 50\nevent: gauge\ndata: <p>Moved {len(asked)}</p>\n\n"
        route.fulfill(body=event, content_type="text/event-stream")

    page.route("**/live", stream)
    page.reload()
    pause = page.get_by_role("button", name="Pause live updates")
    page.get_by_text("Moved 2").wait_for()

    pause.click()
    page.wait_for_timeout(200)
    before = len(asked)
    page.wait_for_timeout(300)

    assert pause.get_attribute("aria-pressed") == "true"
    assert len(asked) == before

    pause.click()
    page.get_by_text(f"Moved {before + 1}").wait_for()


def test_an_amount_that_is_typed_takes_the_chosen_one_back(visit):
    page = visit("design.html", SAMPLES)
    chosen = page.locator('input[name="amount-proposed"][value="2000"]')
    typed = page.locator('input[name="amount"]')

    typed.fill("35")
    assert not chosen.is_checked()

    chosen.check()
    assert typed.input_value() == ""


def test_a_dialog_opens_where_the_link_would_have_led_and_gives_the_focus_back(visit):
    page = visit("design.html", SAMPLES)
    opener = page.locator('[data-opens="cancel"]')

    opener.focus()
    page.keyboard.press("Enter")
    assert page.get_by_role("dialog").is_visible()

    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    assert opener.evaluate("link => link === document.activeElement")


def test_without_scripts_a_dialogs_opener_is_a_link_and_nothing_pretends_to_be_live(visit):
    page = visit("design.html", SAMPLES, java_script_enabled=False)

    assert page.locator('[data-opens="cancel"]').get_attribute("href") == "/fr/design"
    assert page.get_by_text("Share the address").is_hidden()


def test_the_first_thing_a_keyboard_finds_leads_to_the_content(visit):
    page = visit("design.html", SAMPLES)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("location.hash") == "#content"
