"""Events that come at the same moment are kept in one transaction: many cost little more than one."""

import asyncio

from payments.inbox.service import Arrived, keep
from payments.sessions import UnitOfWork

AT_ONCE = 50


class Keeper:
    """One per process: whoever comes while a transaction is under way is kept by the next."""

    def __init__(self, unit_of_work: UnitOfWork) -> None:
        self._unit_of_work = unit_of_work
        self._waiting: dict[Arrived, None] = {}
        self._turn = asyncio.Lock()

    async def keep(self, arrived: Arrived) -> None:
        """Once this returns, it is on record; where it raises, nothing of it is."""
        self._waiting[arrived] = None
        try:
            async with self._turn:
                if arrived in self._waiting:
                    await self._keep_with_others(arrived)
        finally:
            self._waiting.pop(arrived, None)

    async def _keep_with_others(self, arrived: Arrived) -> None:
        """Alone where that fails, so that nobody answers for what another brought."""
        together = dict.fromkeys([arrived, *list(self._waiting)[:AT_ONCE]])
        try:
            await self._write(together)
        except Exception:  # noqa: BLE001 (what is at fault is not known, and fails again if it is this one)
            await self._write({arrived: None})

    async def _write(self, together: dict[Arrived, None]) -> None:
        async with self._unit_of_work() as db:
            await keep(db, list(together))
        for one in together:
            self._waiting.pop(one, None)
