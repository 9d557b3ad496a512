"""Who gave much, in the back office; and what someone who is frozen reads."""

import csv
import re
from html import unescape
from io import StringIO

import pytest
from sqlmodel import select

from okote.funding.conditions.rules import CURRENT
from okote.funding.pledges.models import Pledge
from okote.identity.models import Role

HERE = "/en/back-office/vigilance"


def hidden(html):
    """The hidden fields of a page's forms, and the conditions accepted."""
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', html)
    typed = {name: unescape(value) for name, value in found if name != "_csrf_token"}
    return typed | {"conditions": CURRENT.isoformat()}


@pytest.fixture
async def ines(office):
    return await office.enter("ines", Role.ADMINISTRATOR)


async def test_a_donor_is_seen_frozen_and_refused_in_plain_words(scene, office, ines):
    pledge = await scene.pledge(30)
    assert "No sum is set" in (await ines.get(HERE)).text
    assert (await ines.post(f"{HERE}/sums", {"person": "25,50", "body": ""})).status_code == 303
    assert (await office.waiting(ines))["vigilance"] == 1
    shown = (await ines.get(HERE)).text
    assert "donor@example.test" in shown
    assert 'value="25.50"' in shown

    here = f"{HERE}/{pledge.id}"
    assert "in twelve months, in 1 payment" in (await ines.get(here)).text
    wrong = await ines.post(here, {"outcome": "frozen", "reason": ""})
    assert (wrong.status_code, 'value="frozen" checked' in wrong.text) == (422, True)
    assert (await ines.post(here, {"outcome": "frozen", "reason": "Non <b>expliqué</b>"})).status_code == 303
    assert "Non <b>expliqué</b>" in unescape((await ines.get(here)).text)
    table = (await ines.get(f"{HERE}/donors.csv")).text.removeprefix("\ufeff")
    assert [row["state"] for row in csv.DictReader(StringIO(table))] == ["frozen"]
    assert "vigilance" not in await office.waiting(ines)


async def test_who_is_frozen_reads_how_to_reach_us_and_not_why(scene, office, ines):
    camille = await office.enter("camille")
    asked = f"{scene.path}/pledge/check?amount=30"
    await camille.post(f"{scene.path}/pledge", hidden((await camille.get(asked)).text))
    async with office.house.database.reading() as db:
        pledge = (await db.exec(select(Pledge))).one()
    await ines.post(f"{HERE}/{pledge.id}", {"outcome": "frozen", "reason": "À voir"})
    again = hidden((await camille.get(asked)).text)
    answer = await camille.post(f"{scene.path}/pledge", again)
    assert answer.status_code == 422
    told = unescape(answer.text)
    assert "Appelez-nous ou écrivez-nous" in told
    assert "bloqu" not in told
    assert 'value="30"' in told


async def test_what_is_no_sum_is_said_and_kept(scene, ines, office):
    wrong = await ines.post(f"{HERE}/sums", {"person": "a lot", "body": "-5"})
    assert (wrong.status_code, 'value="a lot"' in wrong.text) == (422, True)
    assert (await (await office.enter("lea", Role.AGENT)).get(HERE)).status_code == 403
