"""Somebody who listens to webhooks: keeps what it is told, and answers as it is bid."""

from collections.abc import Iterator
from dataclasses import dataclass, field
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

    def answer(self, request: Request) -> Response:
        self.heard.append(request)
        return Response(self.answers.pop(0) if self.answers else 200)

    @property
    def events(self) -> list[dict[str, Any]]:
        return [request.json() for request in self.heard]

    @property
    def types(self) -> list[str]:
        return [event["type"] for event in self.events]


@pytest.fixture
def listener() -> Iterator[Listener]:
    kept = Listener()
    server = HttpServer(0, kept.answer)
    kept.url = f"{server.url}/webhooks/stripe"
    server.start()
    yield kept
    server.stop()
