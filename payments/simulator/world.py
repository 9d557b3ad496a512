"""All that the local Stripe is at one moment: its objects, its clock, what it tells, how it misbehaves."""

import secrets
import string
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from payments.simulator.faults import missing
from payments.simulator.mischief import Mischief
from payments.simulator.store import PLATFORM, Object, Store

API_VERSION = "2026-08-26.dahlia"
ALPHABET = string.ascii_letters + string.digits


@dataclass(frozen=True, slots=True)
class Asker:
    """Which request an event comes from; a page's visitor has none."""

    request_id: str | None = None
    key: str | None = None


NOBODY = Asker()


MARK = "0Local0"
"""In every identifier made here, so that a live gateway knows what never to speak of to the real Stripe."""


def new_id(prefix: str, length: int = 24) -> str:
    """As Stripe's: a kind, then letters and digits that cannot be guessed."""
    return f"{prefix}_{MARK}" + "".join(secrets.choice(ALPHABET) for _ in range(length - len(MARK)))


class World:
    """`public` is the address under which people and Stripe's clients reach this server."""

    def __init__(self, store: Store, *, api_key: str) -> None:
        self.store = store
        self.api_key = api_key
        self.public = ""
        self.mischief = Mischief(store)
        self._asker = NOBODY

    def now(self) -> int:
        """Seconds since 1970 by this Stripe's own clock, which the demo may move."""
        return int(time.time()) + int(self.store.setting("clock_offset", 0))

    @contextmanager
    def acting(self, asker: Asker = NOBODY) -> Iterator[None]:
        """One transaction, on someone's behalf."""
        with self.store.transaction():
            before, self._asker = self._asker, asker
            try:
                yield
            finally:
                self._asker = before

    def require(
        self, kind: str, object_id: str, owner: str = PLATFORM, *, param: str | None = None
    ) -> Object:
        """The object; Stripe answers 404 for the one in the address, 400 for one named by a parameter."""
        found = self.store.get(kind, object_id, owner)
        if found is None:
            raise missing(kind, object_id, param=param or "id", status=400 if param else 404)
        return found

    def tell(self, event_type: str, about: Object, owner: str = PLATFORM) -> None:
        """Record an event and post it; the picture in it is of this moment."""
        event: dict[str, Any] = {
            "id": new_id("evt"),
            "object": "event",
            "api_version": API_VERSION,
            "created": self.now(),
            "data": {"object": about},
            "livemode": False,
            "pending_webhooks": 0,
            "request": {"id": self._asker.request_id, "idempotency_key": self._asker.key},
            "type": event_type,
        }
        if owner != PLATFORM:
            event["account"] = owner
        self.store.add(event, owner)
        self.post(event, owner)

    def post(self, event: Object, owner: str) -> None:
        """Hand an event to the postman for every endpoint that listens to it."""
        urls = [
            endpoint["url"]
            for endpoint in self.store.setting("endpoints", [])
            if endpoint["connect"] == (owner != PLATFORM) and listens(endpoint["events"], event["type"])
        ]
        event["pending_webhooks"] += len(urls)
        self.store.save(event)
        for url in urls:
            for due in self.mischief.postings(time.time()):
                self.store.run(
                    "INSERT INTO delivery (event, url, due) VALUES (?, ?, ?)", event["id"], url, due
                )


def listens(events: list[str], event_type: str) -> bool:
    return "*" in events or event_type in events
