"""Do a write once, however often it is asked for.

As draft-ietf-httpapi-idempotency-key-header has it: the same key with the same request is answered the same;
with another request it is refused; while the first is under way, too. What was refused left nothing behind,
so that it may be mended and sent again under its key.
"""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Annotated, Any, TypeVar, cast

import msgspec
from litestar import Response
from litestar.di import NamedDependency
from litestar.params import HeaderParameter
from sqlalchemy import func
from sqlmodel import col, delete, select

from okote.api.access import TokenMissingError
from okote.api.idempotency.models import KeptAnswer
from okote.identity.visitors import Carried, TheVisitor
from okote.platform.limits import Limit, hit
from okote.web.pages import AnyRequest, Writing
from payments.errors import DomainError
from payments.sessions import WriteSession

KEPT = timedelta(hours=24)

WRITES = Limit("api-write", most=120, window=timedelta(hours=1))
"""For each token; what each use case allows a person holds besides."""

REPLAYED = "idempotent-replayed"
"""Header of an answer that was given before."""

Answer = TypeVar("Answer")

Key = Annotated[
    str,
    HeaderParameter(
        name="Idempotency-Key",
        min_length=1,
        max_length=255,
        pattern="^[!-~]+$",
        description=(
            "Names this one request, such as a UUID: sent again within 24 hours, it is answered the same and"
            " nothing is done twice."
        ),
    ),
]


class KeyReusedError(DomainError):
    """It was another request's."""

    code = "idempotency_key_reused"


class UnderWayError(DomainError):
    """The same request is being answered at this moment."""

    code = "idempotency_under_way"


class Once:
    """One request that writes."""

    def __init__(self, db: WriteSession, token: Carried, key: str, asked: bytes) -> None:
        self.db = db
        self.token = token
        self.key = key
        self.asked = asked

    async def __call__(self, status: int, use_case: Callable[[], Awaitable[Answer]]) -> Response[Answer]:
        """What the use case answers, now or when it was asked first; KeyReusedError, UnderWayError."""
        await self._hold()
        known = await self.db.get(KeptAnswer, (self.token.id, self.key))
        if known is not None:
            if known.asked != self.asked:
                raise KeyReusedError
            return self._answer(known.status, known.body, {REPLAYED: "true"})
        await hit(self.db, WRITES, str(self.token.id))
        body = msgspec.json.encode(await use_case())
        self.db.add(
            KeptAnswer(
                token_id=self.token.id,
                key=self.key,
                asked=self.asked,
                status=status,
                body=body,
                at=await self.db.now(),
            )
        )
        await self.db.flush()
        return self._answer(status, body, {})

    async def _hold(self) -> None:
        """Until the transaction ends; who asks for the same meanwhile is told, instead of kept waiting."""
        name = func.hashtextextended(f"api:{self.token.id}:{self.key}", 0)
        if not await self.db.scalar(select(func.pg_try_advisory_xact_lock(name))):
            raise UnderWayError

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> Response[Any]:
        return Response(cast("Any", body), status_code=status, media_type="application/json", headers=headers)


async def once(request: AnyRequest, visitor: TheVisitor, db: Writing, idempotency_key: Key) -> Once:
    """Of the request that is being answered."""
    if visitor.token is None:
        raise TokenMissingError
    told = f"{request.method} {request.scope['path']}\n".encode() + await request.body()
    return Once(db, visitor.token, idempotency_key, hashlib.sha256(told).digest())


TheWrite = NamedDependency[Once]
"""As a route asks for it, by the name `once`."""


async def sweep(db: WriteSession, at: datetime) -> None:
    """Forget what was answered long enough ago."""
    await db.exec(delete(KeptAnswer).where(col(KeptAnswer.at) <= at - KEPT))
