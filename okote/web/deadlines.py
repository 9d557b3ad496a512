"""Whoever sends or reads too slowly is let go: what answers them is not there for others meanwhile."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast

from litestar.enums import ScopeType
from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, Message, Receive, Scope, Send


class TooSlowError(HTTPException):
    """The rest did not come, or was not taken, in time."""

    status_code = 408


@dataclass(frozen=True, slots=True)
class Patience:
    """What somebody is waited for, whichever way the bytes go; what we need ourselves counts for nothing."""

    silence: float = 15.0
    """Seconds without a single byte."""
    spare: float = 30.0
    """Seconds in all, besides those that bytes take at the slowest pace."""
    slowest: int = 10_000
    """Bytes a second: a picture of ten megabytes may take a quarter of an hour."""


@dataclass(slots=True)
class Pace:
    """One direction of one request."""

    patience: Patience
    waited: float = 0.0
    moved: int = 0
    gave_up: bool = False

    @asynccontextmanager
    async def waiting(self) -> AsyncIterator[None]:
        """For the next bytes; TooSlowError when they take too long."""
        earned = self.patience.spare + self.moved / self.patience.slowest
        left = min(self.patience.silence, earned - self.waited)
        clock = asyncio.get_running_loop().time
        begun = clock()
        try:
            async with asyncio.timeout(left):
                yield
        except TimeoutError:
            self.gave_up = True
            raise TooSlowError from None
        finally:
            self.waited += clock() - begun


class Deadlines:
    """Bounds how long a body may be on its way, and an answer.

    How long headers may be, and a connection on which nothing is asked, the server bounds itself.
    """

    def __init__(self, app: ASGIApp, patience: Patience | None = None) -> None:
        self.app = app
        self.patience = patience or Patience()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        coming, going = Pace(self.patience), Pace(self.patience)
        whole = False
        begun = deque[Message]()

        async def received() -> Any:
            nonlocal whole
            if whole:  # whoever asks now waits for the connection to end
                return await receive()
            async with coming.waiting():
                message = await receive()
            if message["type"] == "http.request":
                coming.moved += len(message.get("body", b""))
                whole = not message.get("more_body", False)
            return message

        async def sent(message: Message) -> None:
            begun.append(message)
            if message["type"] == "http.response.start":  # it goes with what comes first
                return
            async with going.waiting():
                while begun:
                    await send(begun.popleft())
            going.moved += len(cast("bytes", message.get("body", b"")))

        try:
            await self.app(scope, received, sent)
        except Exception:
            if not going.gave_up:  # nobody is there to be told
                raise
