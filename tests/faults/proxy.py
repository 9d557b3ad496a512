"""A line that fails: between the service and PostgreSQL, or the local Stripe, in this process.

It passes on what comes, until told to stall, to be slow, to hang up, or to hang up at a COMMIT: before it is
passed on, or after PostgreSQL has done it and before its answer is passed back.
"""

import asyncio
import socket
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

SOCKET = ".s.PGSQL.5432"
CHUNK = 65_536

LINGER_NOT = struct.pack("ii", 1, 0)
"""As SO_LINGER, it makes of a close a reset."""

COMMIT = b"COMMIT\0"
HEADER = 5
"""Octets of a message of PostgreSQL's protocol before its body: a letter, and its length without that."""

Streams = tuple[asyncio.StreamReader, asyncio.StreamWriter]


class When(StrEnum):
    BEFORE = "before"
    AFTER = "after"


@dataclass(eq=False)
class Cut:
    """Once, at the COMMIT of a transaction in which these words were sent."""

    when: When
    words: bytes
    done: bool = False


@dataclass(eq=False)
class Proxy:
    passing: asyncio.Event = field(default_factory=asyncio.Event)
    delay: float = 0.0
    """Seconds by which each answer is late."""
    resets: int = 0
    """So many answers are not passed back: their connections are reset once they have come."""
    cuts: list[Cut] = field(default_factory=list)
    writers: set[asyncio.StreamWriter] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.resume()

    def stall(self) -> None:
        """Nothing is passed on, and nobody is told."""
        self.passing.clear()

    def resume(self) -> None:
        self.passing.set()

    def hang_up(self) -> None:
        """On everyone; whoever calls again is served."""
        for writer in tuple(self.writers):
            reset(writer)

    def cut(self, when: When, words: bytes) -> Cut:
        self.cuts.append(Cut(when, words))
        return self.cuts[-1]

    async def carry(self, client: Streams, server: Streams, line: "Line") -> None:
        """Until one side ends it."""
        self.writers |= {client[1], server[1]}
        ways = [
            asyncio.create_task(self._pass(client[0], server[1], line.asks)),
            asyncio.create_task(self._pass(server[0], client[1], line.answers)),
        ]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)
        for writer in (client[1], server[1]):
            self.writers.discard(writer)
            reset(writer)

    async def _pass(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, may: Callable[[bytes], bool]
    ) -> None:
        while chunk := await reader.read(CHUNK):
            await self.passing.wait()
            await asyncio.sleep(self.delay)
            if not may(chunk):
                return
            writer.write(chunk)
            await writer.drain()


def reset(writer: asyncio.StreamWriter) -> None:
    """Drop a connection without a word; one that is closed already has no socket any more."""
    line: socket.socket | None = writer.get_extra_info("socket")
    with suppress(OSError, ValueError):
        if line is not None:
            line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, LINGER_NOT)
    writer.transport.abort()


@dataclass(eq=False)
class Line:
    """One connection, whatever is spoken on it: whether each piece may pass."""

    proxy: Proxy

    def asks(self, _chunk: bytes) -> bool:
        return True

    def answers(self, _chunk: bytes) -> bool:
        if not self.proxy.resets:
            return True
        self.proxy.resets -= 1
        return False


@dataclass(eq=False)
class PostgresLine(Line):
    """Knows where one message ends and the next begins (PostgreSQL documentation, 54.2), and a COMMIT."""

    said: bytes = b""
    """What this transaction has asked so far."""
    left: bytes = b""
    greeted: bool = False
    over: bool = False

    def asks(self, chunk: bytes) -> bool:
        self.left += chunk
        while (message := self._next()) is not None:
            self.said += message
            if message[HEADER:].upper() == COMMIT:
                cut = next((one for one in self.proxy.cuts if not one.done and one.words in self.said), None)
                self.said = b""
                if cut is not None:
                    cut.done = self.over = True
                    return cut.when is When.AFTER
        return True

    def answers(self, _chunk: bytes) -> bool:
        return not self.over

    def _next(self) -> bytes | None:
        """The first message of all has no letter."""
        letter = 1 if self.greeted else 0
        if len(self.left) < letter + 4:
            return None
        length = letter + int.from_bytes(self.left[letter : letter + 4])
        if len(self.left) < length:
            return None
        message, self.left = self.left[:length], self.left[length:]
        self.greeted = True
        return message


@asynccontextmanager
async def postgres_proxy(url: str, folder: Path) -> AsyncIterator[tuple[Proxy, str]]:
    """Before the server at an address; with the address at which the proxy answers."""
    behind, proxy = Path(parse_qs(urlsplit(url).query)["host"][0]), Proxy()

    async def serve(*client: *Streams) -> None:
        with suppress(OSError):
            server = await asyncio.open_unix_connection(behind / SOCKET)
            await proxy.carry(client, server, PostgresLine(proxy))
        client[1].close()

    listening = await asyncio.start_unix_server(serve, folder / SOCKET)
    yield proxy, url.replace(quote(str(behind), safe=""), quote(str(folder), safe=""))
    await _ended(proxy, listening)


@asynccontextmanager
async def http_proxy(url: str) -> AsyncIterator[tuple[Proxy, str]]:
    """The same for a server that is reached by TCP."""
    behind, proxy = urlsplit(url), Proxy()

    async def serve(*client: *Streams) -> None:
        with suppress(OSError):
            server = await asyncio.open_connection(behind.hostname, behind.port)
            await proxy.carry(client, server, Line(proxy))
        client[1].close()

    listening = await asyncio.start_server(serve, "127.0.0.1")
    host, port = listening.sockets[0].getsockname()
    yield proxy, f"http://{host}:{port}"
    await _ended(proxy, listening)


async def _ended(proxy: Proxy, listening: asyncio.Server) -> None:
    listening.close()
    proxy.resume()
    proxy.hang_up()
    await asyncio.sleep(0)
