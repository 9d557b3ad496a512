"""Before any route: which territory the host name stands for, and who is asking."""

import asyncio
from collections.abc import Mapping, Sequence
from typing import Any, cast

import structlog
from litestar import Response
from litestar.connection import ASGIConnection
from litestar.enums import MediaType, ScopeType
from litestar.types import ASGIApp, Receive, Scope, Send
from sqlalchemy.exc import OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from okote.identity import cookies, sessions
from okote.identity.models import Person
from okote.identity.tokens import queries as tokens
from okote.identity.tokens.rules import brought
from okote.identity.tokens.service import touch
from okote.identity.visitors import Visitor
from okote.platform.db import Database
from okote.platform.i18n import negotiate
from okote.territories.models import Territory
from okote.web.from_replica import may_lag
from okote.web.languages import LANGUAGE

log = structlog.get_logger("okote.arrival")

NO_SUCH_SITE = (
    "Aucun site à cette adresse. · Keine Website unter dieser Adresse. · No site at this address.\n"
)
BUSY = "Le service ne répond pas. · Der Dienst antwortet nicht. · The service does not answer.\n"

ARRIVED = 3.0
"""Seconds in which the database says who is asking. It takes a few milliseconds of them; one that has stopped
takes them all, and people are told so before they give up.
"""

PROGRAMS = "/api/"
"""Where programs come in: what a browser keeps opens nothing there."""


class Arrival:
    """Puts the Visitor where routes, guards and error pages find it."""

    def __init__(
        self,
        app: ASGIApp,
        database: Database,
        *,
        hosts: Mapping[str, str],
        addresses: Mapping[str, str],
        without: Sequence[str],
    ) -> None:
        """`hosts` and `addresses` are the settings'; paths that begin like one `without` have no visitor."""
        self.app = app
        self.database = database
        self.hosts = hosts
        self.addresses = addresses
        self.without = tuple(without)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP or scope["path"].startswith(self.without):
            await self.app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(ARRIVED):
                visitor = await self.visitor(ASGIConnection(scope))
        except (OperationalError, PoolTimeoutError, TimeoutError) as error:
            log.warning("database unreachable", reason=type(error).__name__)
            await _plain(BUSY, 503, {"retry-after": "5"})(scope, receive, send)
            return
        if visitor is None:
            await _plain(NO_SUCH_SITE, 404, {})(scope, receive, send)
            return
        scope.setdefault("state", {})["visitor"] = visitor
        await self.app(scope, receive, send)

    async def visitor(self, connection: ASGIConnection[Any, Any, Any, Any]) -> Visitor | None:
        """Who is asking; None where no territory has this host name."""
        host = connection.headers.get("host", "").lower()
        slug = self.hosts.get(host)
        if slug is None:
            return None
        if connection.scope["path"].startswith(PROGRAMS):
            return await self._program(connection, slug, host)
        token = connection.cookies.get(cookies.SESSION)
        token_hash = sessions.fingerprint(token) if token else None
        async with self.database.reading(may_lag=may_lag(connection.scope)) as db:
            arrived = await sessions.arrive(db, slug, host, token_hash)
        if arrived is None:
            return None
        if token_hash and arrived.stale:
            async with self.database.unit_of_work() as db:
                await sessions.touch(db, token_hash)
        return Visitor(
            territory=arrived.territory,
            language=_language(connection, arrived.territory, arrived.person),
            address=self.addresses[slug],
            host=host,
            person=arrived.person,
            session=token_hash if arrived.person else None,
            session_seconds=int(arrived.left.total_seconds()) if arrived.left else None,
            roles=arrived.roles,
        )

    async def _program(
        self, connection: ASGIConnection[Any, Any, Any, Any], slug: str, host: str
    ) -> Visitor | None:
        """Whom a program acts for: a token says so, never a cookie, so that no page can make it ask."""
        secret = brought(connection.headers.get("authorization", ""))
        async with self.database.reading(may_lag=may_lag(connection.scope)) as db:
            arrived = await tokens.arrive(db, slug, sessions.fingerprint(secret) if secret else None)
        if arrived is None:
            return None
        if arrived.token and arrived.stale:
            async with self.database.unit_of_work() as db:
                await touch(db, arrived.token.id)
        return Visitor(
            territory=arrived.territory,
            language=_language(connection, arrived.territory, arrived.person),
            address=self.addresses[slug],
            host=host,
            person=arrived.person,
            roles=arrived.roles,
            token=arrived.token,
        )


def _language(
    connection: ASGIConnection[Any, Any, Any, Any], territory: Territory, person: Person | None
) -> str:
    return negotiate(
        territory.languages,
        prefix=cast("str | None", connection.scope.get(LANGUAGE)),
        person=person.language if person else None,
        accept=connection.headers.get("accept-language", ""),
    )


def _plain(text: str, status: int, headers: Mapping[str, str]) -> ASGIApp:
    return cast(
        "ASGIApp",
        Response(text, status_code=status, media_type=MediaType.TEXT, headers=dict(headers)).to_asgi_response(
            app=None, request=cast("Any", None)
        ),
    )
