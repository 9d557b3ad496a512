"""Public pages stay light: what a slow phone fetches before anybody scrolls, and how much it has to draw."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.screen import Screen
from tests.stories.service import Service

pytestmark = pytest.mark.browser

MOST_BYTES, MOST_REQUESTS, MOST_NODES = 100_000, 12, 700
"""As transferred, everything but a live stream counted."""

PUBLIC = ("/", "/figures", "/sign-in")
"""Besides a campaign's; tests/okote/funding/showcase/test_weight.py counts what each public page asks for."""


async def fetched(phone: Screen, path: str) -> tuple[int, int, int]:
    """Bytes, requests and nodes of a page that nothing of is kept."""
    page = await phone.context.new_page()
    wire = await phone.context.new_cdp_session(page)
    await wire.send("Network.enable")
    await wire.send("Network.setCacheDisabled", {"cacheDisabled": True})
    asked: list[str] = []
    sizes: list[int] = []
    wire.on("Network.requestWillBeSent", lambda event: asked.append(event["request"]["url"]))
    wire.on("Network.loadingFinished", lambda event: sizes.append(int(event["encodedDataLength"])))
    await page.goto(phone.home + path, wait_until="load")
    await page.wait_for_timeout(300)
    nodes = await page.evaluate("document.querySelectorAll('*').length")
    await page.close()
    return sum(sizes), len([url for url in asked if not url.endswith("/live")]), nodes


async def test_what_everybody_sees_is_light(screen: Callable[..., Any], service: Service):
    campaigns = [
        await service.campaign(f"Un projet parmi trois, le numéro {number}", 1_000, territoire=500)
        for number in range(3)
    ]
    phone = await screen()
    for path in (*PUBLIC, campaigns[0].path, f"{campaigns[0].path}/pledge"):
        size, requests, nodes = await fetched(phone, path)
        assert 20_000 < size <= MOST_BYTES, path  # the typeface alone is larger than the first
        assert 3 <= requests <= MOST_REQUESTS, path
        assert nodes <= MOST_NODES, path
