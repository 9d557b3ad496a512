"""The service under siege: its web process and its worker are processes that may die at any time."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from okote.demo.work import repeat
from tests.faults.processes import Processes
from tests.stories.people import Begun
from tests.stories.service import MOST_ROUNDS, Service

SOON = text("""
UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 second'
WHERE status = 'todo' AND attempts > 0 AND scheduled_at > now() + interval '1 second'
""")
"""What failed is tried again soon; at once, all its tries would fall into one outage."""

UNDER_WAY = text("""
SELECT task_name, status, attempts, count(*), min(scheduled_at), worker_id, now() - last_heartbeat AS silent
FROM procrastinate_jobs LEFT JOIN procrastinate_workers AS worker ON worker.id = worker_id
WHERE status IN ('todo', 'doing') GROUP BY task_name, status, attempts, worker_id, last_heartbeat
ORDER BY task_name, status, attempts
""")

QUIET = 180
"""Seconds in which all work must be done: the database is silent for 30 of them, and a worker too."""

LOOK = 0.05


@dataclass(eq=False)
class Besieged(Service):
    """While its processes run, they do the work; without them, whoever tells the story."""

    processes: Processes | None = None
    calm: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by who needs the database, and by who takes it away."""

    async def settle(self) -> None:
        """Everything that waits happens now, whoever dies meanwhile."""
        if self.processes is None:
            await super().settle()
            return
        for _ in range(MOST_ROUNDS):
            await self.idle()
            await self.processes.serving()
            if not await self.stripe.deliver():
                return
        raise AssertionError(f"not at rest after {MOST_ROUNDS} rounds")

    async def idle(self) -> None:
        """Until the processes have done all that is due, and all that comes of it."""
        async with self.calm, self.house.database.unit_of_work() as db:
            await repeat(db, self.house)
        begun = time.monotonic()
        while left := await self._under_way():
            assert time.monotonic() - begun < QUIET, f"not done within {QUIET} s: {left}"
            await asyncio.sleep(LOOK)

    async def _under_way(self) -> Sequence[Any]:
        async with self.calm, self.house.database.unit_of_work() as db:
            await db.exec(SOON)
            return (await db.exec(UNDER_WAY)).all()

    async def leap(self, by: timedelta) -> None:
        async with self.calm:
            await super().leap(by)

    async def _left(self, campaign: Begun) -> timedelta:
        async with self.calm:
            return await super()._left(campaign)
