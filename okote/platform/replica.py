"""A streaming replica, where there is one: read while it follows closely, left alone while it does not."""

import asyncio
from collections import deque

import structlog
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

log = structlog.get_logger("okote.replica")

MOST_LAG = 5.0
"""Seconds by which what is read there may be older than what has been written."""

EVERY = 1.0
"""Seconds between two looks."""

PATIENCE = 2.0
"""Seconds in which each of the two servers says how far it is."""

WRITTEN = text("SELECT CAST(pg_current_wal_lsn() AS text)")
REPLAYED = text("SELECT pg_is_in_recovery(), CAST(pg_last_wal_replay_lsn() AS text)")


def position(written: str) -> int:
    """Of PostgreSQL's `pg_lsn`, such as `16/B374D848`: bytes of log since the beginning."""
    high, low = written.split("/")
    return (int(high, 16) << 32) | int(low, 16)


class Replica:
    """How far it is, by what the primary itself had written at each look: no clock and no word of the
    replica's own, which thinks itself up to date also where nothing reaches it any more.
    """

    def __init__(self, engine: AsyncEngine) -> None:
        self.engine = engine
        self.readers = engine.execution_options(postgresql_readonly=True)
        self.usable = False
        """Nothing is read there before the first look, as by commands, which take none."""
        self.lag: float | None = None
        """Seconds, at most, at the last look; None before it has caught up once, or if it follows nobody."""
        self._written: deque[tuple[float, int]] = deque()
        self._as_of: float | None = None

    async def watch(self, primary: AsyncEngine) -> None:
        """Until cancelled."""
        while True:
            await self.look(primary)
            await asyncio.sleep(EVERY)

    async def look(self, primary: AsyncEngine) -> None:
        """Ask both. A primary that does not answer writes nothing: its replica stays what it was."""
        at = asyncio.get_running_loop().time()
        written, replayed = await self._asked(primary, WRITTEN), await self._asked(self.readers, REPLAYED)
        if replayed is None or not replayed[0]:
            self._decide(usable=False, lag=None)
        elif written is not None:
            self._written.append((at, position(written[0])))
            self._follow(position(replayed[1]))
            self.lag = None if self._as_of is None else at - self._as_of
            self._decide(usable=self.lag is not None and self.lag <= MOST_LAG, lag=self.lag)

    def doubt(self) -> None:
        """Somebody was not answered there: nobody reads it until the next look."""
        self.usable = False

    def _follow(self, replayed: int) -> None:
        while self._written and self._written[0][1] <= replayed:
            self._as_of = self._written.popleft()[0]

    def _decide(self, *, usable: bool, lag: float | None) -> None:
        if usable != self.usable:
            log.warning("replica is read" if usable else "replica is not read", lag=lag)
        self.usable, self.lag = usable, lag

    async def _asked(self, engine: AsyncEngine, question: object) -> tuple[str, str] | None:
        try:
            async with asyncio.timeout(PATIENCE), engine.connect() as connection:
                return (await connection.execute(question)).one()  # type: ignore[call-overload, no-any-return]
        except (SQLAlchemyError, OSError, TimeoutError):
            return None
