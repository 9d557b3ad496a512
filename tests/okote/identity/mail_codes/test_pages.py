"""Signing in with a code sent by mail, over the whole service."""

import asyncio
import re
from datetime import timedelta

import pytest
from sqlmodel import col, func, select

from okote.identity.mail_codes.models import MailCode
from okote.identity.models import Person, Session, SignIn
from okote.platform import clock
from okote.platform.limits import LimitHit
from okote.platform.mail.models import Mail
from tests.okote.app_client import ELSEWHERE, SESSION, SIGN_IN

ADDRESS = "camille.aubry@courriel.example"
CODE = re.compile(r"\b(\d{3})\u00a0(\d{3})\b")


async def count(house, model):
    async with house.database.reading() as db:
        return (await db.exec(select(func.count()).select_from(model))).one()


async def last_mail(house) -> Mail:
    async with house.database.reading() as db:
        return (await db.exec(select(Mail).order_by(col(Mail.id).desc()))).first()


async def sent_code(house) -> str:
    mail = await last_mail(house)
    return "".join(CODE.search(mail.text).groups())


async def ask(browser, email=ADDRESS, next_page="/contact"):
    return await browser.post(f"/{browser.language}/sign-in-by-mail", {"email": email, "next": next_page})


async def answer(browser, code):
    return await browser.post(f"/{browser.language}/sign-in-by-mail/code", {"code": code})


def another(code: str) -> str:
    return f"{(int(code) + 1) % 10**6:06}"


async def test_a_person_signs_in_with_a_code(browser, house):
    camille = browser()
    asked = await ask(camille, " Camille.Aubry@courriel.example ")
    assert asked.headers["location"] == "/fr/sign-in-by-mail/code"
    shown = await camille.follow(asked)
    assert shown.status_code == 200
    assert ADDRESS in shown.text
    mail = await last_mail(house)
    assert mail.recipient == ADDRESS
    code = await sent_code(house)
    assert re.match(rf"{code[:3]}\s{code[3:]} ", mail.subject)
    assert CODE.search(re.search('<p class="code">(.*?)</p>', mail.html)[1])
    assert CODE.search("\n".join(mail.text.splitlines()[:3]))
    done = await answer(camille, f"{code[:3]} {code[3:]}")
    assert (done.status_code, done.headers["location"]) == (303, "/fr/contact")
    assert (await camille.get("/fr/account")).status_code == 200
    assert SIGN_IN not in camille.cookies
    async with house.database.reading() as db:
        sign_in, person = (await db.exec(select(SignIn, Person).join(Person))).one()
    assert (sign_in.issuer, sign_in.subject, person.email) == ("urn:okote:mail", ADDRESS, ADDRESS)


async def test_the_way_leads_on_in_the_same_language(browser, house):
    camille = browser()
    camille.language = "de"
    await ask(camille, next_page="/campaigns/x/pledge?amount=20%2C00&message=Bravo")
    done = await answer(camille, await sent_code(house))
    assert done.headers["location"] == "/de/campaigns/x/pledge?amount=20%2C00&message=Bravo"


async def test_a_code_and_a_provider_are_two_ways_to_two_accounts(browser, house):
    """The provider proved the same address: no reason to let either in as the other."""
    await browser().sign_in("camille")
    camille = browser()
    await ask(camille)
    await answer(camille, await sent_code(house))
    assert await count(house, Person) == 2


async def test_nobody_learns_who_has_an_account(browser, house):
    known = browser()
    await ask(known)
    await answer(known, await sent_code(house))
    curious = browser()
    for_known, for_unknown = await ask(curious), await ask(browser(), "nobody@courriel.example")
    assert for_known.headers["location"] == for_unknown.headers["location"]
    assert (for_known.status_code, for_known.text) == (for_unknown.status_code, for_unknown.text)
    assert await count(house, Mail) == 3


async def test_a_code_serves_once(browser, house):
    camille = browser()
    await ask(camille)
    code, binding = await sent_code(house), camille.cookies[SIGN_IN]
    await answer(camille, code)
    thief = browser()
    thief.cookies[SIGN_IN] = binding
    again = await answer(thief, code)
    assert again.headers["location"].startswith("/fr/sign-in?")
    assert SESSION not in thief.cookies


async def test_one_code_used_twice_at_once_opens_one_session(browser, house):
    camille = browser()
    await ask(camille)
    code = await sent_code(house)
    tabs = [browser() for _ in range(5)]
    for tab in tabs:
        tab.cookies = dict(camille.cookies)
    await asyncio.gather(*(answer(tab, code) for tab in tabs))
    assert await count(house, Session) == 1
    assert len([tab for tab in tabs if SESSION in tab.cookies]) == 1


async def test_a_code_is_good_in_the_browser_that_asked(browser, house):
    camille, thief = browser(), browser()
    await ask(camille)
    code = await sent_code(house)
    await ask(thief, "thief@courriel.example")
    assert (await answer(thief, code)).status_code == 422
    stranger = browser()
    assert (await answer(stranger, code)).headers["location"].startswith("/fr/sign-in?")
    elsewhere = browser(ELSEWHERE)
    elsewhere.cookies = dict(camille.cookies)
    await answer(elsewhere, code)
    assert not any(SESSION in one.cookies for one in (thief, stranger, elsewhere))
    assert (await answer(camille, code)).headers["location"] == "/fr/contact"


