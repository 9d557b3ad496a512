"""Lines that fail: whoever is not answered sends the same again, and it counts once."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from okote.funding.conditions.rules import CURRENT
from okote.identity import arrival
from tests.faults.books import disagreements
from tests.faults.donors import Donor
from tests.faults.journal import Journal
from tests.faults.proxy import Proxy, When, postgres_proxy
from tests.stories.service import Service, running_service

pytestmark = pytest.mark.story

SHORT = 0.3
"""Seconds, instead of those in which a real database may be silent."""


@dataclass
class Behind:
    """A service whose database is behind a proxy."""

    service: Service
    database: Proxy
    journal: Journal

    def donor(self, key: str) -> Donor:
        return Donor(self.service.somebody(key), self.service.stripe, self.journal)


@pytest.fixture
async def behind(database_url: str, tmp_path: Path) -> AsyncIterator[Behind]:
    async with (
        postgres_proxy(database_url, tmp_path) as (proxy, url),
        running_service(url, tmp_path / "service") as service,
    ):
        yield Behind(service, proxy, Journal())


@pytest.mark.parametrize("when", list(When))
async def test_a_pledge_whose_commit_nobody_knows_of_counts_once(behind: Behind, when: When):
    """The same form leads to the payment page of the first time, if there was one."""
    campaign = await behind.service.campaign("Un four", 60)
    camille = behind.donor("camille")
    await camille.sign_in()
    check = await camille.who.check(campaign, "20")
    cut = behind.database.cut(when, b"INSERT INTO pledge ")

    refused = await camille.who.press(check, "/pledge", conditions=CURRENT.isoformat())
    assert cut.done
    assert (refused.status, refused.headers.get("retry-after")) == (503, "5"), refused.text

    given = behind.journal.begin("camille", campaign.id, 20)
    for _ in range(2):
        page = await camille.who.press(check, "/pledge", conditions=CURRENT.isoformat())
        given.pages.add(page.address)
    await camille.pay(given)
    cut = behind.database.cut(when, b"INSERT INTO stripe_event ")
    await behind.service.settle()
    assert cut.done
    await behind.service.reach_the_end(campaign)
    await behind.service.let_pass(days=9)
    assert await disagreements(behind.service.around, behind.journal) == []


async def test_a_database_that_has_stopped_is_said_to_be_busy_and_then_is_not(
    behind: Behind, monkeypatch: pytest.MonkeyPatch
):
    """Nobody waits for it; afterwards all goes on at once."""
    campaign = await behind.service.campaign("Un four", 60)
    camille = behind.donor("camille")
    await camille.sign_in()
    check = await camille.who.check(campaign, "20")

    behind.database.stall()
    with monkeypatch.context() as hurried:
        hurried.setattr(arrival, "ARRIVED", 0.3)
        for ask in (camille.who.visit(campaign.path), camille.who.press(check, "/pledge")):
            page = await ask
            assert (page.status, page.headers["retry-after"]) == (503, "5")

    behind.database.resume()
    assert (await camille.who.visit(campaign.path)).status == 200
    await camille.pay(await camille.give(campaign, 20))


async def test_a_line_that_is_hung_up_on_is_taken_up_again(behind: Behind):
    campaign = await behind.service.campaign("Un four", 60)
    camille = behind.donor("camille")
    await camille.sign_in()
    for _ in range(3):
        behind.database.hang_up()
        page = await camille.insist(lambda: camille.who.visit(campaign.path))
        assert page.status == 200
    assert camille.journal.unanswered <= 3
