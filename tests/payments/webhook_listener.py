"""Somebody who listens to webhooks: keeps what it is told, and answers as it is bid."""

from asyncio import to_thread
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Condition
from typing import Any

import pytest

from payments.simulator.messages import Request, Response
from payments.simulator.serving import HttpServer

SECRET = "whsec_of_the_platform"
CONNECT_SECRET = "whsec_of_connected_accounts"


@dataclass
class Listener:
    """`answers` are its next statuses; after them, 200."""

    url: str = ""
    heard: list[Request] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._news = Condition()

    def answer(self, request: Request) -> Response:
        with self._news:
            self.heard.append(request)
            self._news.notify_all()
        return Response(self.answers.pop(0) if self.answers else 200)

    async def hears(self, count: int) -> None:
        """Wait until that much was told, five seconds at most."""

        def wait() -> bool:
            with self._news:
                return self._news.wait_for(lambda: len(self.heard) >= count, timeout=5)

        assert await to_thread(wait), f"only {len(self.heard)} of {count} were told"

    @property
    def events(self) -> list[dict[str, Any]]:
        return [request.json() for request in self.heard]

    @property
    def types(self) -> list[str]:
        return [event["type"] for event in self.events]


@contextmanager
def listening() -> Iterator[Listener]:
    kept = Listener()
    server = HttpServer(0, kept.answer)
    kept.url = f"{server.url}/webhooks/stripe"
    server.start()
    yield kept
    server.stop()


@pytest.fixture
def listener() -> Iterator[Listener]:
    with listening() as listener:
        yield listener
