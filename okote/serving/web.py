"""`python -m okote.serving.web --host HOST --port PORT …`: one process that answers requests.

Several of them share one port: the kernel hands each new connection to one of them (SO_REUSEPORT).
"""

import argparse
import asyncio
import signal

import uvloop
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server.embed import Server
from litestar.types import ASGIApp

from okote.app import serving
from okote.house import House
from okote.serving.inheritance import inherited_house
from okote.serving.metrics.exposing import exposing
from okote.serving.ports import answered
from okote.web import logs

BACKLOG = 1024
"""Connections that may wait while the process is busy."""

MOST_CONNECTIONS = 6_000
"""Open at once, asking or not; the units of `deploy/` allow 8192 files. From then on others wait."""

HTTP1 = HTTP1Settings(header_read_timeout=10_000, max_buffer_size=64 * 1024)
"""Milliseconds for the headers, and for nothing to be asked on an open connection; bytes of the headers."""


def server_of(app: ASGIApp, *, host: str, port: int, http1: HTTP1Settings = HTTP1) -> Server:
    return Server(
        app,
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        websockets=False,
        backlog=BACKLOG,
        backpressure=MOST_CONNECTIONS,
        http=HTTPModes.http1,
        http1_settings=http1,
        log_level=LogLevels.error,
        log_dictconfig={"handlers": {}, "loggers": {"_granian": {"handlers": []}}},
    )


def stop(server: Server, house: House) -> None:
    """Open event streams are closed first: it would wait for their ends."""
    house.live.closing.set()
    server.stop()  # type: ignore[no-untyped-call]


async def serve(house: House, *, host: str, port: int, metrics_port: int | None = None) -> None:
    """Until told to stop."""
    async with exposing(house, metrics_port):
        await serve_requests(house, host=host, port=port)


async def serve_requests(house: House, *, host: str, port: int) -> None:
    server = server_of(serving(house), host=host, port=port)
    logs.configure(house.settings.log_format)  # the server has just set its own
    for caught in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(caught, stop, server, house)
    running = asyncio.create_task(server.serve())
    probing = asyncio.create_task(answered(host, port))
    await asyncio.wait({running, probing}, return_when=asyncio.FIRST_COMPLETED)
    probing.cancel()
    if not running.done():
        print(f"Web at {host}:{port}", flush=True)  # noqa: T201 (whoever started it waits for this line)
    await running


def main() -> None:
    parser = argparse.ArgumentParser(prog="okote.serving.web", description=__doc__)
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--metrics-port", type=int)
    given = parser.parse_args()
    house = inherited_house()
    uvloop.run(serve(house, host=given.host, port=given.port, metrics_port=given.metrics_port))


if __name__ == "__main__":
    main()
