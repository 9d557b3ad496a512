"""Much that can fail at once, as `make storm` has it for an hour."""

from pathlib import Path

import pytest

from tests.faults.journal import Journal
from tests.faults.outages import STOPPED
from tests.faults.storm import Storm, gathered, one_round

pytestmark = pytest.mark.story

QUICK = {
    STOPPED,
    "process killed",
    "database hangs up at a commit",
    "Stripe hangs up after acting",
    "forged news",
}
"""None of them waits for anything."""


class Squall(Storm):
    @property
    def kinds(self):
        return {name: strike for name, strike in super().kinds.items() if name in QUICK}


async def test_whatever_fails_at_once_nothing_is_lost_or_doubled(tmp_path: Path):
    journal = Journal()
    async with gathered(tmp_path, seed=3, kind=Squall, workers=2) as storm:
        wrong = await one_round(storm, journal, 1, strikes=len(QUICK), pairs=1)
    assert wrong == []
    assert storm.struck.keys() == QUICK
    assert len(journal.given) == 7
