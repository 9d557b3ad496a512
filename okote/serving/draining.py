"""How a web process leaves so that nobody notices: it takes no more connections, and ends those it has.

The connections that came in wait at the socket, which a successor listens on too. Each answer says that it
is the last one on its connection, so that whoever keeps it open for another request opens a new one.
"""

import asyncio
import os
import select
import socket
from asyncio import Event
from contextlib import suppress
from pathlib import Path

from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

EVERY = 0.05
"""Seconds between two looks at what is still open."""

OPEN_FILES = Path("/proc/self/fd")
POLLED = Path("/proc/self/fdinfo")


class LastWords:
    """Once `closing`, each answer ends its connection (RFC 9112, 9.6)."""

    def __init__(self, app: ASGIApp, closing: Event) -> None:
        self.app = app
        self.closing = closing

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or not self.closing.is_set():
            await self.app(scope, receive, send)
            return

        async def last(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"connection", b"close")]
            await send(message)

        await self.app(scope, receive, last)


async def taking(listening: int) -> None:
    """Wait until the server takes what comes to this socket."""
    while not _pollers(listening):  # noqa: ASYNC110 (the server has no word for it)
        await asyncio.sleep(EVERY)


def take_no_more(listening: int) -> None:
    """Whatever comes to this socket from now on is for whoever else listens there.

    The server has no word for this: it would close idle connections at the same moment. So the kernel is
    told to wake it no longer (epoll_ctl(2), EPOLL_CTL_DEL), which concerns no other process.
    """
    for poller in _pollers(listening):
        with suppress(FileNotFoundError), select.epoll.fromfd(os.dup(poller)) as waking:
            waking.unregister(listening)


def refuse(listening: int) -> None:
    """Nobody is let in there any more, so that whoever comes turns to another machine at once."""
    take_no_more(listening)
    with socket.socket(fileno=os.dup(listening)) as ours:
        ours.shutdown(socket.SHUT_RD)


async def none_open(listening: int, *, within: float) -> None:
    """Wait until no connection that came to this socket is open any more, or so many seconds."""
    with suppress(TimeoutError), socket.socket(fileno=os.dup(listening)) as ours:
        here = ours.getsockname()[1]
        async with asyncio.timeout(within):
            while _any_connection(here):  # noqa: ASYNC110 (nor for this)
                await asyncio.sleep(EVERY)


def _pollers(watched: int) -> list[int]:
    """Where this process waits for what comes to a socket: epoll's files, by what the kernel says of each."""
    wanted, found = ["tfd:", str(watched)], []
    for file in POLLED.iterdir():
        with suppress(OSError):
            if any(line.split()[:2] == wanted for line in file.read_text().splitlines()):
                found.append(int(file.name))
    return found


def _any_connection(here: int) -> bool:
    """Whether this process holds one that came to this port."""
    return any(_is_connection(file, here) for file in OPEN_FILES.iterdir())


def _is_connection(file: Path, here: int) -> bool:
    with suppress(OSError):
        if str(file.readlink()).startswith("socket:"):
            with socket.socket(fileno=os.dup(int(file.name))) as tried:
                is_tcp = tried.family in {socket.AF_INET, socket.AF_INET6}
                return is_tcp and tried.getsockname()[1] == here and bool(tried.getpeername())
    return False
