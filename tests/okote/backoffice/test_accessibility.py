"""An audit is written down once it was made, and each page says what follows from it."""

from datetime import datetime, time, timedelta
from html import unescape

import pytest

from okote.platform.clock import set_offset
from tests.okote.app_client import territory
from tests.okote.funding.clocks import PARIS

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


@pytest.mark.parametrize(("half", "status"), [(1, 303), (-1, 422)])
async def test_a_day_begins_and_ends_where_the_territory_is(lea, house, half, status):
    """At midnight in Paris it's still the day before at Greenwich."""
    async with house.database.unit_of_work() as db:
        now = await db.now()
        midnight = datetime.combine(now.astimezone(PARIS) + timedelta(days=2), time(), PARIS)
        await set_offset(db, midnight + timedelta(minutes=30 * half) - now)
    await lea.arrive("lea")
    assert (await lea.post(HERE, FOUND | {"on": midnight.date().isoformat()})).status_code == status