async def test_a_code_lasts_ten_minutes(browser, house):
    camille = browser()
    await ask(camille)
    async with house.database.unit_of_work() as db:
        await clock.set_offset(db, timedelta(minutes=10))
    over = await answer(camille, await sent_code(house))
    assert over.headers["location"].startswith("/fr/sign-in?")
    assert 'class="flash error"' in (await camille.follow(over)).text
    assert (await camille.get("/fr/sign-in-by-mail/code")).status_code == 303


async def test_five_tries_and_the_right_one_comes_too_late(browser, house):
    camille = browser()
    await ask(camille)
    code = await sent_code(house)
    for _ in range(4):
        wrong = await answer(camille, another(code))
        assert wrong.status_code == 422
        assert 'href="#code"' in wrong.text
        assert ADDRESS in wrong.text
    over = await answer(camille, another(code))
    assert over.headers["location"] == "/fr/sign-in?next=%2Fcontact"
    await answer(camille, code)
    assert SESSION not in camille.cookies
    assert await count(house, Session) == 0


async def test_only_the_last_code_counts(browser, house):
    camille = browser()
    await ask(camille)
    first = await sent_code(house)
    await ask(camille)
    second = await sent_code(house)
    if first != second:
        assert (await answer(camille, first)).status_code == 422
    assert (await answer(camille, second)).headers["location"] == "/fr/contact"


async def test_nobody_asks_for_one_address_again_and_again(browser, house):
    """Five an hour and ten a day for one address from one place, however many browsers there are."""
    for _ in range(5):
        assert (await ask(browser())).status_code == 303
    refused = await ask(browser())
    assert refused.status_code == 429
    assert re.search(r"(59|60)\u00a0min", refused.text)
    async with house.database.unit_of_work() as db:
        await clock.set_offset(db, timedelta(hours=1))
    for _ in range(5):
        assert (await ask(browser())).status_code == 303
    async with house.database.unit_of_work() as db:
        await clock.set_offset(db, timedelta(hours=2))
    assert (await ask(browser())).status_code == 429
    assert await count(house, MailCode) == 10
    assert (await ask(browser(), "other@courriel.example")).status_code == 303


async def test_nobody_shuts_another_out(browser):
    """Whoever asks for a neighbour's codes until there are no more leaves the neighbour's own for them."""
    for _ in range(6):
        answered = await ask(browser())
    assert answered.status_code == 429
    camille = browser()
    camille.client = "198.51.100.7"
    assert (await ask(camille)).status_code == 303


async def test_many_together_do_not_fill_a_letter_box(browser, house):
    """Sixty a day for one address, from wherever they are asked for."""
    await ask(browser())
    async with house.database.unit_of_work() as db:
        statement = select(LimitHit).where(col(LimitHit.bucket).startswith("mail-code-address:"))
        [hit] = (await db.exec(statement)).all()
        db.add_all(LimitHit(bucket=hit.bucket, at=hit.at) for _ in range(58))
    for number, status in enumerate((303, 429)):
        asking = browser()
        asking.client = f"198.51.100.{number}"
        assert (await ask(asking)).status_code == status


async def test_nobody_asks_for_everyones(browser, house):
    greedy = browser()
    greedy.client = "2001:db8:1:2::1"
    await ask(greedy, "person1@courriel.example")
    async with house.database.unit_of_work() as db:
        statement = select(LimitHit).where(col(LimitHit.bucket).startswith("mail-code-client:"))
        [hit] = (await db.exec(statement)).all()
        db.add_all(LimitHit(bucket=hit.bucket, at=hit.at) for _ in range(28))
    assert (await ask(greedy, "person2@courriel.example")).status_code == 303
    greedy.client = "2001:db8:1:2::2"
    assert (await ask(greedy, "person3@courriel.example")).status_code == 429
    greedy.client = "2001:db8:1:3::1"
    assert (await ask(greedy, "person3@courriel.example")).status_code == 303


@pytest.mark.parametrize(
    "typed", ["", "camille", "camille@courriel.example\r\nBcc: x@y.example", "a" * 10_000]
)
async def test_what_is_no_address_is_said_beside_the_field(browser, house, typed):
    camille = browser()
    answered = await ask(camille, typed)
    assert answered.status_code == 422
    assert 'href="#email"' in answered.text
    assert 'name="next" value="/contact"' in answered.text
    assert await count(house, Mail) == 0


async def test_signing_in_gives_no_role(browser, house):
    camille = browser()
    await ask(camille)
    await answer(camille, await sent_code(house))
    assert (await camille.get("/fr/back-office")).status_code == 403


class TestWhereItIsNotOffered:
    @pytest.fixture
    def changed_settings(self):
        return {"mail_code_sign_in": False}

    async def test_its_pages_do_not_exist(self, browser):
        camille = browser()
        assert "sign-in-by-mail" not in (await camille.get("/fr/sign-in")).text
        assert (await ask(camille)).status_code == 404
        assert (await camille.get("/fr/sign-in-by-mail/code")).status_code == 404
        assert (await answer(camille, "123456")).status_code == 404
