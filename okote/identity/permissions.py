"""One question of permission, one function, and the guard that asks it before a route runs."""

from collections.abc import Callable
from typing import Any, cast

from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.types import Guard

from okote.identity import cookies, sessions
from okote.identity.models import Person, Role
from okote.identity.typed import service as typed
from okote.identity.visitors import Visitor
from okote.platform.errors import ForbiddenError, SignInRequiredError
from okote.web import csrf
from okote.web.pages import AnyRequest

Permission = Callable[[Visitor], bool]


def anyone(visitor: Visitor) -> bool:  # noqa: ARG001 (every question is asked of a visitor)
    """Everyone, signed in or not."""
    return True


def signed_in(visitor: Visitor) -> bool:
    """Anyone who has signed in."""
    return visitor.person is not None


def may_enter_back_office(visitor: Visitor) -> bool:
    """Whoever holds a role in this territory; each section then asks its own question."""
    return bool(visitor.roles)


def may_administer(visitor: Visitor) -> bool:
    """Administrators of this territory: people, roles, invitations, jobs."""
    return visitor.has(Role.ADMINISTRATOR)


def may_keep_accounts(visitor: Visitor) -> bool:
    """Accountants and administrators of this territory: ledger, payments, what Stripe said."""
    return visitor.has(Role.ACCOUNTANT, Role.ADMINISTRATOR)


def person_of(visitor: Visitor) -> Person:
    """Whom a route's guard let through; SignInRequiredError where none stands before it."""
    if visitor.person is None:
        raise SignInRequiredError
    return visitor.person


def require(allowed: bool) -> None:
    """Raise ForbiddenError unless the answer was yes."""
    if not allowed:
        raise ForbiddenError


def requires(permission: Permission) -> Guard:
    """A route's guard. Whoever is not signed in is asked to; whoever is and may not, is refused."""

    async def guard(connection: ASGIConnection[Any, Any, Any, Any], handler: BaseRouteHandler) -> None:  # noqa: ARG001  (Litestar's signature)
        visitor: Visitor = connection.scope["state"]["visitor"]
        if permission(visitor):
            return
        if visitor.person:
            raise ForbiddenError
        raise SignInRequiredError(kept=await _kept(cast("AnyRequest", connection), visitor))

    guard.permission = permission  # type: ignore[attr-defined]  # read by the test that walks the routes
    return guard


async def _kept(request: AnyRequest, visitor: Visitor) -> bool:
    """Whether what was sent is kept until its author has signed in again, as their session had just ended.

    Of a whole page's form alone, whose token was the browser's.
    """
    token, state = request.cookies.get(cookies.SESSION), request.scope["state"]
    ours = request.method == "POST" and csrf.STATE in state and "hx-request" not in request.headers
    if not ours or not token:
        return False
    path = request.scope["path"] + (f"?{query}" if (query := request.url.query) else "")
    sent = list((await request.form()).items())
    async with request.app.state["unit_of_work"]() as db:
        return await typed.keep(db, sessions.fingerprint(token), sent, host=visitor.host, path=path)
