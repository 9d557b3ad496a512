"""A gauge that moves while pages show it."""

import asyncio
from contextlib import asynccontextmanager, suppress
from urllib.parse import urlsplit

from tests.okote.app_client import ADDRESS, counting_queries


@asynccontextmanager
async def following(app, scene, language: str = "fr"):
    """A page that follows the gauge: what it was sent, as it comes."""
    sent: asyncio.Queue[str] = asyncio.Queue()
    path = f"/{language}/campaigns/{scene.campaign.slug}/live"
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(b"host", urlsplit(ADDRESS).netloc.encode())],
        "client": ("192.0.2.1", 4711),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }

    async def receive():
        await asyncio.Event().wait()

    async def send(message):
        if message.get("body"):
            await sent.put(message["body"].decode())

    page = asyncio.create_task(app(scope, receive, send))
    try:
        yield sent
    finally:
        page.cancel()
        with suppress(asyncio.CancelledError):
            await page


async def gauge(sent) -> str:
    async with asyncio.timeout(10):
        shown = await sent.get()
        while "event: gauge" not in shown:
            shown += await sent.get()
    return shown


async def test_a_move_is_looked_up_once_for_all_pages(app, scene, house):
    topic = f"campaign:{scene.campaign.id}"
    async with following(app, scene) as one, following(app, scene) as two, following(app, scene) as three:
        assert len({await gauge(sent) for sent in (one, two, three)}) == 1
        with counting_queries(house) as said:
            house.live._wake(topic)
            assert len({await gauge(sent) for sent in (one, two, three)}) == 1
        for_all = len(said)
    async with following(app, scene) as alone:
        await gauge(alone)
        with counting_queries(house) as said:
            house.live._wake(topic)
            await gauge(alone)
        assert len(said) == for_all > 0
    assert not house.live._open


async def test_when_too_many_follow_the_page_stays_as_it_is(browser, scene, house):
    house.live.most = 0
    answer = await browser().get(f"/fr/campaigns/{scene.campaign.slug}/live")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
