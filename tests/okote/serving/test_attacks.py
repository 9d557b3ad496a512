"""What the server does with who sends too much, too slowly, or nothing: raw connections to a real one."""

import asyncio
import gzip
import socket
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

import pytest
from granian.http import HTTP1Settings

from okote.app import serving
from okote.serving.web import HTTP1, MOST_CONNECTIONS, server_of
from okote.web.deadlines import Deadlines, Patience
from okote.web.requests import LARGEST_FORM
from tests.okote.app_client import ADDRESS
from tests.okote.programs import program

__all__ = ["program"]


@pytest.fixture
def changed_settings():
    return {"features": ("okote.funding", "consultations")}


HERE = "127.0.0.1"
HOST = urlsplit(ADDRESS).netloc
IMPATIENT = HTTP1Settings(header_read_timeout=100, max_buffer_size=HTTP1.max_buffer_size)
ROOM = 8_000_000
"""Bytes that may lie between a sender and a service that takes none of them: in the kernel, on both sides."""


async def living(receive, send):
    """A server's lifespan in which nothing happens."""
    for phase in ("startup", "shutdown"):
        await receive()
        await send({"type": f"lifespan.{phase}.complete"})


async def plain(scope, receive, send):
    """An answer to whatever is asked."""
    if scope["type"] == "lifespan":
        await living(receive, send)
        return
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


@asynccontextmanager
async def served(app, **settings):
    """The port of a server of ours."""
    with socket.socket() as tried:
        tried.bind((HERE, 0))
        port = tried.getsockname()[1]
    server = server_of(app, host=HERE, port=port, **settings)
    running = asyncio.create_task(server.serve())
    while True:
        try:
            _, writer = await asyncio.open_connection(HERE, port)
        except ConnectionRefusedError:
            await asyncio.sleep(0.02)
        else:
            writer.close()
            break
    try:
        yield port
    finally:
        server.stop()
        await running


async def said(port, request: bytes, *, to_end=True) -> bytes:
    """What comes back until the connection is closed."""
    reader, writer = await asyncio.open_connection(HERE, port)
    writer.write(request)
    try:
        return await (reader.read() if to_end else reader.read(12))
    except ConnectionResetError:
        return b""
    finally:
        writer.close()


def asking(*headers: str, line="GET / HTTP/1.1", end="\r\n\r\n") -> bytes:
    return ("\r\n".join([line, f"host: {HOST}", *headers]) + end).encode()


async def test_who_asks_for_nothing_or_never_to_the_end_is_let_go():
    """And would not be where nothing bounded it."""
    halves = (b"", asking("x-a: b", end=""), asking())
    async with served(plain, http1=IMPATIENT) as hurried, served(plain) as patient:
        waiting = [asyncio.create_task(said(patient, half)) for half in halves]
        answers = await asyncio.gather(*(said(hurried, half) for half in halves))
        assert [answer[:15] for answer in answers] == [b"", b"", b"HTTP/1.1 200 OK"]
        assert not any(one.done() for one in waiting)
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
    assert HTTP1.header_read_timeout <= 10_000


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        (asking("x-a: " + "a" * 200_000), b"431"),
        (asking(*(f"x-{number}: a" for number in range(200))), b"431"),
        (asking(line=f"GET /?{'a' * 70_000} HTTP/1.1"), b"414"),
        (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", b""),
    ],
)
async def test_headers_and_addresses_have_their_measure(request_, status):
    async with served(plain) as port:
        answer = await said(port, request_)
        assert answer[9:12] == status
        control = await said(port, asking("x-a: " + "a" * 20_000, "connection: close"))
        assert control[9:12] == b"200"


async def test_more_may_be_connected_than_ask():
    """As many as the backlog, idle, kept everybody else out before."""
    async with served(plain) as port:
        idle = await asyncio.gather(*(asyncio.open_connection(HERE, port) for _ in range(1_100)))
        assert (await said(port, asking("connection: close")))[9:12] == b"200"
        assert len(idle) < MOST_CONNECTIONS
        for _, writer in idle:
            writer.close()


