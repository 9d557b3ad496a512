"""`python -m tests.browser.everywhere`: is anything in anybody's way, on any page of the demo?

Every visitor follows every link and sends one form of each kind of page with nothing in it, and axe looks at
what comes of that; then at one of each kind of page in every language, width and colour scheme. Says how many
pages and states it saw, and what it found.
"""

import asyncio
import re
import tempfile
from collections import Counter, deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from playwright.async_api import Browser, Error, Page, ViewportSize, async_playwright
from rich.console import Console

from okote.demo.identity_provider.people import PEOPLE
from tests.browser.screen import Screen, barriers
from tests.okote.demo.running import Demo, running
from tests.plugins.completeness import chromium

CONSOLE = Console(highlight=False, soft_wrap=True)

NARROW, WIDE = ViewportSize(width=320, height=640), ViewportSize(width=1280, height=800)


@dataclass(frozen=True, slots=True)
class State:
    language: str
    narrow: bool
    scheme: str

    @property
    def size(self) -> ViewportSize:
        return NARROW if self.narrow else WIDE

    @asynccontextmanager
    async def screen(self, browser: Browser, demo: Demo, name: str | None) -> AsyncIterator[Screen]:
        """Somebody at a screen of this kind, by the name of one of the demo's people, or a stranger."""
        home = f"{demo.address}/{self.language}"
        options = {"viewport": self.size, "locale": self.language, "color_scheme": self.scheme}
        screen = await Screen.of(browser, home, **options)
        if name is not None:
            await screen.sign_in(name)
        yield screen
        await screen.context.close()

    def __str__(self) -> str:
        return f"{self.language}, {'narrow' if self.narrow else 'wide'}, {self.scheme}"


FIRST = State("fr", narrow=True, scheme="light")

OTHERS = (
    State("fr", narrow=False, scheme="dark"),
    State("de", narrow=True, scheme="dark"),
    State("de", narrow=False, scheme="light"),
    State("en", narrow=True, scheme="light"),
    State("en", narrow=False, scheme="dark"),
)
"""With the first, every pair of language, width and scheme."""

ENTRANCES = ("/", "/account", "/my/pledges", "/back-office", "/no-such-page")

SAMPLES = Counter({"/campaigns/…": 20})
"""Of this kind of page, as each campaign is in another state; of any other two are enough."""

TYPED = "textarea, input:is(:not([type]), [type=text], [type=email], [type=date], [type=number])"

SEND_NOTHING = """(form, typed) => {
    form.querySelectorAll(typed).forEach(one => { one.value = ""; });
    form.submit(); // asks no browser whether it may
}"""

REFUSED = 422

HREFS = "all => all.map(a => new URL(a.getAttribute('href'), document.baseURI).href)"
"""A link within a drawing has no address of its own accord."""

NO_PAGE = re.compile(r"\.(csv|json|pdf|png|svg|txt|xml|eml|zip)$|/(live|poster\.pdf)$|^/demo/mails/")


def kind(path: str) -> str:
    """The address without what it is about."""
    path = re.sub(r"(?<=next=).*", "…", path)
    path = re.sub(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "…", path)
    path = re.sub(r"(actions|editions)/\d+", r"\1/…", path)
    named = r"(?<=/campaigns/)(?!…)[a-z0-9-]+|(?<=/ideas/)[a-z0-9-]+"
    return re.sub(rf"{named}|(?<=/procedures/)(?!…|new$|versions/)[a-z0-9-]+", "…", path)


