"""What happens around a deadline, as the worker does it.

A module imports `everything_holds` where all that must hold is to be looked at after each of its tests.
"""

from datetime import timedelta

import pytest

from okote.funding.closing.models import Closing


@pytest.fixture(autouse=True)
async def everything_holds(scene):
    """After each story, all that must hold does."""
    yield
    assert await scene.violations() == set()


async def close(scene):
    """As the worker does, every time that it looks."""
    async with scene.house.database.unit_of_work() as db:
        await db.defer("funding.tick", timestamp=0)
        await db.defer("payments.poll", timestamp=0)
    await scene.work()


async def until_settled(scene):
    """Some days, in which charges become available and payouts arrive."""
    for _ in range(5):
        await scene.move_clock(days=2)
        await close(scene)


async def closing_of(scene):
    async with scene.house.database.reading() as db:
        return await db.get(Closing, scene.campaign.id)


async def past_the_deadline(scene, *, stripe=True):
    async with scene.house.database.reading() as db:
        left = scene.campaign.ends_at - await db.now()
    await scene.move_clock(stripe=stripe, seconds=(left + timedelta(seconds=1)).total_seconds())
