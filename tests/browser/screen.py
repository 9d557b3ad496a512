"""A person at a screen: a Chromium context of their own, which remembers whatever it complained about."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.stories.people import Begun

PATIENCE = 20_000
"""Milliseconds: what a busy machine may take."""

expect.set_options(timeout=PATIENCE)

AXE = Axe()

PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 800}

EXPECTED = (
    # A page that is asked for and refused is a page too; its status is no fault of its own.
    "Failed to load resource: the server responded with a status of 4",
    # A question that a newer one, or the next page, overtakes; one that fails says `sendError` as well.
    "htmx:afterRequest",
    "htmx:sendAbort",
)


@dataclass(eq=False)
class Screen:
    context: BrowserContext
    home: str
    complaints: list[str] = field(default_factory=list)
    """Errors and warnings of scripts, and what the content policy refused."""

    @classmethod
    async def of(cls, browser: Browser, home: str, **options: Any) -> "Screen":
        """`home` is the territory's address with its language."""
        options = {"viewport": PHONE, "locale": "fr-FR", **options}
        screen = cls(await browser.new_context(**options), home)
        screen.context.set_default_timeout(PATIENCE)
        screen.context.on("console", screen._hear)
        screen.context.on("weberror", lambda error: screen.complaints.append(str(error.error)))
        return screen

    def _hear(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"} and not message.text.startswith(EXPECTED):
            self.complaints.append(message.text)

    async def open(self, path: str) -> Page:
        """A page of the territory in a tab of its own."""
        page = await self.context.new_page()
        await page.goto(self.home + path)
        return page

    async def sign_in(self, name: str) -> None:
        """With the identity provider, as one of its people."""
        page = await self.open("/sign-in")
        await choose_oneself(page, name)
        await page.wait_for_url(re.compile(f"^{re.escape(self.home)}/?$"))
        await page.close()


async def choose_oneself(page: Page, name: str) -> None:
    """From the page of ways to sign in to where one wanted to go."""
    await page.locator('form[action$="/sign-in/demo"] button').click()
    await page.get_by_role("button", name=name).click()


async def accept_terms(page: Page) -> None:
    """On the last page before the card, where it asks for them."""
    box = page.locator("#conditions")
    if await box.count():
        await box.check()


async def go_to_check(page: Page, campaign: Begun, name: str) -> None:
    """From a campaign to the last page before the card, giving 20 € and signing in on the way."""
    await page.get_by_role("link", name="Je contribue").click()
    await page.get_by_text("20 €", exact=True).click()
    await page.get_by_role("button", name="Continuer").click()
    await page.wait_for_url(f"**{campaign.path}/pledge/you?*")
    await page.get_by_role("button", name="Continuer").click()
    await choose_oneself(page, name)
    await page.wait_for_url(f"**{campaign.path}/pledge/check?*")


async def fill(page: Page, typed: Mapping[str, str]) -> None:
    """By the names of fields: what is typed, or the choice, of a select as it is read."""
    for name, value in typed.items():
        field = page.locator(f'main [name="{name}"]')
        match await field.first.evaluate("one => one.type"):
            case "radio" | "checkbox":
                await page.locator(f'main [name="{name}"][value="{value}"]').check()
            case "select-one":
                await field.select_option(label=value)
            case _:
                await field.fill(value)


async def press(page: Page, name: str) -> None:
    """The button or link of that very name; where several have it, the first."""
    either = page.get_by_role("button", name=name, exact=True).or_(
        page.get_by_role("link", name=name, exact=True)
    )
    await page.locator("main").locator(either).first.click()


async def text_of(page: Page, selector: str = "main") -> str:
    """What is read there, each run of spaces as one, narrow and unbreakable ones too."""
    return " ".join((await page.locator(selector).first.inner_text()).split())


COVERED = """
    [...document.querySelectorAll("main :is(a, button, select, textarea, summary, input)")].filter(one => {
        if (!one.checkVisibility({visibilityProperty: true, opacityProperty: true})) return false;
        one.scrollIntoView({block: "center", behavior: "instant"});
        const [box] = one.getClientRects();
        if (!box || box.width < 2) return false; // nobody sees it
        const hit = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
        return hit && ![one, ...(one.labels ?? [])].some(own => own.contains(hit)) && !hit.contains(one);
    }).map(one => one.outerHTML.slice(0, 160))
"""
"""What can be pressed, and what stands before it where a finger would touch it."""

SET_WIDER = """
    () => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
            word-spacing: 0.16em !important } p { margin-block-end: 2em !important }`);
        document.adoptedStyleSheets.push(sheet);
        const lost = [...document.querySelectorAll("main *, header *")].filter(one => {
            const {overflowX, overflowY} = getComputedStyle(one);
            const cut = overflowX === "hidden" && one.scrollWidth > one.clientWidth + 1
                || overflowY === "hidden" && one.scrollHeight > one.clientHeight + 1;
            return cut && one.clientWidth > 1 && one.checkVisibility() && one.innerText?.trim();
        }).map(one => one.outerHTML.slice(0, 160));
        if (document.documentElement.scrollWidth > innerWidth) lost.push("wider than the screen");
        document.adoptedStyleSheets.pop();
        return lost;
    }
"""
"""What is lost where a reader sets text wider, as WCAG 2.2 lets them (1.4.12)."""

FOCUS_SEEN = """
    () => {
        const shown = one => {
            const {outlineStyle, outlineWidth} = getComputedStyle(one);
            return outlineStyle === "auto" || outlineStyle !== "none" && parseFloat(outlineWidth) >= 2;
        };
        const reached = document.querySelectorAll("a[href], button, input, select, textarea, summary");
        return [...reached].filter(one => {
            if (one.disabled || !one.checkVisibility({visibilityProperty: true})) return false;
            one.focus({preventScroll: true, focusVisible: true});
            const around = [one, ...(one.labels ?? []), one.closest(".card") ?? one];
            return one === document.activeElement && !around.some(shown);
        }).map(one => one.outerHTML.slice(0, 160));
    }
"""
"""What a keyboard reaches without anybody seeing where it is."""


async def barriers(page: Page) -> list[str]:
    """What axe finds wrong with a page, what can't be pressed, and whether it has to be scrolled sideways."""
    found = (await AXE.run(page)).response["violations"]
    wrong = [f"{one['id']}: {node['html']}" for one in found for node in one["nodes"]]
    return wrong + await unreachable(page)


async def unreachable(page: Page) -> list[str]:
    """What can't be pressed, whose focus isn't seen, what wider text hides, and scrolling sideways."""
    fits = await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    wrong = [] if fits else ["wider than the screen"]
    wrong += [f"covered: {what}" for what in await page.evaluate(COVERED)]
    wrong += [f"lost when text is wider: {what}" for what in await page.evaluate(SET_WIDER)]
    await page.keyboard.press("Tab")  # from here on the focus is a keyboard's
    return wrong + [f"focus not seen: {what}" for what in await page.evaluate(FOCUS_SEEN)]
