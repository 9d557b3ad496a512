"""What donors are handed of their contributions."""

import csv
import json
from io import StringIO
from uuid import uuid4

import pytest
from sqlmodel import select

from okote.funding.pledges.models import Pledge
from okote.funding.pledges.rules import PledgeStatus
from okote.platform.mail.models import Mail
from payments.money import Money
from tests.okote.app_client import person_id, territory

DATA = "/fr/account/data"
AMOUNTS = (1, 99, 20_00, 123_456_789_01)


@pytest.fixture
async def camille(browser, scene, house, identity_provider):
    """She gave some amounts, with a message."""
    visitor = browser()
    await visitor.arrive("camille")
    here, me = await territory(house), await person_id(house, identity_provider, "camille")
    async with house.database.unit_of_work() as db:
        for amount in AMOUNTS:
            db.add(
                Pledge(
                    territory_id=here.id,
                    campaign_id=scene.campaign.id,
                    person_id=me,
                    form_token=uuid4(),
                    status=PledgeStatus.IN_FORCE,
                    amount_minor=amount,
                    message="@Bravo; à tous",
                    language="fr",
                    thanks_hash=uuid4().bytes * 2,
                    created_at=await db.now(),
                )
            )
    return visitor


async def test_each_amount_is_told_to_the_cent(camille, scene):
    held = json.loads((await camille.get(f"{DATA}/all.json")).content)["contributions"]
    assert [one["amount"] for one in held] == [str(Money(amount).major) for amount in AMOUNTS]
    assert {(one["campaign"], one["state"]) for one in held} == {(scene.campaign.title, "in_force")}


async def test_a_spreadsheet_of_them(camille):
    """Headed by what it is in the language of the page; in English by the names that programs know."""
    in_french = (await camille.get(f"{DATA}/csv/contributions")).text
    assert {"montant", "campagne", "état"} <= set(in_french.splitlines()[0].split(","))
    answer = await camille.get(f"{DATA.replace('fr', 'en')}/csv/contributions")
    rows = list(csv.DictReader(StringIO(answer.text.removeprefix("\ufeff"), newline="")))
    assert [row["amount"] for row in rows] == [str(Money(amount).major) for amount in AMOUNTS]
    assert {row["message"] for row in rows} == {"'@Bravo; à tous"}


async def test_the_letters_about_them_are_the_donors_own(scene, house, browser):
    """A letter to a donor is written to their account, one to an organisation to nobody's."""
    given = await scene.pledge(20)
    await scene.work()
    async with house.database.reading() as db:
        written = (await db.exec(select(Mail.person_id).order_by(Mail.id))).all()
    assert written == [given.person_id]
