"""Pages are small for who has nothing to lose, and of their own length for who has."""

import pytest

from tests.okote.app_client import ADDRESS

ACCEPTING = {"accept-encoding": "gzip"}


async def is_compressed(browser, path: str) -> bool:
    answer = await browser.get(path, **ACCEPTING)
    assert answer.status_code == 200
    return answer.headers.get("content-encoding") == "gzip"


@pytest.fixture
async def camille(browser):
    signed_in = browser()
    await signed_in.arrive("camille")
    return signed_in


async def test_a_stranger_gets_small_pages(browser):
    stranger = browser()
    assert await is_compressed(stranger, "/fr/legal")
    assert await is_compressed(stranger, "/fr/legal?again")


async def test_what_a_page_says_of_a_person_can_not_be_measured(camille):
    """Neither on pages that are the person's alone: the menu names them everywhere."""
    assert not await is_compressed(camille, "/fr/legal?a=camille")
    assert not await is_compressed(camille, "/fr/account")


async def test_who_is_signing_in_is_somebody_already(browser):
    yanis = browser()
    await yanis.begin()
    assert not await is_compressed(yanis, "/fr/sign-in?next=/x")


async def test_what_is_the_same_for_everyone_is_always_small(camille, house):
    stylesheet = house.renderer.assets.address("okote.css")
    assert await is_compressed(camille, stylesheet.removeprefix(ADDRESS))
