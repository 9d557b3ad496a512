"""A form does something only if a page of ours, in this very browser, showed it.

Each form carries the token that the browser's cookie holds, and the cookie's seal shows that we made it
(a signed double submit, OWASP's Cross-Site Request Forgery Prevention Cheat Sheet).
"""

import secrets
from collections.abc import Sequence

from litestar.datastructures import Cookie, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from okote.platform.errors import DomainError
from okote.web.rendering import CSRF_FIELD
from okote.web.requests import BoundedRequest
from okote.web.seals import Seal, same
from okote.web.shared import answers_alike

COOKIE = "__Host-csrf"
STATE = "csrf_token"
"""Where pages find the token, in the scope's state."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
SIGNED_OTHERWISE = "exclude_from_csrf"
"""In the `opt` of a route to which programs send what carries their own signature."""


class FormExpiredError(DomainError):
    """Its token is not the browser's: an old page, or a form of another site."""

    code = "form_expired"


class FormTokens:
    """Gives each browser its token, and lets through only forms that bring it back.

    The cookie is looked at before the body is read. One that is not of our making, such as one sealed
    under a former key, is as none: the next page brings a new one.
    """

    def __init__(self, app: ASGIApp, *, cacheable: Sequence[str]) -> None:
        """Answers to paths that begin like a `cacheable` one are kept for everyone, so they set no cookie."""
        self.app = app
        self.cacheable = tuple(cacheable)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self.app(scope, receive, send)
            return
        by_program = scope["route_handler"].opt.get(SIGNED_OTHERWISE)
        if scope["method"] in SAFE:
            tokenless = by_program or _same_for_all(scope)
            await (self.app if tokenless else self._shown)(scope, receive, send)
        else:
            request = BoundedRequest(scope, receive)
            try:
                if by_program:
                    await request.arrive()
                else:
                    scope["state"][STATE] = await self._brought(request)
                await self.app(scope, receive, send)
            finally:
                await request.close_files()

    async def _shown(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A page: its forms get the browser's token, or a new one that goes into a cookie."""
        request = BoundedRequest(scope)
        cookie, seal = request.cookies.get(COOKIE, ""), _seal(request)
        if seal.opened(cookie) is not None:
            scope["state"][STATE] = cookie
        elif not scope["path"].startswith(self.cacheable):
            scope["state"][STATE] = token = seal.sealed(secrets.token_urlsafe(32))
            send = _setting(token, send)
        await self.app(scope, receive, send)

    async def _brought(self, request: BoundedRequest) -> str:
        """The token of a form; FormExpiredError if it isn't the browser's."""
        cookie = request.cookies.get(COOKIE, "")
        if _seal(request).opened(cookie) is None:
            raise FormExpiredError
        brought = (await request.form()).get(CSRF_FIELD)
        if not isinstance(brought, str) or not same(brought, cookie):
            raise FormExpiredError
        return cookie


def _same_for_all(scope: Scope) -> bool:
    """A page that all strangers get alike: it holds no form of anybody's."""
    return answers_alike(scope["route_handler"]) and scope["state"]["visitor"].person is None


def _seal(request: BoundedRequest) -> Seal:
    seal: Seal = request.app.state["forms"]
    return seal


def _setting(token: str, send: Send) -> Send:
    cookie = Cookie(key=COOKIE, value=token, path="/", secure=True, httponly=True, samesite="lax")

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableScopeHeaders.from_message(message).add("set-cookie", cookie.to_header(header=""))
        await send(message)

    return sent
