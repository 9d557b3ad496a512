"""Do a write once, however often it is asked for.

As draft-ietf-httpapi-idempotency-key-header has it: the same key with the same request is answered the same;
with another request it is refused; while the first is under way, too. What was refused left nothing behind,
so that it may be mended and sent again under its key.
"""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Annotated, Any, TypeVar, cast

import msgspec
from litestar import Response
from litestar.params import HeaderParameter
from sqlalchemy import func
from sqlmodel import col, select

from okote.api.access import TokenMissingError
from okote.api.idempotency.models import KeptAnswer
from okote.feature import Forgetting
from okote.identity.visitors import Visitor
from okote.platform.limits import Limit, Per, hit
from okote.web.pages import AnyRequest
from payments.errors import DomainError
from payments.sessions import WriteSession

KEPT = timedelta(hours=24)

WRITES = Limit(
    "api-write",
    most=120,
    window=timedelta(hours=1),
    per=Per.TOKEN,
    reason="Twice a minute is much for one person's program; what a use case allows a person holds too.",
)

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


async def once(
    request: AnyRequest,
    visitor: Visitor,
    db: WriteSession,
    key: str,
    use_case: Callable[[], Awaitable[Answer]],
    *,
    status: int = 200,
) -> Response[Answer]:
    """What the use case answers, now or when it was asked first; KeyReusedError, UnderWayError.

    Asked by routes and no dependency of theirs: Litestar leaves the transaction open where another one fails.
    """
    if visitor.token is None:
        raise TokenMissingError
    token = visitor.token.id
    told = f"{request.method} {request.scope['path']}\n".encode() + await request.body()
    asked = hashlib.sha256(told).digest()
    await _hold(db, f"api:{token}:{key}")
    known = await db.get(KeptAnswer, (token, key))
    if known is not None:
        if known.asked != asked:
            raise KeyReusedError
        return _answer(known.status, known.body, {REPLAYED: "true"})
    await hit(db, WRITES, str(token))
    body = msgspec.json.encode(await use_case())
    db.add(KeptAnswer(token_id=token, key=key, asked=asked, status=status, body=body, at=await db.now()))
    await db.flush()
    return _answer(status, body, {})


async def _hold(db: WriteSession, name: str) -> None:
    """Until the transaction ends; who asks for the same meanwhile is told, instead of kept waiting."""
    if not await db.scalar(select(func.pg_try_advisory_xact_lock(func.hashtextextended(name, 0)))):
        raise UnderWayError


def _answer(status: int, body: bytes, headers: dict[str, str]) -> Response[Any]:
    return Response(cast("Any", body), status_code=status, media_type="application/json", headers=headers)


FORGETS = (
    Forgetting(
        "api-answers",
        "What programs were answered, after a day",
        KeptAnswer,
        col(KeptAnswer.at),
        lambda at: col(KeptAnswer.at) <= at - KEPT,
    ),
)
