"""People who ask without end, and take no failure for an answer: each request is counted, none sent twice.

A connection that the other side has said to close is closed and another one opened; one that is closed
without a word, under a request or before it, is a failure.
"""

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

HEAD = b"\r\n\r\n"
LENGTH = re.compile(rb"(?im)^content-length: *(\d+)")
CLOSES = re.compile(rb"(?im)^connection: *close")
LAST_CHUNK = b"0\r\n\r\n"
PATIENCE = 40.0
"""Seconds for an answer."""

Line = tuple[asyncio.StreamReader, asyncio.StreamWriter]


@dataclass
class Traffic:
    """Of `kept` connections with one request after another, and of connections for one request each.

    `streams` are opened again when they end, as a browser does; `slow` forms come in two halves.
    """

    port: int
    host: str
    paths: Sequence[str]
    kept: int = 8
    anew: int = 4
    streams: int = 0
    slow: int = 0
    stream_path: str = ""
    pause: float = 0.02
    """Seconds between two requests of one person."""
    answered: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    slowest: float = 0.0
    _ended: asyncio.Event = field(default_factory=asyncio.Event)

    @asynccontextmanager
    async def flowing(self) -> AsyncIterator["Traffic"]:
        """For the block; each finishes what they have begun."""
        self._ended.clear()
        kinds: list[Callable[[], Awaitable[None]]] = [
            *[self._keeping] * self.kept,
            *[self._anew] * self.anew,
            *[self._looking] * self.streams,
            *[self._slowly] * self.slow,
        ]
        people = [asyncio.ensure_future(each()) for each in kinds]
        try:
            yield self
        finally:
            self._ended.set()
            await asyncio.gather(*people)

    async def more(self, count: int) -> None:
        """Wait until so many more requests have been answered, or have failed."""
        wanted = self.total + count
        while self.total < wanted:  # noqa: ASYNC110 (whoever asks)
            await asyncio.sleep(0.01)

    @property
    def total(self) -> int:
        return sum(self.answered.values()) + len(self.failed)

    async def _keeping(self) -> None:
        line: Line | None = None
        number = 0
        while not self._ended.is_set():
            number += 1
            line = await self._once("kept", self.paths[number % len(self.paths)], line)
            await asyncio.sleep(self.pause)
        _close(line)

    async def _anew(self) -> None:
        number = 0
        while not self._ended.is_set():
            number += 1
            _close(await self._once("anew", self.paths[number % len(self.paths)], None))
            await asyncio.sleep(self.pause)

    async def _slowly(self) -> None:
        form = b"email=nobody%40example.org"
        head = f"POST /fr/sign-in-by-mail HTTP/1.1\r\nHost: {self.host}\r\nContent-Length: {len(form)}\r\n"
        kind = "Content-Type: application/x-www-form-urlencoded\r\n\r\n"
        while not self._ended.is_set():
            _close(await self._asked("slow form", [(head + kind).encode() + form[:5], form[5:]], None))

    async def _once(self, kind: str, path: str, line: Line | None) -> Line | None:
        return await self._asked(kind, [f"GET {path} HTTP/1.1\r\nHost: {self.host}\r\n\r\n".encode()], line)

    async def _asked(self, kind: str, pieces: Sequence[bytes], line: Line | None) -> Line | None:
        """The connection, where it is good for another request."""
        begun = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout(PATIENCE):
                line = line or await asyncio.open_connection("127.0.0.1", self.port)
                for number, piece in enumerate(pieces):
                    await asyncio.sleep(2.0 if number else 0)
                    line[1].write(piece)
                    await line[1].drain()
                head = await line[0].readuntil(HEAD)
                length = LENGTH.search(head)
                await line[0].readexactly(int(length[1]) if length else 0)
        except (OSError, EOFError, TimeoutError) as error:
            self.failed.append(f"{kind}: {type(error).__name__} {error}")
            _close(line)
            return None
        if (status := int(head.split()[1])) >= 500:
            self.failed.append(f"{kind}: {status}")
        self.answered[kind] += 1
        if len(pieces) == 1:
            self.slowest = max(self.slowest, asyncio.get_running_loop().time() - begun)
        if CLOSES.search(head):
            _close(line)
            return None
        return line

    async def _looking(self) -> None:
        """At a gauge: a stream that ends is begun again, and its first event must come."""
        while not self._ended.is_set():
            line: Line | None = None
            try:
                async with asyncio.timeout(PATIENCE):
                    line = await asyncio.open_connection("127.0.0.1", self.port)
                    line[1].write(f"GET {self.stream_path} HTTP/1.1\r\nHost: {self.host}\r\n\r\n".encode())
                    await line[0].readuntil(b"event: gauge")
                self.answered["stream"] += 1
                await self._until_it_ends(line[0])
            except (OSError, EOFError, TimeoutError) as error:
                self.failed.append(f"stream: {type(error).__name__} {error}")
            finally:
                _close(line)

    async def _until_it_ends(self, reader: asyncio.StreamReader) -> None:
        reading, ended = asyncio.ensure_future(_drained(reader)), asyncio.ensure_future(self._ended.wait())
        await asyncio.wait({reading, ended}, return_when=asyncio.FIRST_COMPLETED)
        for task in (reading, ended):
            task.cancel()


async def _drained(reader: asyncio.StreamReader) -> None:
    with suppress(OSError):
        while (piece := await reader.read(65_536)) and not piece.endswith(LAST_CHUNK):
            pass


def _close(line: Line | None) -> None:
    if line is not None:
        line[1].close()
