"""How programs come in: everyone reads what is public, a token what its owner may and it is made for."""

from typing import Any

from litestar import Controller
from litestar.connection import ASGIConnection
from litestar.handlers.base import BaseRouteHandler
from litestar.types import Guard

from okote.api.answers import Answer
from okote.identity.permissions import Permission
from okote.identity.tokens.rules import Scope
from okote.identity.visitors import Visitor
from okote.platform.errors import DomainError, ForbiddenError
from okote.web.csrf import SIGNED_OTHERWISE

V1 = "/api/v1"


class TokenMissingError(DomainError):
    code = "token_missing"


class TokenRefusedError(DomainError):
    """Unknown, revoked, expired, or of another territory: which one is nobody's business."""

    code = "token_refused"


class ScopeMissingError(DomainError):
    """Parameter: `scope`, which the token is not made for."""

    code = "scope_missing"


async def known(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
    """A token must be good also where none is needed: who brings one wants to know that it is not."""
    visitor: Visitor = connection.scope["state"]["visitor"]
    if visitor.token is None and "authorization" in connection.headers:
        raise TokenRefusedError


def opens(scope: Scope, permission: Permission) -> Guard:
    """A token made for `scope`, of someone who has that permission at this moment."""

    async def guard(connection: ASGIConnection[Any, Any, Any, Any], _handler: BaseRouteHandler) -> None:
        visitor: Visitor = connection.scope["state"]["visitor"]
        if visitor.token is None:
            raise TokenMissingError
        if scope not in visitor.token.scopes:
            raise ScopeMissingError(scope=scope.value)
        if not permission(visitor):
            raise ForbiddenError

    guard.permission = permission  # type: ignore[attr-defined]  # read by the test that walks the routes
    guard.scope = scope  # type: ignore[attr-defined]  # told in the description
    return guard


class Api(Controller):
    """Routes that are described, and take no token of a form, as no cookie opens anything here."""

    guards = (known,)
    response_class = Answer
    include_in_schema = True
    opt = {SIGNED_OTHERWISE: True}  # noqa: RUF012 (as Litestar declares it)
