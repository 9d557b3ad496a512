"""A template in a real browser, which gets everything from memory, under our content policy."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from okote.web.assets import Assets
from okote.web.rendering import Renderer
from tests.plugins.completeness import chromium


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def visit(browser: Any, assets: Assets, renderer: Renderer, frame: Callable[..., Any]) -> Iterator[Any]:
    """Open a template at `/`; `complaints` is what the browser had to say about it."""
    contexts = []

    def opened(template: str, context: dict[str, Any], **options: Any) -> Any:
        html = renderer.render(template, context, page=frame("/design", language="fr"))

        def answer(route: Any) -> None:
            path = route.request.url.removeprefix("http://okote.localhost")
            asset = assets.at(path)
            if asset is not None:
                route.fulfill(body=asset.body, content_type=asset.media_type)
            elif path == "/":
                policy = "default-src 'self'; style-src 'self'; script-src 'self'; img-src 'self' data:"
                route.fulfill(
                    body=html, content_type="text/html", headers={"content-security-policy": policy}
                )
            else:
                route.fulfill(status=404)

        contexts.append(browser.new_context(**options))
        page = contexts[-1].new_page()
        page.complaints = []
        page.on("console", lambda message: page.complaints.append(message.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.route("**/*", answer)
        page.goto("http://okote.localhost/")
        return page

    yield opened
    for context in contexts:
        context.close()
