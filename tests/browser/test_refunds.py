"""A refund that no card takes, from its donor's account number to what the bank's statement says."""

from collections.abc import Callable
from typing import Any

import pytest
from anyio import Path
from playwright.async_api import Page, expect
from sqlmodel import col, select

from payments.operations.models import Operation
from payments.operations.rules import OperationKind
from tests.browser.screen import DESK, PHONE, Screen, barriers, unreachable
from tests.stories.service import Service

pytestmark = pytest.mark.browser

IBAN = "FR14 2004 1010 0505 0001 3M02 606"
THE_OTHER = {390: DESK, 1280: PHONE}


async def free(page: Page) -> None:
    """Nothing stands in anybody's way, on a phone and at a desk."""
    size = page.viewport_size
    assert size is not None
    assert await barriers(page) == [], page.url
    await page.set_viewport_size(THE_OTHER[size["width"]])  # type: ignore[arg-type]
    assert await unreachable(page) == [], page.url
    await page.set_viewport_size(size)


async def sent_back(service: Service) -> None:
    """A campaign has failed, and Camille's bank takes no refund."""
    campaign = await service.campaign("Un kiosque", 1_000, territoire=500, cuisines_du_ried=500)
    await (await service.signed_in("camille")).pledge(campaign, "20")
    await service.reach_the_end(campaign)
    await service.let_pass(days=1)
    async with service.house.database.reading() as db:
        made = select(Operation).where(Operation.kind == OperationKind.REFUND)
        refund = (await db.exec(made.order_by(col(Operation.id).desc()).limit(1))).one()
    await service.stripe.post(f"refunds/{refund.stripe_id}/fail", reason="lost_or_stolen_card")
    await service.house.desk.perform(refund.id)


async def test_it_is_named_ordered_and_paid(screen: Callable[..., Any], service: Service):
    await sent_back(service)
    camille: Screen = await screen()
    await camille.sign_in("Camille Aubry")
    mine = await camille.open("/my/pledges")
    await free(mine)
    await mine.get_by_role("link", name="Indiquer mon compte").click()
    await free(mine)
    await mine.locator("#name").fill("Camille Aubry")
    await mine.locator("#iban").fill(IBAN[:-1] + "7")
    await mine.locator("main form button").first.click()
    await expect(mine.locator(".errors")).to_contain_text("IBAN")
    await free(mine)
    await mine.locator("#iban").fill(IBAN)
    assert await mine.locator("#iban").evaluate("one => one.scrollWidth <= one.clientWidth"), "it is cut"
    await mine.locator("main form button").first.click()
    await expect(mine.get_by_role("status")).to_contain_text("FR•• •••• 2606")
    await free(await camille.open(await refund_path(mine)))

    ines: Screen = await screen(viewport=DESK)
    await ines.sign_in("Inès Roth")
    office = await ines.open("/back-office/refunds")
    await free(office)
    await office.locator("#name").fill("Association Exemple")
    await office.locator("#iban").fill("DE89370400440532013000")
    await office.locator("main form button").first.click()
    await expect(office.get_by_role("status")).to_be_visible()
    await free(office)
    assert IBAN.replace(" ", "") in await fetched(office)

    await office.locator('a[href$="/returned"]').click()
    await free(office)
    await office.go_back()
    await office.locator('a[href$="/paid"]').click()
    await free(office)
    await office.locator("#paid_on").fill((await service.now()).date().isoformat())
    await office.locator("#reference").fill("VIR 0042")
    await office.locator("main form button").first.click()
    await expect(office.get_by_role("status")).to_be_visible()
    await free(office)
    await service.check()


async def refund_path(mine: Page) -> str:
    href = await mine.locator('a[href*="/my/refunds/"]').first.get_attribute("href")
    assert href is not None
    return "/my/refunds/" + href.rpartition("/")[2]


async def fetched(page: Page) -> str:
    async with page.expect_download() as coming:
        await page.locator("a[download]").click()
    return await Path(await (await coming.value).path()).read_text("utf-8")
