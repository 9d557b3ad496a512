"""One line of log a request, with an id that also stands in the answer, and no personal data."""

import logging
import re
import time
from collections.abc import Callable

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from structlog.typing import EventDict, Processor, WrappedLogger
from uuid_utils import uuid7

from okote.web.meters import Meters

log = structlog.get_logger("okote.request")

ROW = re.compile(
    r"^(DETAIL|CONTEXT):.*?(?=^\[SQL|^The above exception|^During handling|\Z)", re.DOTALL | re.MULTILINE
)
"""Where PostgreSQL repeats the row that it refused, in an error's message within a trace."""


TALKATIVE = ("httpx", "httpx2", "stripe", "procrastinate")
"""Libraries that tell of each request and job."""


def configure(log_format: str) -> None:
    """Structured lines on standard output, those of libraries included."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    last = structlog.processors.JSONRenderer() if log_format == "json" else structlog.dev.ConsoleRenderer()
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                without_rows,
                last,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)
    for library in TALKATIVE:
        logging.getLogger(library).setLevel(logging.WARNING)


def without_rows(_logger: WrappedLogger, _name: str, line: EventDict) -> EventDict:
    """A trace without the names, addresses and messages of the row that PostgreSQL refused."""
    if isinstance(line.get("exception"), str):
        line["exception"] = ROW.sub(lambda found: f"{found[1]}: (left out)\n", line["exception"])
    return line


class RequestLog:
    """Says and counts method, route, status and duration: never an address, a query, or what was typed."""

    def __init__(
        self, app: ASGIApp, meters: Meters, *, clock: Callable[[], float] = time.perf_counter
    ) -> None:
        self.app = app
        self.meters = meters
        self.clock = clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        request_id = str(uuid7())
        status = 500
        begun = self.clock()
        answered: float | None = None

        async def send_with_id(message: Message) -> None:
            nonlocal status, answered
            if message["type"] == "http.response.start":
                status, answered = message["status"], self.clock()
                message["headers"] = [*message["headers"], (b"x-request-id", request_id.encode())]
            await send(message)

        with structlog.contextvars.bound_contextvars(request_id=request_id):
            try:
                await self.app(scope, receive, send_with_id)
            finally:
                ended = self.clock()
                method, route = scope["method"], scope.get("path_template") or "unmatched"
                self.meters.request(method, route, status, seconds=(answered or ended) - begun)
                log.info(
                    "request",
                    method=method,
                    route=route,
                    status=status,
                    milliseconds=round((ended - begun) * 1000, 1),
                )
