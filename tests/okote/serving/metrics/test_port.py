"""The private port answers one question, on this machine."""

import asyncio
import socket

import pytest

from okote.serving.metrics.port import listening

HERE = "127.0.0.1"


@pytest.fixture
def port() -> int:
    with socket.socket() as tried:
        tried.bind((HERE, 0))
        return int(tried.getsockname()[1])


async def tell() -> bytes:
    return b"okote_up 1\n"


async def asked(port: int, question: bytes) -> bytes:
    reader, writer = await asyncio.open_connection(HERE, port)
    writer.write(question)
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    return answer


@pytest.mark.parametrize("path", [b"/metrics", b"/metrics?name[]=okote_up"])
async def test_who_asks_is_told(port, path):
    async with listening(HERE, port, tell):
        answer = await asked(port, b"GET " + path + b" HTTP/1.1\r\nHost: x\r\n\r\n")
    head, _, body = answer.partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 200 ")
    assert b"Content-Type: text/plain; version=" in head
    assert (body, b"Content-Length: 11" in head) == (b"okote_up 1\n", True)


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (b"GET / HTTP/1.1\r\n\r\n", b"HTTP/1.1 404 "),
        (b"POST /metrics HTTP/1.1\r\n\r\n", b"HTTP/1.1 404 "),
        (b"GET /metrics", b""),
        (b"x" * 100_000, b""),
        (b"\r\n\r\n", b"HTTP/1.1 404 "),
    ],
)
async def test_whatever_else_is_said_changes_nothing(port, question, answer):
    async with listening(HERE, port, tell):
        try:
            said = await asked(port, question)
        except ConnectionError:  # it did not read to the end
            said = b""
        assert said.startswith(answer)
        assert b"okote_up" not in said
        assert b"okote_up 1" in await asked(port, b"GET /metrics HTTP/1.1\r\n\r\n")


async def test_a_process_that_takes_the_place_of_another_listens_where_it_did(port):
    for _ in range(2):
        async with listening(HERE, port, tell):
            assert b" 200 " in await asked(port, b"GET /metrics HTTP/1.1\r\n\r\n")


async def test_a_port_that_is_taken_is_an_error(port):
    async with listening(HERE, port, tell):
        with pytest.raises(OSError, match="address"):
            async with listening(HERE, port, tell):
                """Nobody comes here."""
