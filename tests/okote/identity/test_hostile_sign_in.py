"""What is tried against a sign-in: nobody is signed in, and the log says that something was tried."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from sqlmodel import func, select
from structlog.testing import capture_logs

from okote.identity.models import Person, Session
from okote.platform import clock
from tests.okote.app_client import ELSEWHERE, PLAIN, SESSION, SIGN_IN


async def assert_nobody_signed_in(house, *browsers):
    for browser in browsers:
        assert SESSION not in browser.cookies
    async with house.database.reading() as db:
        for model in (Session, Person):
            assert (await db.exec(select(func.count()).select_from(model))).one() == 0


def path_of(address: str) -> str:
    """What a browser asks for when it is sent to one of our hosts."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


async def back_from_provider(browser, person="camille"):
    return path_of(await browser.running.choose(await browser.begin("/contact"), person))


async def test_an_answer_serves_once(browser, house):
    camille = browser()
    back = await back_from_provider(camille)
    binding = camille.cookies[SIGN_IN]
    await camille.get(back)
    signed_in = camille.cookies[SESSION]
    thief = browser()
    thief.cookies[SIGN_IN] = binding
    with capture_logs() as logged:
        answer = await thief.get(back)
    assert answer.headers["location"] == "/fr/sign-in?next=%2F"
    assert SESSION not in thief.cookies
    assert [entry["code"] for entry in logged if entry["event"] == "sign-in failed"] == ["sign_in_expired"]
    again = await camille.get(back)
    assert (again.headers["location"], camille.cookies[SESSION]) == ("/fr/", signed_in)


async def test_an_answer_is_of_use_in_no_other_browser(browser, house):
    """An attacker's own answer, sent to a victim, signs nobody in; the attacker's browser still can."""
    attacker, victim, fresh = browser(), browser(), browser()
    back = await back_from_provider(attacker)
    await victim.begin()
    await victim.get(back)
    await fresh.get(back)
    await assert_nobody_signed_in(house, victim, fresh)
    assert (await attacker.get(back)).headers["location"] == "/fr/contact"


async def test_two_browsers_that_swap_their_answers(browser, house):
    camille, yanis = browser(), browser()
    hers, his = await back_from_provider(camille), await back_from_provider(yanis, "yanis")
    await camille.get(his)
    await yanis.get(hers)
    await assert_nobody_signed_in(house, camille, yanis)


async def test_a_browser_without_its_cookie(browser, house):
    camille = browser()
    back = await back_from_provider(camille)
    del camille.cookies[SIGN_IN]
    await camille.get(back)
    await assert_nobody_signed_in(house, camille)


async def test_two_tabs_of_one_browser_both_serve(browser):
    camille = browser()
    first, second = await back_from_provider(camille), await back_from_provider(camille)
    assert (await camille.get(second)).headers["location"] == "/fr/contact"
    assert (await camille.get(first)).headers["location"] == "/fr/"


async def test_an_answer_after_ten_minutes(browser, house):
    camille = browser()
    back = await back_from_provider(camille)
    async with house.database.unit_of_work() as db:
        await clock.set_offset(db, timedelta(minutes=10))
    await camille.get(back)
    await assert_nobody_signed_in(house, camille)


@pytest.mark.parametrize("elsewhere", [PLAIN, ELSEWHERE])
async def test_an_answer_on_another_host_name(browser, house, elsewhere):
    camille, other = browser(), browser(elsewhere)
    back = await back_from_provider(camille)
    other.cookies[SIGN_IN] = camille.cookies[SIGN_IN]
    await other.get(back)
    await assert_nobody_signed_in(house, other)


@pytest.mark.parametrize("path", ["/fr/sign-in/demo", "/fr/sign-out", "/fr/sign-in-by-mail"])
async def test_a_form_of_another_site_begins_nothing(browser, path):
    camille = browser()
    await camille.get("/fr/signed-out")
    answer = await camille.post(path, {"next": "/"}, with_token=False)
    assert answer.status_code == 403


async def test_the_way_back_is_never_another_site(browser):
    camille = browser()
    for elsewhere in ("//elsewhere.example", "https://elsewhere.example", "/\\elsewhere.example", "/\t/x"):
        answer = await camille.sign_in("camille", elsewhere)
        assert answer.headers["location"] == "/fr/"
        await camille.post("/fr/sign-out")
