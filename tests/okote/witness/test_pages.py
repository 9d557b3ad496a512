"""How far it goes, and the latest seal: on a page for everyone, to which leads whatever promises it."""

import pytest
from sqlalchemy import text

from okote.platform.chain.rules import shown
from okote.platform.chain.service import seal

PATH = "/en/sealed-accounts"


@pytest.fixture(params=[None, "greffe@temoin.example"])
def changed_settings(request):
    return {"witness": request.param}


async def test_it_says_who_could_rewrite_it_and_who_would_know(house, browser):
    visitor = browser()
    before = (await visitor.get(PATH)).text
    assert "Whoever holds the database itself can rewrite a row" in before
    assert "Nothing is sealed yet." in before
    witnessed = house.settings.witness is not None
    assert ("Each day it is mailed to a witness" in before) is witnessed
    assert ("Nobody outside is mailed it yet" in before) is not witnessed

    async with house.database.unit_of_work() as db:
        await db.exec(text("INSERT INTO unsealed_row (relation, key) VALUES ('speech', 'one')"))
        made = await seal(db)
    after = (await visitor.get(PATH)).text
    assert shown(made.hash) in after
    assert "greffe@temoin.example" not in after


@pytest.mark.parametrize("page", ["/back-office/audit", "/back-office/ledger"])
async def test_what_promises_it_leads_there(lea, page):
    shown_there = (await lea.get(f"/en{page}")).text
    assert "can be changed or deleted" in shown_there
    assert f'href="{PATH}"' in shown_there
