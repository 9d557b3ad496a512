"""`python -m tests.bench.floor PORT FILE`: bare Litestar handlers, on the server that serves the service.

What each answers stands in FILE, a list of `Beside`: the same bytes; the same templates with the same values,
rendered anew after one query; the same JSON, written anew after one query.
"""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import msgspec
import stripe
import uvloop
from httpx import Timeout
from litestar import Litestar, Response, get, post
from litestar.response import Redirect
from litestar.types import ASGIApp
from psycopg_pool import AsyncConnectionPool
from sqlmodel import select

from okote.app import serving
from okote.house import House
from okote.platform.database_url import libpq_url
from okote.serving.inheritance import DATABASE_URL, inherited_house
from okote.serving.ports import answered
from okote.serving.web import server_of
from okote.web.context import PageContext
from payments.gateway.checkout import CheckoutRequest, wire_form
from payments.gateway.line import HttpClient
from payments.money import Money
from payments.operations.models import ConnectedAccount

HERE = "127.0.0.1"


class Beside(msgspec.Struct, frozen=True):
    """`request` is one of those that the service is asked; `kind` what of its answer is given here."""

    row: str
    kind: Literal["bytes", "page", "json"]
    request: bytes


@dataclass(frozen=True)
class Rendered:
    """One call of the renderer."""

    template: str
    context: dict[str, Any]
    page: PageContext


@dataclass
class Given:
    """By the name of a row."""

    bytes: dict[str, bytes] = field(default_factory=dict)
    page: dict[str, list[Rendered]] = field(default_factory=dict)
    json: dict[str, Any] = field(default_factory=dict)


async def captured(house: House, wanted: Sequence[Beside]) -> Given:
    """What the service answers, and what it renders for it."""
    given, app, renderer = Given(), serving(house), house.renderer
    render, calls = renderer.render, list[Rendered]()

    def recording(template: str, context: Mapping[str, Any], *, page: PageContext) -> str:
        calls.append(Rendered(template, dict(context), page))
        return render(template, context, page=page)

    renderer.render = recording
    for one in wanted:
        calls.clear()
        house.shared.forget()
        body = await answer(app, one.request)
        given.bytes[one.row] = body
        if one.kind == "page":
            given.page[one.row] = list(calls)
        if one.kind == "json":
            given.json[one.row] = msgspec.json.decode(body)
    renderer.render = render
    return given


async def answer(app: ASGIApp, raw: bytes) -> bytes:
    """The body that the application answers to a request, without any server between."""
    head, *lines = raw.decode().strip().split("\r\n")
    method, target, _ = head.split(" ")
    path, _, query = target.partition("?")
    headers = [line.partition(": ") for line in lines]
    sent: list[dict] = []
    scope = {
        "type": "http",
        "asgi": {"version": "3.0", "spec_version": "2.3"},
        "http_version": "1.1",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "scheme": "http",
        "headers": [(name.lower().encode(), value.encode()) for name, _, value in headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
    }

    async def receive():
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message):
        sent.append(message)

    await app(scope, receive, send)
    if sent[0]["status"] != 200:
        raise AssertionError(f"{target}: {sent[0]['status']}")
    return b"".join(message.get("body", b"") for message in sent[1:])


def application(house: House, given: Given, url: str, account: str) -> Litestar:
    pool = AsyncConnectionPool(libpq_url(url), min_size=8, max_size=8, open=False)

    @get("/bytes/{row:str}", sync_to_thread=False)
    def same_bytes(row: str) -> Response[bytes]:
        return Response(given.bytes[row], media_type="text/html; charset=utf-8")

    @get("/page/{row:str}")
    async def same_template(row: str) -> Response[str]:
        await _query(pool)
        for known in given.page[row]:
            html = house.renderer.render(known.template, known.context, page=known.page)
        return Response(html, media_type="text/html; charset=utf-8")

    @get("/json/{row:str}")
    async def same_json(row: str) -> Any:
        await _query(pool)
        return given.json[row]

    client = stripe.StripeClient(
        house.settings.stripe.api_key,
        base_addresses={"api": house.settings.stripe.api_base},
        http_client=HttpClient(Timeout(10), livemode=False, encrypted=False),
    )

    @post("/pledge")
    async def bare_pledge() -> Redirect:
        await _committed(pool)
        session = await client.v1.checkout.sessions.create_async(wire_form(checkout(account)))
        await _committed(pool)
        return Redirect(session.url or "", status_code=303)

    @asynccontextmanager
    async def open_pool(_app: Litestar) -> AsyncIterator[None]:
        async with pool:
            yield

    return Litestar(
        [same_bytes, same_template, same_json, bare_pledge], lifespan=[open_pool], openapi_config=None
    )


async def _query(pool: AsyncConnectionPool[Any]) -> None:
    async with pool.connection() as connection:
        await (await connection.execute("SELECT slug FROM territory LIMIT 1")).fetchall()


async def _committed(pool: AsyncConnectionPool[Any]) -> None:
    async with pool.connection() as connection:
        await connection.execute("INSERT INTO bench_floor DEFAULT VALUES")


def checkout(account: str) -> CheckoutRequest:
    """As a pledge asks for its payment page."""
    return CheckoutRequest(
        amount=Money.of(20),
        title="Gabarit",
        on_behalf_of=account,
        transfer_group="campaign:bench",
        client_reference_id="bench",
        success_url="http://localhost/thanks",
        cancel_url="http://localhost/",
        expires_at=datetime.fromtimestamp(time.time() + 3_600, UTC),
        metadata={"purpose": "bench"},
    )


async def serve(port: int, wanted: Sequence[Beside]) -> None:
    house = inherited_house()
    given = await captured(house, wanted)
    async with house.database.reading() as db:
        account = (await db.exec(select(ConnectedAccount.stripe_id).limit(1))).one() or ""
    server = server_of(application(house, given, os.environ[DATABASE_URL], account), host=HERE, port=port)
    for caught in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(caught, server.stop)
    running = asyncio.create_task(server.serve())
    await answered(HERE, port)
    print(f"Floors at {port}", flush=True)  # noqa: T201 (whoever started it waits for this line)
    await running


def main() -> None:
    port, file = int(sys.argv[1]), Path(sys.argv[2])
    uvloop.run(serve(port, msgspec.json.decode(file.read_bytes(), type=list[Beside])))


if __name__ == "__main__":
    main()
