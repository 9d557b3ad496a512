"""One running service for each module, and one Chromium, in which each screen is a person of their own."""

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright

from tests.browser.screen import Screen
from tests.plugins.completeness import chromium
from tests.stories.service import Service, running_service


@pytest.fixture(scope="module")
async def service(
    clone: Callable[[], AbstractContextManager[str]], tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Service]:
    with clone() as url:
        folder, features = tmp_path_factory.mktemp("service"), ("okote.funding", "consultations")
        async with running_service(url, folder, features=features) as running:
            yield running


@pytest.fixture(scope="session")
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
