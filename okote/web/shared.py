"""What is the same for everybody, made once for all who ask within a second, unless something changes."""

import asyncio
from collections.abc import Callable, Coroutine, Hashable
from dataclasses import dataclass
from typing import Any, TypeVar, cast

from litestar.handlers.base import BaseRouteHandler

LASTS = 1.0
"""Seconds, from when the making began: as long as another process may not know of a change made here."""

MOST = 200
"""Kept at once in a process; the eldest goes first."""

ALIKE = "alike"
"""In the `opt` of a route that answers all strangers alike: it knows who asks by nothing but the address."""

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Kept:
    """Good `until` that moment of the event loop, as long as the count of changes is what it was."""

    until: float
    changes: Hashable
    value: asyncio.Future[Any]


class Shared:
    """One per process. `changes` counts what was committed, as far as this process knows of it."""

    def __init__(self, changes: Callable[[], Hashable]) -> None:
        self._changes = changes
        self._kept: dict[Hashable, Kept] = {}

    def find(self, key: Hashable) -> asyncio.Future[Any] | None:
        """What is made or being made, where that is still good."""
        kept = self._kept.get(key)
        if kept is None or kept.until <= _now() or kept.changes != self._changes():
            return None
        return kept.value

    def begin(self, key: Hashable) -> asyncio.Future[Any]:
        """To be fulfilled by who asks first; the others wait for it."""
        value = asyncio.get_running_loop().create_future()
        self._keep(key, value)
        return value

    def drop(self, key: Hashable, value: asyncio.Future[Any]) -> None:
        """It is nothing that others may have."""
        kept = self._kept.get(key)
        if kept is not None and kept.value is value:
            del self._kept[key]

    def forget(self) -> None:
        """All is made anew."""
        self._kept.clear()

    async def made(
        self, key: Hashable, make: Callable[[], Coroutine[Any, Any, Value]], *, anew: bool = False
    ) -> Value:
        """By `make`, in a task of its own: whoever asked first may leave before it is done."""
        value = None if anew else self.find(key)
        if value is None:
            value = asyncio.create_task(make())
            self._keep(key, value)
            value.add_done_callback(lambda done: self._failed(key, done))
        return cast("Value", await asyncio.shield(value))

    def _keep(self, key: Hashable, value: asyncio.Future[Any]) -> None:
        self._kept.pop(key, None)
        self._kept[key] = Kept(_now() + LASTS, self._changes(), value)
        while len(self._kept) > MOST:
            del self._kept[next(iter(self._kept))]

    def _failed(self, key: Hashable, done: asyncio.Future[Any]) -> None:
        """A refusal is each one's own."""
        if done.cancelled() or done.exception() is not None:
            self.drop(key, done)


def answers_alike(handler: BaseRouteHandler) -> bool:
    return bool(handler.opt.get(ALIKE))


def _now() -> float:
    return asyncio.get_running_loop().time()
