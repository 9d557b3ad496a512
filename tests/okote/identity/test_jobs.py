"""What is forgotten each hour, and what is not."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import SQLModel, func, select

from okote.identity import jobs
from okote.identity.mail_codes.models import MailCode
from okote.identity.models import Person, Session, SignIn, SignInAttempt
from okote.platform import clock
from okote.platform.limits import LimitHit
from okote.platform.mail.models import Mail
from tests.okote.app_client import PLAIN


@dataclass
class Context:
    """As the worker makes it."""

    additional_context: dict[str, Any]


FORGOTTEN = (Session, SignInAttempt, MailCode, Mail, LimitHit)


async def left(house) -> dict[type[SQLModel], int]:
    async with house.database.reading() as db:
        return {model: (await db.exec(select(func.count()).select_from(model))).one() for model in FORGOTTEN}


@pytest.fixture
def sweep(house):
    async def swept(ahead: timedelta):
        async with house.database.unit_of_work() as db:
            await clock.set_offset(db, ahead)
        await jobs.sweep(Context({"house": house}), timestamp=0)
        return await left(house)

    return swept


def test_an_address_that_was_counted_is_kept_an_hour_longer_than_a_day_at_most():
    [job] = jobs.JOBS
    assert job.every == "17 * * * *"
    assert timedelta(days=1) == jobs.ATTEMPTS_KEPT


async def test_what_is_over_is_forgotten_and_people_are_not(browser, house, sweep):
    camille = browser()
    await camille.sign_in("camille")
    await browser(PLAIN).begin()
    await browser().post("/fr/sign-in-by-mail", {"email": "yanis@courriel.example", "next": "/"})
    before = await left(house)
    assert before == {Session: 1, SignInAttempt: 1, MailCode: 1, Mail: 1, LimitHit: 6}
    assert await sweep(timedelta(minutes=9)) == before
    assert await sweep(timedelta(minutes=10)) == {**before, SignInAttempt: 0, MailCode: 0, Mail: 0}
    assert await sweep(timedelta(hours=12)) == {**dict.fromkeys(FORGOTTEN, 0), LimitHit: 6}
    assert await sweep(timedelta(days=1, minutes=1)) == dict.fromkeys(FORGOTTEN, 0)
    async with house.database.reading() as db:
        for kept in (Person, SignIn):
            assert (await db.exec(select(func.count()).select_from(kept))).one() == 1
