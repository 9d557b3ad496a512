"""Pictures of a vote in a real browser: in nobody's way, on any screen and on paper."""

import pytest

from consultations.ballots.pictures.samples import VALUES
from tests.okote.web.screens import browser, visit
from tests.okote.web.test_components import Elements

__all__ = ["browser", "visit"]

pytestmark = pytest.mark.browser

PAGE = "consultations/ballots/design.html"

UNFOLD = "document.querySelectorAll('details').forEach(one => { one.open = true })"
READ = "[...document.querySelectorAll('main svg')].filter(one => !one.closest('[aria-hidden=true]')).length"


@pytest.mark.parametrize(("width", "scheme"), [(320, "dark"), (1280, "light")])
def test_no_picture_is_a_barrier(visit, width, scheme):
    from axe_playwright_python.sync_playwright import Axe

    page = visit(PAGE, VALUES, viewport={"width": width, "height": 800}, color_scheme=scheme)
    page.evaluate(UNFOLD)

    found = Axe().run(page)

    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert page.evaluate(READ) == 0  # the words beside each drawing say all of it
    assert page.complaints == []
    assert len(Elements(page.content()).found) <= 700


def test_on_paper_minutes_are_tables_and_leave_room_for_signatures(visit):
    page = visit(PAGE, VALUES, viewport={"width": 700, "height": 900})
    head = page.locator(".minutes .stacked thead").first
    row = "getComputedStyle(document.querySelector('.minutes .stacked tbody tr')).display"
    assert page.evaluate(row) == "flex"
    room = "parseFloat(getComputedStyle(document.querySelector('.signing')).paddingBottom)"
    assert page.evaluate(room) == 0
    page.emulate_media(media="print")
    assert page.evaluate(room) > 70
    assert page.evaluate(row) == "table-row"
    assert head.bounding_box()["height"] > 20
    assert page.evaluate("document.documentElement.scrollWidth") == 700
