"""Doing now what a worker would do in a while: for the seeding, and for tests that wait for nothing."""

from collections.abc import Mapping
from time import time
from typing import Any

from sqlalchemy import text

from okote.house import House
from okote.platform.jobs import work_off
from payments.sessions import WriteSession

DUE = text(
    "SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo' AND coalesce(scheduled_at <= now(), true)"
)

FIELDS_WITH_SECONDS = 6


async def settle(house: House) -> None:
    """What repeats, once; then every job that waits, and those that these leave behind."""
    async with house.database.unit_of_work() as db:
        await repeat(db, house)
    await finish(house, house.job_context)


async def repeat(db: WriteSession, house: House) -> None:
    """Have done at once what else would be done within the minute: cron lines that count seconds."""
    for feature in house.features:
        for job in feature.jobs:
            if job.every and len(job.every.split()) == FIELDS_WITH_SECONDS:
                await db.defer(job.name, timestamp=int(time()))


async def finish(house: House, context: Mapping[str, Any]) -> None:
    """Run jobs until none is due."""
    while await _due(house):
        await work_off(house.queue, context)


async def _due(house: House) -> int:
    async with house.database.reading() as db:
        return int((await db.exec(DUE)).scalar_one())  # type: ignore[call-overload]
