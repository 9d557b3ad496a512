"""Strangers get one answer: what a route that treats them alike said last is said again for a moment.

A stranger brings no cookie but a form's token, and nothing that names them. What they get holds no token, so
that it can be anybody's: `okote.web.csrf` gives none to such a route.
"""

import asyncio
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field

from litestar.enums import ScopeType
from litestar.handlers.base import BaseRouteHandler
from litestar.types import (
    ASGIApp,
    HTTPResponseBodyEvent,
    HTTPResponseStartEvent,
    Message,
    Receive,
    Scope,
    Send,
)

from okote.web.csrf import COOKIE
from okote.web.shared import Shared, answers_alike

TOKEN = f"{COOKIE}=".encode()

DECIDING = {b"host", b"accept-language", b"accept-encoding"}
"""Headers by which an answer differs."""

SOMEBODYS = {b"authorization", b"if-none-match", b"if-modified-since", b"range"}
"""Headers to which there is an answer of one's own; so there is to HTMX's."""


def asked(scope: Scope) -> Hashable:
    """What a stranger asks for, the same for all who get the same answer; None of anybody else."""
    if scope["type"] != ScopeType.HTTP or scope["method"] != "GET":
        return None
    said = []
    for name, value in scope["headers"]:
        if name in DECIDING:
            said.append((name, value))
        elif name in SOMEBODYS or name.startswith(b"hx-") or (name == b"cookie" and not _a_token(value)):
            return None
    return scope["scheme"], scope["path"], scope["query_string"], *sorted(said)


def _a_token(cookies: bytes) -> bool:
    """Whether a form's token is all that a browser brings, if anything."""
    return not cookies or (cookies.startswith(TOKEN) and b";" not in cookies)


@dataclass(slots=True)
class Answer:
    """As the application gave it."""

    route: str
    start: HTTPResponseStartEvent
    body: list[HTTPResponseBodyEvent] = field(default_factory=list)


class AnswersForStrangers:
    def __init__(self, app: ASGIApp, shared: Shared) -> None:
        self.app = app
        self.shared = shared

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = asked(scope)
        if key is None:
            await self.app(scope, receive, send)
            return
        known = self.shared.find(key)
        if known is None:
            await self._first(key, scope, receive, send)
            return
        answer: Answer | None = await asyncio.shield(known)
        if answer is None:
            await self.app(scope, receive, send)
            return
        scope["path_template"] = answer.route
        await send({**answer.start})
        for part in answer.body:
            await send(part)

    async def _first(self, key: Hashable, scope: Scope, receive: Receive, send: Send) -> None:
        """Whoever asks meanwhile waits until it is answered, or until it shows that it is for one alone."""
        value = self.shared.begin(key)
        answer: Answer | None = None

        async def noted(message: Message) -> None:
            nonlocal answer
            if message["type"] == "http.response.start":
                if message["status"] == 200 and _for_all(scope, message["headers"]):
                    answer = Answer(scope["path_template"], {**message})
                else:
                    self._refuse(key, value)
            elif message["type"] == "http.response.body" and answer is not None:
                answer.body.append(message)
                if not message["more_body"]:
                    value.set_result(answer)
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            self._refuse(key, value)

    def _refuse(self, key: Hashable, value: asyncio.Future[Answer | None]) -> None:
        if not value.done():
            value.set_result(None)
            self.shared.drop(key, value)


def _for_all(scope: Scope, headers: Iterable[tuple[bytes, bytes]]) -> bool:
    """Whether the route treats strangers alike, took whoever asked for one, and gave no cookie."""
    handler: BaseRouteHandler | None = scope.get("route_handler")
    if handler is None or not answers_alike(handler) or scope["state"]["visitor"].person is not None:
        return False
    return all(name != b"set-cookie" for name, _ in headers)
