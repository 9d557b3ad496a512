"""How soon a pledge that is paid moves the gauges of all who look."""

import asyncio
import time
from contextlib import suppress
from urllib.parse import urlsplit

from okote.demo.settings import HERE
from tests.bench.giving import CLIENTS, news
from tests.bench.lines import Line, at_most
from tests.bench.load import Plan
from tests.bench.pages import host_of
from tests.bench.running import Bench, asked
from tests.bench.territory import Loaded

PAGES = 500
AT_ONCE = 10
"""Pages that come at the same moment."""

FIRST_LOOK = 60
"""Seconds in which they have their first gauge."""


class Page:
    """One open stream, which counts the gauges that it was told."""

    def __init__(self) -> None:
        self.gauges = 0
        self.told = asyncio.Event()

    async def look(self, port: int, host: str, path: str) -> None:
        reader, writer = await asyncio.open_connection(HERE, port)
        writer.write(f"GET {path} HTTP/1.1\r\nHost: {host}\r\nAccept: text/event-stream\r\n\r\n".encode())
        with suppress(asyncio.CancelledError):
            while line := await reader.readline():
                if line.startswith(b"event: gauge"):
                    self.gauges += 1
                    self.told.set()
        writer.close()

    async def next(self) -> float:
        await self.told.wait()
        return time.perf_counter()


async def gauges(bench: Bench, loaded: Loaded) -> list[Line]:
    """From Stripe's news of the payment to the last of the pages."""
    await bench.work()
    pages = [Page() for _ in range(PAGES)]
    path = f"/fr/campaigns/{loaded.campaigns[0][1]}/live"
    looking = []
    for first in range(0, PAGES, AT_ONCE):
        come = pages[first : first + AT_ONCE]
        looking += [asyncio.create_task(page.look(bench.port, host_of(bench), path)) for page in come]
        async with asyncio.timeout(FIRST_LOOK):
            await asyncio.gather(*(page.next() for page in come))
    for page in pages:
        page.told.clear()
    session = urlsplit(bench.opened.pop(0)).path.rpartition("/")[2]
    await bench.stripe.hold()
    await bench.stripe.pay(session)
    posts = news(bench, {session})
    begun = time.perf_counter()
    await asked(Plan(port=bench.port, requests=posts, clients=min(CLIENTS, len(posts)), times=len(posts)))
    async with asyncio.timeout(FIRST_LOOK):
        told = await asyncio.gather(*(page.next() for page in pages))
    for one in looking:
        one.cancel()
    await asyncio.gather(*looking)
    bound = at_most("the last of them", 1000, (max(told) - begun) * 1000)
    return [Line(f"a pledge on {PAGES} open gauges", bounds=[bound])]
