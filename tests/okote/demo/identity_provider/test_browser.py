"""The page of people in a real browser: by keyboard, without JavaScript, for everybody."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.okote.demo.identity_provider.asking import authorize
from tests.plugins.completeness import chromium

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def engine() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


def test_by_keyboard_alone_and_without_javascript(engine, identity_provider):
    """To another origin, which the page's own policy has to let the form lead to."""
    back = identity_provider.address.replace("127.0.0.1", "localhost") + "/back"
    identity_provider.register(redirect_uris=(back,))
    page = engine.new_page(java_script_enabled=False)
    page.goto(identity_provider.address + authorize(redirect_uri=back, ui_locales="fr"))
    for key in ("Tab", "Enter", "Tab", "Tab", "Enter"):  # past the header, to the second person
        page.keyboard.press(key)
    page.wait_for_url(f"{back}?code=*")
    page.close()


@pytest.mark.parametrize(
    ("width", "scheme", "language"),
    [(320, "light", "fr"), (320, "dark", "de"), (1280, "light", "en"), (1280, "dark", "fr")],
)
def test_nothing_stands_in_anybodys_way(engine, identity_provider, width, scheme, language):
    page = engine.new_page(viewport={"width": width, "height": 800}, color_scheme=scheme)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.goto(identity_provider.address + authorize(ui_locales=language))
    assert Axe().run(page).response["violations"] == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert refused == []
    page.close()


@pytest.mark.parametrize("path", [authorize(client_id="stranger"), "/end-session"])
def test_nor_on_the_pages_that_end_here(engine, identity_provider, path):
    page = engine.new_page()
    page.goto(identity_provider.address + path)
    assert Axe().run(page).response["violations"] == []
    page.close()
