"""How one process goes, beside the requests that it counts: its build, its connections, its event loop."""

import asyncio
from importlib.metadata import version
from math import nan
from platform import python_version
from typing import cast

from prometheus_client import CollectorRegistry, Gauge, Histogram, Info, ProcessCollector
from sqlalchemy import QueuePool

from okote.house import House

EVERY = 1.0
"""Seconds between two looks at the event loop."""

LAGS = (0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1.0, 5.0)
"""Seconds."""


def describe(house: House) -> None:
    """What is read when it is asked for: processor, memory and files of the process, its build, its pool."""
    registry = house.meters.registry
    ProcessCollector(registry=registry)
    build = Info("okote_build", "What runs here.", registry=registry)
    build.info({"version": version("okote"), "python": python_version()})
    used = Gauge("okote_pool_used", "Connections to PostgreSQL at work in this process.", registry=registry)
    used.set_function(lambda: _pool(house).checkedout())
    size = Gauge("okote_pool_size", "Connections that it has at most: the setting.", registry=registry)
    size.set_function(lambda: _pool(house).size())
    if replica := house.database.replica:
        usable = Gauge(
            "okote_replica_usable", "Whether it is read; the primary is, where it is not.", registry=registry
        )
        usable.set_function(lambda: replica.usable)
        lag = Gauge("okote_replica_lag_seconds", "At most, at the last look.", registry=registry)
        lag.set_function(lambda: nan if replica.lag is None else replica.lag)


def _pool(house: House) -> QueuePool:
    """The one of now: an engine that let go of its connections has another."""
    return cast("QueuePool", house.database.engine.pool)


async def measure_lag(registry: CollectorRegistry, *, every: float = EVERY) -> None:
    """How much later than asked for the event loop comes to something, until cancelled."""
    lag = Histogram(
        "okote_event_loop_lag_seconds",
        "How long everybody else waits while one thing computes.",
        buckets=LAGS,
        registry=registry,
    )
    clock = asyncio.get_running_loop().time
    while True:
        expected = clock() + every
        await asyncio.sleep(every)
        lag.observe(max(clock() - expected, 0))