@dataclass
class Walk:
    """What was seen: one way to each kind of page, every visit, and what was wrong there."""

    browser: Browser
    demo: Demo
    ways: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    visits: int = 0
    refused: int = 0
    """Of these, what came of a form with nothing in it."""
    wrong: list[str] = field(default_factory=list)

    async def follow_links(self, name: str | None, *, said: str) -> None:
        seen: Counter[str] = Counter()
        async with FIRST.screen(self.browser, self.demo, name) as screen:
            page = await screen.context.new_page()
            waiting, known = deque(ENTRANCES), set(ENTRANCES)
            while waiting:
                path = waiting.popleft()
                if seen[kind(path)] >= (SAMPLES[kind(path)] or 2):
                    continue
                seen[kind(path)] += 1
                self.ways.setdefault(kind(path), (path, name))
                where = f"{path} as {said}"
                await self.look(page, screen.home + path, where)
                found = [link for link in await links(page, screen.home) if link not in known]
                if re.fullmatch(r"/campaigns/[a-z0-9-]+", path):
                    found.append(f"/embed{path}")
                if seen[kind(path)] == 1:
                    await self.send_nothing(page, where)
                waiting.extend(found)
                known.update(found)
            self.wrong += screen.complaints
            for complaint in screen.complaints:
                CONSOLE.print(complaint, markup=False)
        self.say(said)

    def say(self, where: str) -> None:
        CONSOLE.print(f"{self.visits} visits, {len(self.wrong)} barriers: {where}")

    async def look_again(self, state: State, *, said: str) -> None:
        for name in [None, *(person.name for person in PEOPLE)]:
            paths = [path for path, who in self.ways.values() if who == name]
            if not paths:
                continue
            async with state.screen(self.browser, self.demo, name) as screen:
                page = await screen.context.new_page()
                for path in paths:
                    await self.look(page, screen.home + path, f"{path} ({state})")
        self.say(said)

    async def send_nothing(self, page: Page, where: str) -> None:
        """What the page's first form that asks for something answers to who typed nothing."""
        form = page.locator(f"main form[method=post]:has({TYPED})").first
        if await form.count():
            async with page.expect_navigation() as gone:
                await form.evaluate(SEND_NOTHING, TYPED)
            if (answer := await gone.value).status == REFUSED:
                self.refused += 1
                await self.look_at(page, f"{answer.url}, sent empty: {where}")

    async def look(self, page: Page, address: str, where: str) -> None:
        try:
            await page.goto(address)
        except Error as error:  # a file, which the browser keeps instead of showing it
            if "Download is starting" not in error.message:
                raise
            return
        await self.look_at(page, where)

    async def look_at(self, page: Page, where: str) -> None:
        self.visits += 1
        found = [f"{barrier} on {where}" for barrier in await barriers(page)]
        for one in found:
            CONSOLE.print(one, markup=False)
        self.wrong += found


async def links(page: Page, home: str) -> list[str]:
    """Where a page leads within the territory, without what is no page."""
    hrefs = await page.locator("a[href]:not([download])").evaluate_all(HREFS)
    return list(dict.fromkeys(within(hrefs, home)))


def within(hrefs: list[str], home: str) -> Iterator[str]:
    for href in hrefs:
        parts = urlsplit(href)
        path = parts.path.removeprefix(urlsplit(home).path)
        here = f"{parts.scheme}://{parts.netloc}{parts.path}".startswith(f"{home}/")
        if here and not NO_PAGE.search(path):
            yield path + (f"?{parts.query}" if parts.query else "")


async def everywhere(folder: Path) -> Walk:
    async with running(folder) as demo, async_playwright() as playwright:
        await demo.listen("Ctrl-C stops everything.")
        browser = await playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        walk = Walk(browser, demo)
        people = [None, *(person.name for person in PEOPLE)]
        await beside_each_other(
            partial(walk.follow_links, name, said=name or "a stranger") for name in people
        )
        await beside_each_other(partial(walk.look_again, state, said=str(state)) for state in OTHERS)
        await browser.close()
        return walk


async def beside_each_other(walks: Iterable[Callable[[], Awaitable[None]]]) -> None:
    """As many at a time as a small machine has cores."""
    lanes = asyncio.Semaphore(2)

    async def in_a_lane(walk: Callable[[], Awaitable[None]]) -> None:
        async with lanes:
            await walk()

    async with asyncio.TaskGroup() as tasks:
        for walk in walks:
            tasks.create_task(in_a_lane(walk))


def main() -> int:
    with tempfile.TemporaryDirectory() as folder:
        walk = asyncio.run(everywhere(Path(folder)))
    walk.say(f"{len(walk.ways)} kinds of pages in {len(OTHERS) + 1} states, {walk.refused} forms sent empty")
    return 1 if walk.wrong else 0


if __name__ == "__main__":
    raise SystemExit(main())
