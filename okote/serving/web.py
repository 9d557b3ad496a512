"""`python -m okote.serving.web --socket NUMBER`, or `--host HOST --port PORT`: a process that answers.

Several of them share one port: the kernel hands each new connection to one of them (SO_REUSEPORT). One that
is `--relieving` another takes over its socket, and whoever waits there; SIGUSR1 then tells the other to go.
"""

import argparse
import asyncio
import gc
import os
import signal
import socket
import sys

import uvloop
from granian._granian import SocketHolder
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server
from litestar.types import ASGIApp

from okote.app import Readiness, serving
from okote.house import House
from okote.platform import logs
from okote.serving.draining import LastWords, none_open, refuse, take_no_more, taking
from okote.serving.inheritance import inherited_house
from okote.serving.metrics.exposing import exposing
from okote.serving.ports import bound

BACKLOG = 1024
"""Connections that may wait while the process is busy."""

MOST_CONNECTIONS = 6_000
"""Open at once, asking or not; the units of `deploy/` allow 8192 files. From then on others wait."""

HTTP1 = HTTP1Settings(header_read_timeout=10_000, max_buffer_size=64 * 1024)
"""Milliseconds for the headers, and for nothing to be asked on an open connection; bytes of the headers."""


DRAINED_WITHIN = 30.0
"""Seconds in which people's connections end by themselves once another process has taken over: longer than
a proxy keeps an idle one (`keepalive_timeout` in deploy/nginx.conf), so that none is closed under a request.
The server itself must not be stopped before: it forgets a request that comes in at that very moment.
"""

LEFT_WITHIN = 3.0
"""Seconds for the same where no other takes over: a little longer than that proxy, too."""


class HeldServer(Server):
    """Takes what comes to a socket that others hold too."""

    def __init__(self, app: ASGIApp, listening: int, http1: HTTP1Settings = HTTP1) -> None:
        super().__init__(
            app,
            interface=Interfaces.ASGI,
            websockets=False,
            backlog=BACKLOG,
            backpressure=MOST_CONNECTIONS,
            http=HTTPModes.http1,
            http1_settings=http1,
            log_level=LogLevels.error,
            log_dictconfig={"handlers": {}, "loggers": {"_granian": {"handlers": []}}},
        )
        self.listening = listening

    def _init_shared_socket(self) -> None:
        with socket.socket(fileno=os.dup(self.listening)) as held:
            held.listen(BACKLOG)
        self._shd = SocketHolder(self.listening, False, BACKLOG)  # type: ignore[call-arg,assignment]  # noqa: FBT003 (its stub knows no argument)


def server_of(app: ASGIApp, *, host: str, port: int, http1: HTTP1Settings = HTTP1) -> HeldServer:
    """On a socket of its own."""
    return HeldServer(app, bound(host, port).detach(), http1)


def stop(server: Server, house: House) -> None:
    """Open event streams are closed first: it would wait for their ends."""
    house.live.closing.set()
    server.stop()  # type: ignore[no-untyped-call]


async def leave(server: HeldServer, house: House, *, relieved: bool) -> None:
    """Not ready any more, streams closed, each connection after its next answer; then what is under way."""
    house.live.closing.set()
    (take_no_more if relieved else refuse)(server.listening)
    await none_open(server.listening, within=DRAINED_WITHIN if relieved else LEFT_WITHIN)
    stop(server, house)


async def serve(house: House, listening: int, *, relieving: bool, metrics_port: int | None = None) -> None:
    """Until told to stop; where it is to relieve another, only if it could at once."""
    if relieving and (refusal := await Readiness(house).refusal()):
        sys.exit(f"It could not take over: {refusal}.")
    async with exposing(house, metrics_port, relieving=relieving):
        await serve_requests(house, listening)


async def serve_requests(house: House, listening: int) -> None:
    server = HeldServer(LastWords(serving(house), house.live.closing), listening)
    logs.configure(house.settings.log_format)  # the server has just set its own
    gc.freeze()  # what it is made of stays, and is never looked through for garbage between requests
    leaving: set[asyncio.Task[None]] = set()
    for caught in (signal.SIGINT, signal.SIGTERM, signal.SIGUSR1):
        asyncio.get_running_loop().add_signal_handler(
            caught,
            lambda relieved: leaving.add(asyncio.create_task(leave(server, house, relieved=relieved))),
            caught is signal.SIGUSR1,
        )
    running = asyncio.create_task(server.serve())
    probing = asyncio.create_task(taking(listening))
    await asyncio.wait({running, probing}, return_when=asyncio.FIRST_COMPLETED)
    probing.cancel()
    if not running.done():
        print("Web at work", flush=True)  # noqa: T201 (whoever started it waits for this line)
    await running


def main() -> None:
    parser = argparse.ArgumentParser(prog="okote.serving.web", description=__doc__)
    parser.add_argument("--socket", type=int)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--relieving", action="store_true")
    parser.add_argument("--metrics-port", type=int)
    given = parser.parse_args()
    listening = given.socket if given.socket is not None else bound(given.host, given.port).detach()
    house = inherited_house()
    uvloop.run(serve(house, listening, relieving=given.relieving, metrics_port=given.metrics_port))


if __name__ == "__main__":
    main()
