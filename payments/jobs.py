"""Background work as data: a floor hands up its jobs, whoever composes the service runs them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from procrastinate import JobContext


@dataclass(frozen=True, slots=True)
class Job:
    """Work under a stable name, which rows of the queue refer to.

    `run` takes the context (what composition put in `context.additional_context`) and JSON values.
    It may be run again after any crash, so it must find out by itself what is left to do.
    """

    name: str
    run: Callable[..., Awaitable[Any]]
    every: str | None = None
    """A cron line, with seconds as a sixth field, for work that repeats; it then gets `timestamp` too."""
    attempts: int = 12
    """Tries in all, each waiting twice as long as the one before, from five seconds on.

    One, for work that a tick asks for again anyway: what waits for its next try holds up its lock.
    """
    urgent: bool = False
    """Begun before all that is not: somebody looks on until it is done."""


__all__ = ["Job", "JobContext"]
