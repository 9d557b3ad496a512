"""Who brings nothing may read a replica, which is a little behind: nothing there is of their own doing.

Whoever is signed in, or is about to be, has just sent a form (its answer is in a cookie for a minute), is a
program with a token, or follows a link with a token of its own reads what they wrote: from the primary.
"""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from okote.platform.replica import Replica
from okote.web.csrf import COOKIE

MAY_LAG = "may_lag"
"""In the scope's state, where what is read may be a little behind."""

TOKEN = "token"  # noqa: S105 (its name in a path)

METHODS = frozenset({"GET", "HEAD"})


def is_stranger(scope: HTTPScope) -> bool:
    """Somebody who asks, and brings nothing but the token that any page gives to its forms."""
    connection = ASGIConnection[Any, Any, Any, Any](scope)
    brings_nothing = connection.cookies.keys() <= {COOKIE} and "authorization" not in connection.headers
    return scope["method"] in METHODS and brings_nothing


def may_lag(scope: Scope) -> bool:
    """Whether a route may read a replica for this request; TOKEN in its path belongs to somebody."""
    return MAY_LAG in scope.get("state", ()) and TOKEN not in scope.get("path_params", {})


class FromReplica:
    """Lets their requests be read from the replica; what fails there is asked again of the primary."""

    def __init__(self, app: ASGIApp, replica: Replica) -> None:
        self.app = app
        self.replica = replica

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or not self.replica.usable or not is_stranger(scope):
            await self.app(scope, receive, send)
            return
        before: dict[str, Any] = {**scope, "state": dict(scope.get("state") or {})}
        failed = False

        async def unless_failed(message: Message) -> None:
            nonlocal failed
            failed = failed or (message["type"] == "http.response.start" and message["status"] >= 500)
            if not failed:
                await send(message)

        scope["state"] = {**before["state"], MAY_LAG: True}
        await self.app(scope, receive, unless_failed)
        if failed:
            self.replica.doubt()
            scope.clear()  # type: ignore[attr-defined]
            scope.update(before)  # type: ignore[typeddict-item]
            await self.app(scope, receive, send)
