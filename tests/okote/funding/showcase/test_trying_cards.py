"""Whoever tries out cards that are not theirs is told to wait; whoever gives beside them is not."""

import pytest
from sqlmodel import col, select

from okote.funding.showcase.giving import PLEDGES, PLEDGES_FROM_HERE
from okote.platform.limits import LimitHit
from tests.okote.funding.showcase.test_giving_again import confirm
from tests.okote.funding.showcase.test_pages import pledges


@pytest.fixture
def donor(browser):
    async def donor(name, client="192.0.2.1"):
        visitor = browser()
        visitor.client = client
        await visitor.arrive(name)
        return visitor

    return donor


async def exhaust(house, limit):
    """Whoever opened one payment page has opened as many as they may."""
    async with house.database.unit_of_work() as db:
        [hit] = (
            await db.exec(select(LimitHit).where(col(LimitHit.bucket).startswith(f"{limit.name}:")))
        ).all()
        db.add_all(LimitHit(bucket=hit.bucket, at=hit.at) for _ in range(limit.most - 1))


async def test_one_person_opens_so_many_payment_pages_and_no_more(donor, scene, house):
    thief, neighbour = await donor("camille"), await donor("yanis")
    assert (await confirm(thief, scene, 20))[0].status_code == 303
    await exhaust(house, PLEDGES)
    refused, _ = await confirm(thief, scene, 21)
    assert refused.status_code == 429
    assert 'name="amount" value="21"' in refused.text
    assert len(await pledges(house)) == 1
    assert (await confirm(neighbour, scene, 20))[0].status_code == 303


async def test_nor_do_many_from_one_address_together(donor, scene, house):
    assert (await confirm(await donor("camille"), scene, 20))[0].status_code == 303
    await exhaust(house, PLEDGES_FROM_HERE)
    assert (await confirm(await donor("yanis"), scene, 20))[0].status_code == 429
    elsewhere = await donor("ines", "198.51.100.7")
    assert (await confirm(elsewhere, scene, 20))[0].status_code == 303
