"""Each process shows its own numbers on a port of its own: nothing is added up that monitoring would not."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from prometheus_client import generate_latest

from okote.house import House
from okote.serving.metrics.installation import Installation
from okote.serving.metrics.port import listening
from okote.serving.metrics.process import describe, measure_lag


@asynccontextmanager
async def exposing(house: House, port: int | None, *, installation: bool = False) -> AsyncIterator[None]:
    """For the block, on the private port; without one, not at all. `installation`: also what all share."""
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

    measuring = asyncio.create_task(measure_lag(registry))
    try:
        async with listening(house.settings.metrics_host, port, tell):
            yield
    finally:
        measuring.cancel()
