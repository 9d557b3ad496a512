"""The private port on which a process tells monitoring how it goes: `GET /metrics`, and nothing else."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from prometheus_client import CONTENT_TYPE_LATEST

PATIENCE = 5.0
"""Seconds in which whoever connects must have asked."""

Tell = Callable[[], Awaitable[bytes]]
"""What is told now, in Prometheus's text format."""


@asynccontextmanager
async def listening(host: str, port: int, tell: Tell) -> AsyncIterator[None]:
    """For the block; OSError where somebody else listens there, as our own public port might."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError, ConnectionError):
            async with asyncio.timeout(PATIENCE):
                head = await reader.readuntil(b"\r\n\r\n")
            writer.write(await _answer(head, tell))
            await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, host, port):
        yield


async def _answer(head: bytes, tell: Tell) -> bytes:
    method, _, rest = head.partition(b" ")
    path = rest.partition(b" ")[0].partition(b"?")[0]
    if (method, path) != (b"GET", b"/metrics"):
        return b"HTTP/1.1 404 Not Found\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
    body = await tell()
    fields = f"Content-Type: {CONTENT_TYPE_LATEST}\r\nContent-Length: {len(body)}"
    return f"HTTP/1.1 200 OK\r\nConnection: close\r\n{fields}\r\n\r\n".encode() + body
