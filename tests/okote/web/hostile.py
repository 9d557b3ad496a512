"""Requests that no browser of good faith sends, to the whole service."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from litestar.types import ASGIApp

from tests.okote.app_client import ADDRESS, CSRF, Browser

ENCODED = "application/x-www-form-urlencoded"
BOUNDARY = "between"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"


@dataclass
class Answer:
    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    read: int = 0
    """How many bytes of the request the service took."""


async def send(
    app: ASGIApp, path: str, body: bytes, *, kind: str, cookie: str = "", length: int | None = None
) -> Answer:
    """A POST in chunks of 64 KiB, as far as the service asks for them; `length` is what it says it is."""
    answer, chunks = Answer(), [body[at : at + 65_536] for at in range(0, len(body), 65_536)] or [b""]

    async def receive() -> Any:
        chunk = chunks.pop(0)
        answer.read += len(chunk)
        return {"type": "http.request", "body": chunk, "more_body": bool(chunks)}

    async def sent(message: Any) -> None:
        if message["type"] == "http.response.start":
            answer.status, answer.headers = message["status"], list(message["headers"])
        answer.body += message.get("body", b"")

    headers = {"host": urlsplit(ADDRESS).netloc, "content-type": kind, "cookie": f"{CSRF}={cookie}"}
    if length is not None:
        headers["content-length"] = str(length)
    await app(_scope(path, headers), receive, sent)
    return answer


def _scope(path: str, headers: dict[str, str]) -> Any:
    return {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"",
        "headers": [(name.encode(), value.encode("latin-1")) for name, value in headers.items()],
        "client": ("192.0.2.9", 4711),
        "server": ("127.0.0.1", 8000),
        "state": {},
    }


async def token_of(browser: Browser) -> str:
    """The token that a browser gets with its first page."""
    await browser.get("/fr/signed-out")
    return browser.cookies[CSRF]


def part(name: str, body: bytes, *, file: str = "", kind: str = "") -> bytes:
    """One part of a form with files."""
    named = f'; filename="{file}"' if file else ""
    typed = f"\r\ncontent-type: {kind}" if kind else ""
    head = f'--{BOUNDARY}\r\ncontent-disposition: form-data; name="{name}"{named}{typed}\r\n\r\n'
    return head.encode() + body + b"\r\n"


END = f"--{BOUNDARY}--\r\n".encode()
