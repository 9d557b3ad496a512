"""A donor to whom no mail can go is told so, and where to mend it."""

from sqlmodel import update

from okote.identity.models import Person
from tests.okote.funding.showcase.test_pages import give

LINK = 'href="/fr/account/address?next='


async def test_who_has_no_address_is_told_before_and_after(browser, scene, house, stripe_server):
    visitor = browser()
    await visitor.arrive("camille")
    check = f"{scene.path}/pledge/check?amount=20"
    assert LINK not in (await visitor.get(check)).text

    async with house.database.unit_of_work() as db:
        await db.exec(update(Person).values(email=None))
    assert LINK in (await visitor.get(check)).text
    answer, _ = await give(visitor, scene)
    paid = await stripe_server.control.pay(answer.headers["location"].rpartition("/")[2])
    thanks = paid["success_url"].removeprefix(visitor.address)
    told = (await visitor.get(thanks)).text
    assert LINK in told
    assert "e-mail vous le confirme" not in told

    async with house.database.unit_of_work() as db:
        await db.exec(update(Person).values(email="camille@courriel.example"))
    told = (await visitor.get(thanks)).text
    assert LINK not in told
    assert "e-mail vous le confirme" in told
