"""Connections are given in the order in which they were asked for.

SQLAlchemy's own queue hands a connection that has come back to whoever asks next, also before those who wait:
under load some wait in vain until they are refused, while others never do.
"""

import asyncio
from collections import deque
from typing import Any

from sqlalchemy.pool import AsyncAdaptedQueuePool
from sqlalchemy.util import await_only
from sqlalchemy.util.queue import AsyncAdaptedQueue, Empty


class FairQueue(AsyncAdaptedQueue[Any]):
    """What is put goes to whoever has waited longest; it lies there only while nobody waits."""

    def __init__(self, maxsize: int = 0, use_lifo: bool = False) -> None:
        super().__init__(maxsize, use_lifo)
        self._waiting: deque[asyncio.Future[Any]] = deque()

    def put_nowait(self, item: Any) -> None:
        while self._waiting:
            first = self._waiting.popleft()
            if not first.done():
                first.set_result(item)
                return
        super().put_nowait(item)

    def get(self, block: bool = True, timeout: float | None = None) -> Any:
        if not block or not self.empty():
            return self.get_nowait()
        return await_only(self._turn(timeout))

    async def _turn(self, timeout: float | None) -> Any:  # noqa: ASYNC109 (SQLAlchemy's, told as its own refusal)
        turn = asyncio.get_running_loop().create_future()
        self._waiting.append(turn)
        try:
            async with asyncio.timeout(timeout):
                return await turn
        except BaseException as error:
            if turn.done() and not turn.cancelled():  # it came as whoever waited left
                self.put_nowait(turn.result())
            if isinstance(error, TimeoutError):
                raise Empty from None
            raise


class FairPool(AsyncAdaptedQueuePool):
    _queue_class = FairQueue
