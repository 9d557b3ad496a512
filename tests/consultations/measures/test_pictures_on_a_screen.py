"""Pictures of a test in a real browser: in nobody's way, folded or not, on any screen."""

import pytest

from consultations.measures.samples import VALUES
from tests.okote.web.screens import browser, visit

__all__ = ["browser", "visit"]

pytestmark = pytest.mark.browser

PAGE = "consultations/measures/design.html"

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


def test_on_paper_the_numbers_are_unfolded(visit):
    page = visit(PAGE, VALUES)
    hidden = page.get_by_text("Mean out of 10").last
    assert not hidden.is_visible()
    page.emulate_media(media="print")
    assert hidden.is_visible()


def test_dots_stay_round_however_wide_they_are_spread(visit):
    page = visit(PAGE, VALUES, viewport={"width": 1280, "height": 800})
    heaps = page.locator(".spreads svg").first
    assert heaps.evaluate("drawing => drawing.clientWidth") > 800
    assert (
        heaps.locator(".dots").first.evaluate("dot => getComputedStyle(dot).vectorEffect")
        == "non-scaling-stroke"
    )
