"""Live updates: PostgreSQL tells each process once, the process tells its open pages."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

import psycopg
import structlog
from sqlalchemy import func, select

from okote.platform.database_url import libpq_url
from payments.sessions import WriteSession

log = structlog.get_logger("okote.live")

CHANNEL = "okote_live"
ANNOUNCED = "announced"
"""Where a session keeps the topics that it has announced."""

HEARTBEAT = 15
"""Seconds between signs of life on a quiet stream, so that proxies leave it open."""

MOST_STREAMS = 500
"""Open at once in a process, of the thousand and some files that a system lets it open."""


async def announce(db: WriteSession, topic: str) -> None:
    """Say that what the topic shows has changed; told when the transaction commits, else never.

    Once in a transaction: PostgreSQL would not say the same twice either.
    """
    told: set[str] = db.info.setdefault(ANNOUNCED, set())
    if topic not in told:
        told.add(topic)
        await db.exec(select(func.pg_notify(CHANNEL, topic)))  # type: ignore[call-overload]


Draw = Callable[[], Awaitable[str]]


@dataclass(slots=True)
class Drawing:
    """One way of showing a topic, such as one language's: what it looked like after which change."""

    lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    after: int = -1
    until: float = 0
    """The event loop's time."""
    drawn: str = ""


@dataclass(slots=True)
class Topic:
    """What is known of a topic while a stream shows it."""

    streams: set[asyncio.Event] = field(default_factory=set)
    changes: int = 0
    drawings: defaultdict[str, Drawing] = field(default_factory=lambda: defaultdict(Drawing))


@dataclass(frozen=True, slots=True)
class Stream:
    """One open page; whatever changed since it was opened, it is told."""

    topic: Topic
    changed: asyncio.Event
    closing: asyncio.Event

    async def drawn(self, way: str, draw: Draw) -> str:
        """What the topic looks like now, drawn once for all streams that show it in the same way.

        Drawn again after a change, also one that came meanwhile, and for whoever opens a page later.
        """
        drawing = self.topic.drawings[way]
        async with drawing.lock:
            after, at = self.topic.changes, asyncio.get_running_loop().time()
            if drawing.after != after or drawing.until <= at:
                drawing.drawn = await draw()
                drawing.after, drawing.until = after, at + HEARTBEAT
            return drawing.drawn

    async def changes(self) -> AsyncIterator[bool]:
        """True when the topic changed (several changes may be one), False as a sign of life.

        Ends when the service stops, so that no open page keeps it from stopping.
        """
        while not self.closing.is_set():
            with suppress(TimeoutError):
                async with asyncio.timeout(HEARTBEAT):
                    await self._next()
            if self.closing.is_set():
                return
            changed = self.changed.is_set()
            self.changed.clear()
            yield changed

    async def _next(self) -> None:
        waits = [asyncio.ensure_future(self.changed.wait()), asyncio.ensure_future(self.closing.wait())]
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for wait in waits:
                wait.cancel()


class LiveUpdates:
    """One listening connection per process, fanned out to as many streams as are open."""

    def __init__(self, url: str, *, most: int = MOST_STREAMS) -> None:
        self.url = libpq_url(url)
        self.most = most
        self.closing = asyncio.Event()
        self.changes = 0
        """How often something was told, or may have been missed."""
        self._open: defaultdict[str, Topic] = defaultdict(Topic)

    @property
    def full(self) -> bool:
        """Whether this process holds as many streams open as it may."""
        return sum(len(topic.streams) for topic in self._open.values()) >= self.most

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
            self.changes += 1
            for topic in list(self._open):
                self._wake(topic)
            async for notification in connection.notifies():
                self.changes += 1
                self._wake(notification.payload)

    def _wake(self, name: str) -> None:
        topic = self._open.get(name)
        if topic is not None:
            topic.changes += 1
            for changed in topic.streams:
                changed.set()

    @contextmanager
    def stream(self, name: str) -> Iterator[Stream]:
        """Open before the first look, so that nothing changes unseen between that look and the next."""
        topic, changed = self._open[name], asyncio.Event()
        topic.streams.add(changed)
        try:
            yield Stream(topic, changed, self.closing)
        finally:
            topic.streams.discard(changed)
            if not topic.streams:
                del self._open[name]
