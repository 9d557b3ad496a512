"""Whoever gave no address by signing in gives one here, and shows that it is theirs."""

import re

import pytest
from sqlmodel import col, select, update

from okote.identity.models import Person, Session
from okote.platform.mail.models import Mail
from tests.okote.app_client import SESSION

PLACE = "/fr/account/address"
CODE = re.compile(r"(\d{3})\u00a0(\d{3})")


@pytest.fixture
async def camille(browser, house):
    """Signed in by a provider that tells no address."""
    visitor = browser()
    await visitor.sign_in("camille")
    async with house.database.unit_of_work() as db:
        await db.exec(update(Person).values(email=None))
    return visitor


async def email(house) -> str | None:
    async with house.database.reading() as db:
        return (await db.exec(select(Person.email))).one()


async def sent(house) -> tuple[str, str]:
    """To whom the last mail goes, and its code."""
    async with house.database.reading() as db:
        mail = (await db.exec(select(Mail).order_by(col(Mail.id).desc()).limit(1))).one()
    return mail.recipient, "".join(CODE.search(mail.text).groups())


async def test_an_address_is_ours_to_write_to_once_its_code_is_typed(camille, house):
    assert 'href="/fr/account/address"' in (await camille.get("/fr/account")).text
    assert (await camille.get(PLACE)).status_code == 200
    asked = await camille.post(PLACE, {"email": " Camille@Courriel.example ", "next": "/my/pledges?x=1"})
    assert asked.headers["location"] == f"{PLACE}/code"
    assert (await camille.follow(asked)).status_code == 200
    to, code = await sent(house)
    assert to == "camille@courriel.example"
    assert await email(house) is None
    done = await camille.post(f"{PLACE}/code", {"code": code})
    assert (done.status_code, done.headers["location"]) == (303, "/fr/my/pledges?x=1")
    assert await email(house) == "camille@courriel.example"


async def test_a_wrong_code_confirms_nothing(camille, house):
    await camille.post(PLACE, {"email": "other@courriel.example"})
    _, code = await sent(house)
    wrong = await camille.post(f"{PLACE}/code", {"code": f"{(int(code) + 1) % 10**6:06}"})
    assert wrong.status_code == 422
    assert 'href="#code"' in wrong.text
    assert await email(house) is None


async def test_what_a_provider_says_later_does_not_replace_what_was_chosen(camille, browser, house):
    await camille.post(PLACE, {"email": "mine@courriel.example"})
    _, code = await sent(house)
    await camille.post(f"{PLACE}/code", {"code": code})
    await browser().sign_in("camille")
    assert await email(house) == "mine@courriel.example"


async def test_a_code_that_confirms_an_address_signs_nobody_in(camille, browser, house):
    """Nor the other way round: each is for what its mail says."""
    await camille.post(PLACE, {"email": "other@courriel.example"})
    _, code = await sent(house)
    thief = browser()
    thief.cookies = {name: value for name, value in camille.cookies.items() if name != SESSION}
    assert (await thief.post("/fr/sign-in-by-mail/code", {"code": code})).status_code == 303
    assert SESSION not in thief.cookies
    async with house.database.reading() as db:
        assert len((await db.exec(select(Session))).all()) == 1

    await camille.post("/fr/sign-in-by-mail", {"email": "third@courriel.example", "next": "/"})
    _, code = await sent(house)
    await camille.post(f"{PLACE}/code", {"code": code})
    assert await email(house) is None


async def test_another_persons_code_is_not_mine(camille, browser, house):
    await camille.post(PLACE, {"email": "other@courriel.example"})
    _, code = await sent(house)
    yanis = browser()
    await yanis.sign_in("yanis")
    yanis.cookies = {**camille.cookies, SESSION: yanis.cookies[SESSION]}
    assert (await yanis.post(f"{PLACE}/code", {"code": code})).headers["location"] == PLACE


async def test_what_is_no_address_is_said_beside_the_field(camille):
    answered = await camille.post(PLACE, {"email": "camille", "next": "/my/pledges"})
    assert answered.status_code == 422
    assert 'href="#email"' in answered.text
    assert 'name="next" value="/my/pledges"' in answered.text
