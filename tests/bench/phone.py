"""How soon a page is there on a slow phone: a processor of a quarter, and a slow 4G line."""

from playwright.async_api import Page, async_playwright

from tests.bench.lines import Line, at_most
from tests.bench.running import Bench
from tests.bench.territory import SLUG, Loaded
from tests.plugins.completeness import chromium

SLOWER = 4
LINE = {"offline": False, "latency": 150, "downloadThroughput": 204_800, "uploadThroughput": 93_750}
"""1.6 and 0.75 Mbit/s, 150 ms there and back: Lighthouse's slow 4G."""

SEEN = """
() => new Promise(done => {
  let paint = 0, shift = 0;
  new PerformanceObserver(list => { for (const one of list.getEntries()) paint = one.startTime })
    .observe({type: "largest-contentful-paint", buffered: true});
  new PerformanceObserver(list => { for (const one of list.getEntries()) shift += one.value })
    .observe({type: "layout-shift", buffered: true});
  setTimeout(() => done([paint, shift]), 1500);
})
"""
"""Largest Contentful Paint in ms, and the sum of all layout shifts (web.dev/articles/vitals)."""


async def phone(bench: Bench, loaded: Loaded) -> list[Line]:
    """The first page and a campaign, by somebody who was never here; none of it is in the browser yet."""
    address = bench.settings.address(SLUG)
    paths = {"first page": "/fr/", "campaign": f"/fr/campaigns/{loaded.campaigns[1][1]}"}
    lines = []
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        for name, path in paths.items():
            context = await browser.new_context(viewport={"width": 360, "height": 740}, is_mobile=True)
            page = await context.new_page()
            await _slow(page)
            await page.goto(f"{address}{path}", wait_until="load")
            paint, shift = await page.evaluate(SEEN)
            bounds = [at_most("largest paint", 1000, paint), at_most("layout shift", 0, shift, "")]
            lines.append(Line(f"{name} on a slow phone", bounds=bounds))
            await context.close()
        await browser.close()
    return lines


async def _slow(page: Page) -> None:
    line = await page.context.new_cdp_session(page)
    await line.send("Network.enable")
    await line.send("Network.emulateNetworkConditions", LINE)
    await line.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
