"""Each process shows its own numbers on a port of its own: nothing is added up that monitoring would not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from prometheus_client import generate_latest

from okote.house import House
from okote.serving.metrics.installation import Installation
from okote.serving.metrics.port import Tell, listening
from okote.serving.metrics.process import describe, measure_lag

EVERY = 0.1
"""Seconds between two looks whether the port is free."""


@asynccontextmanager
async def exposing(
    house: House, port: int | None, *, installation: bool = False, relieving: bool = False
) -> AsyncIterator[None]:
    """For the block, on the private port; without one, not at all. `installation`: also what all share.

    Where another is being relieved, once that has let go of the port; OSError where somebody else holds it.
    """
    if port is None:
        yield
        return
    registry, whole = house.meters.registry, Installation(house.database)
    describe(house)
    if installation:
        registry.register(whole)

    async def tell() -> bytes:
        if installation:
            await whole.look()
        return generate_latest(registry)

    host, beside = house.settings.metrics_host, [asyncio.create_task(measure_lag(registry))]
    try:
        if relieving:
            beside.append(asyncio.create_task(_once_free(host, port, tell)))
            yield
        else:
            async with listening(host, port, tell):
                yield
    finally:
        for task in beside:
            task.cancel()


async def _once_free(host: str, port: int, tell: Tell) -> None:
    while True:
        with suppress(OSError):
            async with listening(host, port, tell):
                await asyncio.Event().wait()
        await asyncio.sleep(EVERY)
