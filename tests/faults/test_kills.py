"""The service killed where it hurts, as `make kills` does it two hundred times."""

from pathlib import Path

import pytest

from tests.faults.kills import besieged

pytestmark = pytest.mark.story

PLACES = {"event.kept", "operation.called/refund", "closing.decided"}
"""Stripe's news is kept and Stripe not told so; a refund is made and not recorded; the rule has decided."""


async def test_nothing_is_lost_or_doubled_and_closing_ends(database_url: str, tmp_path: Path):
    async with besieged(database_url, tmp_path) as siege:
        died = await siege.round([f"{place} kill" for place in PLACES])
    assert {death.where for death in died} == PLACES
    assert siege.wrong == []
