"""Idempotency keys: the first answer under a key is the answer for a day, also when it was a failure.

The same key with other parameters is refused; while the first request still runs, a second is told so.
Keys are a connected account's own (docs.stripe.com/api/idempotent_requests).
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Lock

from payments.simulator.faults import FaultError
from payments.simulator.messages import Request
from payments.simulator.store import Object
from payments.simulator.world import World

REMEMBERED = 24 * 60 * 60
"""Seconds, by the local clock."""


@dataclass(frozen=True, slots=True)
class Answer:
    """`first_request` is the request that the answer was made for, when this one only repeats it."""

    status: int
    body: Object
    first_request: str | None = None


class Memory:
    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = Lock()
        self._running: set[tuple[str, str]] = set()

    @contextmanager
    def alone(self, key: str, owner: str) -> Iterator[None]:
        """One request under a key at a time."""
        with self._lock:
            if (key, owner) in self._running:
                raise FaultError(
                    409,
                    "There is currently another in-progress request using this Idempotent Key.",
                    kind="idempotency_error",
                    code="idempotency_key_in_use",
                )
            self._running.add((key, owner))
        try:
            yield
        finally:
            self._running.discard((key, owner))

    def recall(self, key: str, owner: str, request: Request) -> Answer | None:
        store = self._world.store
        store.run("DELETE FROM answer WHERE made <= ?", self._world.now() - REMEMBERED)
        kept = store.rows(
            "SELECT fingerprint, status, body, request_id FROM answer WHERE key = ? AND owner = ?", key, owner
        )
        if not kept:
            return None
        print_of_first, status, body, first_request = kept[0]
        if print_of_first != fingerprint(request):
            raise FaultError(
                400,
                "Keys for idempotent requests can only be used with the same parameters they were first used "
                "with. Try using a key other than the one given if you meant to execute a different request.",
                kind="idempotency_error",
            )
        return Answer(status, json.loads(body), first_request)

    def keep(self, key: str, owner: str, request: Request, request_id: str, answer: Answer) -> None:
        self._world.store.run(
            "INSERT INTO answer (key, owner, made, fingerprint, status, request_id, body) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            key,
            owner,
            self._world.now(),
            fingerprint(request),
            answer.status,
            request_id,
            json.dumps(answer.body),
        )


def fingerprint(request: Request) -> str:
    return hashlib.sha256(b"\n".join((request.path.encode(), request.body))).hexdigest()
