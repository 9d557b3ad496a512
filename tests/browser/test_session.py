"""A session ends while somebody writes: they are told before, may stay, and lose nothing if they did not."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.async_api import expect

from okote.identity.sessions import IDLE
from okote.platform.clock import offset, set_offset
from tests.browser.screen import choose_oneself
from tests.stories.service import Service

pytestmark = pytest.mark.browser

HOURS = 12 * 3600 - 9 * 60
"""In seconds, till nine minutes before the end."""


async def pass_by(service: Service, ahead: timedelta) -> None:
    async with service.house.database.unit_of_work() as db:
        await set_offset(db, await offset(db) + ahead)


async def test_it_is_said_before_and_what_was_typed_waits(screen: Callable[..., Any], service: Service):
    phone = await screen()
    await phone.sign_in("Camille Aubry")
    page = await phone.context.new_page()
    await page.clock.install()
    await page.goto(f"{phone.home}/account")
    warning = page.locator("[data-session-ends]")
    await expect(warning).to_be_hidden()
    await page.clock.fast_forward(HOURS * 1000)
    await expect(warning).to_be_visible()

    await pass_by(service, timedelta(seconds=HOURS))
    await page.get_by_role("button", name="Prolonger la session").click()
    await expect(warning).to_be_hidden()

    await pass_by(service, IDLE)
    await page.locator('[name="public_name"]').fill("Camille du Quai")
    await page.locator("main form button[type=submit]").first.click()
    await expect(page.locator(".flash.notice").first).to_contain_text("ce que vous avez écrit est gardé")
    await choose_oneself(page, "Camille Aubry")
    await page.wait_for_url("**/fr/typed")
    await expect(page.locator("blockquote")).to_have_text("Camille du Quai")
    await page.get_by_role("button", name="Envoyer").click()
    await page.wait_for_url(re.compile("/fr/account"))
    await expect(page.locator('[name="public_name"]')).to_have_value("Camille du Quai")
