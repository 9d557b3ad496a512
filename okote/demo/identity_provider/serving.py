"""HTTP on threads, on this machine alone: in a process of its own, or inside the one that tests it."""

import socket
import sys
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qsl

from okote.demo.identity_provider.messages import Request
from okote.demo.identity_provider.misbehaviour.behaviour import SLOW, SLOW_SECONDS
from okote.demo.identity_provider.provider import IdentityProvider
from okote.demo.identity_provider.routes import answered

HOST = "127.0.0.1"
LARGEST_BODY = 20_000
IDLE_SECONDS = 30.0
FORM = "application/x-www-form-urlencoded"


class HttpServer(ThreadingHTTPServer):
    """Answers inside its `with` block; port 0 lets the system choose.

    Leaving the block waits for what is under way, and hangs up on who is idle.
    """

    daemon_threads = False
    request_queue_size = 128

    def __init__(self, port: int, provider: IdentityProvider, *, controlled: bool) -> None:
        self.provider = provider
        self.controlled = controlled
        self.stopping = Event()
        self._lines: set[socket.socket] = set()
        self._lock = Lock()
        self._thread = Thread(target=self.serve_forever, args=(0.05,), name="identity-provider", daemon=True)
        super().__init__((HOST, port), Handler)
        provider.address = f"http://{provider.settings.host}:{self.server_port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stopping.set()
        self.shutdown()
        self._thread.join()
        with self._lock:
            for line in self._lines:
                with suppress(OSError):  # its client was faster
                    line.shutdown(socket.SHUT_RD)
        self.server_close()

    def server_bind(self) -> None:
        """Without the base class's look-up of the machine's name, which may wait for a name server."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_name, self.server_port = HOST, self.socket.getsockname()[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._lock:
            self._lines.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._lock:
            self._lines.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up or falls silent is nobody's mistake."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = IDLE_SECONDS
    wbufsize = -1
    server: HttpServer

    def _serve(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > LARGEST_BODY or "Transfer-Encoding" in self.headers:
            self.send_error(HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            return
        provider = self.server.provider
        request = self._request(provider.settings.issuer, self.rfile.read(int(length)))
        if provider.behaviour.variant == SLOW:
            self.server.stopping.wait(SLOW_SECONDS)
        answer = answered(provider, request, controlled=self.server.controlled)
        self.send_response(answer.status)
        for name, value in answer.full_headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.content)
        self.wfile.flush()

    do_GET = do_POST = _serve  # noqa: N815 (the names that http.server looks for)

    def _request(self, issuer: str, body: bytes) -> Request:
        path, _, query = self.path.partition("?")
        kind = self.headers.get("Content-Type", "").partition(";")[0]
        form = parse_qsl(body.decode(errors="replace"), keep_blank_values=True) if kind == FORM else []
        headers = {name.title(): value for name, value in self.headers.items()}
        return Request(self.command, issuer, path, headers, parse_qsl(query, keep_blank_values=True), form)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 (the base class's name)
        """Silent: addresses here hold codes and states."""
