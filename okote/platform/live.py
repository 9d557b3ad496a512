"""Live updates: PostgreSQL tells each process once, the process tells its open pages."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager, suppress

import psycopg
import structlog
from sqlalchemy import func, select

from okote.platform.db import libpq_url
from payments.sessions import WriteSession

log = structlog.get_logger("okote.live")

CHANNEL = "okote_live"
HEARTBEAT = 15
"""Seconds between signs of life on a quiet stream, so that proxies leave it open."""


async def announce(db: WriteSession, topic: str) -> None:
    """Say that what the topic shows has changed; told when the transaction commits, else never."""
    await db.exec(select(func.pg_notify(CHANNEL, topic)))  # type: ignore[call-overload]


class LiveUpdates:
    """One listening connection per process, fanned out to as many streams as are open."""

    def __init__(self, url: str) -> None:
        self.url = libpq_url(url)
        self.closing = asyncio.Event()
        self._open: defaultdict[str, set[asyncio.Event]] = defaultdict(set)

    async def listen(self) -> None:
        """Run until cancelled; a lost connection is taken up again, and every stream looks anew."""
        while True:
            try:
                await self._listen_once()
            except psycopg.OperationalError as error:
                log.warning("live updates interrupted", reason=type(error).__name__)
                await asyncio.sleep(1)

    async def _listen_once(self) -> None:
        async with await psycopg.AsyncConnection.connect(
            self.url, autocommit=True, application_name="okote-live", connect_timeout=5
        ) as connection:
            await connection.execute(f"LISTEN {CHANNEL}")
            for topic in list(self._open):
                self._wake(topic)
            async for notification in connection.notifies():
                self._wake(notification.payload)

    def _wake(self, topic: str) -> None:
        for changed in self._open.get(topic, ()):
            changed.set()

    @contextmanager
    def _stream(self, topic: str) -> Iterator[asyncio.Event]:
        changed = asyncio.Event()
        self._open[topic].add(changed)
        try:
            yield changed
        finally:
            self._open[topic].discard(changed)
            if not self._open[topic]:
                del self._open[topic]

    async def changes(self, topic: str) -> AsyncIterator[bool]:
        """True when the topic changed (several changes may be one), False as a sign of life.

        Ends when the service stops, so that no open page keeps it from stopping.
        """
        with self._stream(topic) as changed:
            while not self.closing.is_set():
                with suppress(TimeoutError):
                    async with asyncio.timeout(HEARTBEAT):
                        await self._next(changed)
                if self.closing.is_set():
                    return
                yield changed.is_set()
                changed.clear()

    async def _next(self, changed: asyncio.Event) -> None:
        waits = [asyncio.ensure_future(changed.wait()), asyncio.ensure_future(self.closing.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()
