"""One line of log a request, with an id that also stands in the answer, and no personal data."""

import time
from collections.abc import Callable

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from uuid_utils import uuid7

from okote.web.meters import Meters

log = structlog.get_logger("okote.request")


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