async def poured(port, head: bytes, chunk: bytes, total: int) -> tuple[bytes, int]:
    """What is answered to a body in chunks that goes on as long as it is let, and how much of it went out."""
    reader, writer = await asyncio.open_connection(HERE, port)
    piece, sent = f"{len(chunk):x}\r\n".encode() + chunk + b"\r\n", 0
    writer.write(head)
    answer = asyncio.create_task(reader.read(12))
    try:
        while sent < total and not answer.done():
            writer.write(piece)
            await writer.drain()
            sent += len(chunk)
    except ConnectionError:
        pass
    finally:
        writer.close()
    try:
        return await answer, sent
    except ConnectionError:
        return b"", sent


def post(path: str, kind: str, *headers: str) -> bytes:
    return asking(
        f"content-type: {kind}", "transfer-encoding: chunked", *headers, line=f"POST {path} HTTP/1.1"
    )


ENDLESS = 1_000_000_000


async def test_a_gigabyte_in_chunks_is_refused_as_soon_as_it_is_too_much(house, browser, program):
    camille = browser()
    await camille.arrive("camille")
    await camille.get("/fr/account")
    cookie = "cookie: " + "; ".join(f"{name}={value}" for name, value in camille.cookies.items())
    token = f"authorization: Bearer {(await program('camille')).token}"
    chunk = b"x" * 65_536
    form = "application/x-www-form-urlencoded"
    async with served(serving(house)) as port:
        for head in (
            post("/fr/account", form, cookie),
            post("/fr/account", "multipart/form-data; boundary=b", cookie),
            post("/api/v1/ideas", "application/json", token, "idempotency-key: a"),
            post("/webhooks/stripe", "application/json", "stripe-signature: t=1,v1=0"),
        ):
            answer, sent = await poured(port, head, chunk, ENDLESS)
            assert answer[9:12] in {b"413", b"400"}, head
            assert sent < LARGEST_FORM + ROOM, head


async def test_who_reads_all_of_it_would_take_it_all():
    """The control: a handler without a bound."""
    taken = 0

    async def greedy(scope, receive, send):
        nonlocal taken
        if scope["type"] == "lifespan":
            await living(receive, send)
            return
        more = True
        while more:
            message = await receive()
            taken, more = taken + len(message.get("body", b"")), message.get("more_body", False)

    async with served(greedy) as port:
        _, sent = await poured(port, post("/", "application/json"), b"x" * 65_536, 4 * ROOM)
        assert sent == 4 * ROOM // 65_536 * 65_536 + 65_536
    assert taken > ROOM


def much(given_up: asyncio.Event):
    """An answer that no buffer holds."""

    async def much(scope, receive, send):
        if scope["type"] == "lifespan":
            await living(receive, send)
            return
        try:
            await send({"type": "http.response.start", "status": 200, "headers": []})
            for _ in range(10 * ROOM // 65_536):
                await send({"type": "http.response.body", "body": b"x" * 65_536, "more_body": True})
        finally:
            given_up.set()

    return much


async def test_who_asks_for_much_and_takes_none_of_it_is_let_go():
    """And whoever else had to wait for the same connection of the database would not be."""
    hurry = Patience(silence=0.1)
    given_up, still = asyncio.Event(), asyncio.Event()
    async with served(Deadlines(much(given_up), hurry)) as hurried, served(much(still)) as patient:
        asked = [await asyncio.open_connection(HERE, port, limit=1) for port in (hurried, patient)]
        for _, writer in asked:
            writer.transport.pause_reading()
            writer.write(asking())
        await given_up.wait()
        assert not still.is_set()
        reader, writer = asked[0]
        writer.transport.resume_reading()
        while await reader.read(65_536):
            pass  # to the end of the connection
        for _, writer in asked:
            writer.close()


async def test_what_is_packed_is_not_unpacked(house, browser):
    """A hundred megabytes in a hundred kilobytes stay what they are: no form."""
    camille = browser()
    await camille.arrive("camille")
    await camille.get("/fr/account")
    cookie = "cookie: " + "; ".join(f"{name}={value}" for name, value in camille.cookies.items())
    bomb = gzip.compress(bytes(100_000_000))
    assert len(bomb) < LARGEST_FORM
    head = post("/fr/account", "application/x-www-form-urlencoded", cookie, "content-encoding: gzip")
    async with served(serving(house)) as port:
        body = f"{len(bomb):x}\r\n".encode() + bomb + b"\r\n0\r\n\r\n"
        answer = await said(port, head + body, to_end=False)
        assert answer[9:12] in {b"400", b"403"}
