"""One running service for each module, and one Chromium, in which each screen is a person of their own."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright

from okote.demo import fiction
from okote.demo.seeding.founding import found
from okote.demo.seeding.moments import Telling
from tests.browser.screen import Screen
from tests.plugins.completeness import chromium
from tests.stories.service import SLUG, Service
from tests.stories.surroundings import surroundings


@pytest.fixture(scope="module")
async def service(
    clone: Callable[[], AbstractContextManager[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Service]:
    with clone() as url:
        async with surroundings(url, tmp_path_factory.mktemp("service")) as around:
            async with around.house.database.reading() as db:
                telling = Telling(around.house, around.stripe, await db.now())
            running = Service(around, await found(telling, fiction.territory(SLUG)))
            yield running
            for person in running.people:
                await person.browser.close()


@pytest.fixture(scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        opened = await playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox"])
        yield opened
        await opened.close()


@pytest.fixture
async def screen(browser: Browser, service: Service) -> AsyncIterator[Callable[..., Any]]:
    """Sits somebody down at a screen, by default a phone in French; in the end none has complained."""
    screens: list[Screen] = []

    async def seated(language: str = "fr", **options: Any) -> Screen:
        screens.append(await Screen.of(browser, f"{service.address}/{language}", **options))
        return screens[-1]

    yield seated
    for one in screens:
        await one.context.close()
    assert [complaint for one in screens for complaint in one.complaints] == []
