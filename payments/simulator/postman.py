"""Posts events to whoever listens: signed, tried again when not received, in the order they fall due.

Signature: `t=<seconds>,v1=<HMAC-SHA256 of "t.body">`, one v1 for each secret in force
(docs.stripe.com/webhooks/signature). Signing and waiting go by the real clock, as the receiver's does.
"""

import hashlib
import hmac
import http.client
import json
import time
from contextlib import closing
from threading import Event, RLock, Thread
from typing import Any
from urllib.parse import urlsplit

from payments.simulator import due
from payments.simulator.store import Object
from payments.simulator.world import World

WAITS = (1.0, 2.0, 5.0, 15.0, 60.0, 300.0)
"""Seconds before each further try; after the last, the event is given up."""

PATIENCE = 10.0
"""Seconds in which a receiver must answer."""

EVERY = 0.05


class Postman:
    """Delivers by itself unless held; `deliver` does at once what is pending, for tests."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._stop = Event()
        self._round = RLock()
        self._thread = Thread(target=self._run, name="postman", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stop.set()
        self._thread.join()

    def hold(self, held: bool) -> dict[str, Any]:
        """Let events wait for `deliver`, or no more; a round under way ends first."""
        with self._round:
            self._world.store.set("held", held)
        return {"held": held}

    def _run(self) -> None:
        while not self._stop.wait(EVERY):
            with self._round:
                if not self._world.store.setting("held", default=False):
                    with self._world.acting():
                        due.happen(self._world)
                    self.deliver(until=time.time())

    def deliver(self, until: float | None = None) -> list[dict[str, Any]]:
        """Everything that falls due until then, or everything pending; who was told what, in order."""
        with self._round:
            waiting = self._world.store.rows(
                "SELECT number, event, url, tries FROM delivery WHERE state = 'pending' AND due <= ? "
                "ORDER BY due, number",
                until if until is not None else float("inf"),
            )
            return [self._deliver(*row) for row in waiting]

    def _deliver(self, number: int, event_id: str, url: str, tries: int) -> dict[str, Any]:
        event = self._world.store.find(event_id) or {}
        status = self._post(url, event)
        received = 200 <= status < 300
        again = not received and tries < len(WAITS)
        with self._world.store.transaction():
            self._world.store.run(
                "UPDATE delivery SET state = ?, due = due + ?, tries = tries + 1 WHERE number = ?",
                "received" if received else "pending" if again else "given up",
                WAITS[tries] if again else 0.0,
                number,
            )
            if received and (kept := self._world.store.find(event_id)) is not None:
                kept["pending_webhooks"] = max(0, kept["pending_webhooks"] - 1)
                self._world.store.save(kept)
        return {"event": event_id, "type": event.get("type"), "url": url, "status": status}

    def _post(self, url: str, event: Object) -> int:
        endpoints = self._world.store.setting("endpoints", [])
        listening = (url, "account" in event)
        secrets: list[str] = next(
            (e["secrets"] for e in endpoints if (e["url"], e["connect"]) == listening), []
        )
        body = json.dumps(event, indent=2).encode()
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Stripe-Signature": signature(body, secrets, int(time.time())),
            "User-Agent": "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
        }
        return post(url, body, headers)


def signature(body: bytes, secrets: list[str], at: int) -> str:
    signed = f"{at}.".encode() + body
    marks = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={at}", *(f"v1={mark}" for mark in marks)])


def post(url: str, body: bytes, headers: dict[str, str]) -> int:
    """The receiver's status; 0 when there was no answer. Redirects are not followed, as Stripe does not."""
    address = urlsplit(url)
    kind = http.client.HTTPSConnection if address.scheme == "https" else http.client.HTTPConnection
    with closing(kind(address.hostname or "", address.port, timeout=PATIENCE)) as line:
        try:
            line.request(
                "POST", address._replace(scheme="", netloc="", fragment="").geturl() or "/", body, headers
            )
            return line.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
