"""An audit is written down once it was made, and each page says what follows from it."""

from html import unescape

import pytest

from tests.okote.app_client import territory

HERE = "/en/back-office/accessibility"
FOUND = {"rate": "82", "by": "Atelier <Exemple>", "on": "2026-01-15"}


async def test_what_an_audit_found_stands_at_the_foot_of_each_page(lea, browser):
    assert (await lea.post(HERE, FOUND)).status_code == 303
    assert 'value="Atelier <Exemple>"' in unescape((await lea.get(HERE)).text)
    assert "partially compliant" in (await browser().get("/en/contact")).text


@pytest.mark.parametrize("wrong", [{"rate": "101"}, {"by": ""}, {"on": "2099-01-01"}, {"on": "x"}])
async def test_what_can_not_be_stays_as_typed(lea, house, wrong):
    answer = await lea.post(HERE, FOUND | wrong)
    assert answer.status_code == 422
    assert all(f'value="{value}"' in unescape(answer.text) for value in (FOUND | wrong).values())
    assert (await territory(house)).accessibility_rate is None
