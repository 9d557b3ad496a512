"""Who has waited longest for a connection has the next one; none is lost to who leaves."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import TimeoutError as NoneInTimeError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from okote.platform.database_url import driver_url
from okote.platform.pool import FairPool


@pytest.fixture
def engine(database_url):
    def opened(poolclass=FairPool, **how):
        how = {"pool_size": 1, "max_overflow": 0, "pool_timeout": 30, **how}
        return create_async_engine(driver_url(database_url), poolclass=poolclass, **how)

    return opened


async def order(engine):
    """Of one who gives the only connection back and asks at once again, and two who wait meanwhile."""
    had = []

    async def asks(name):
        async with engine.connect():
            had.append(name)

    held = await engine.connect()
    waiting = [asyncio.create_task(asks(name)) for name in ("first", "second")]
    await asyncio.sleep(0.01)
    await held.close()
    await asks("the same again")
    await asyncio.gather(*waiting)
    await engine.dispose()
    return had


async def test_whoever_has_waited_longest_comes_first(engine):
    assert await order(engine()) == ["first", "second", "the same again"]


async def test_with_sqlalchemys_own_somebody_passes_before_them(engine):
    assert await order(engine(AsyncAdaptedQueuePool)) != ["first", "second", "the same again"]


async def test_who_leaves_as_their_turn_comes_takes_nothing_along(engine):
    pool = engine()
    held = await pool.connect()
    leaving = asyncio.create_task(pool.connect().start())
    await asyncio.sleep(0.01)
    await held.close()
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    async with asyncio.timeout(5), pool.connect() as again:
        assert (await again.execute(text("SELECT 1"))).scalar_one() == 1
    await pool.dispose()


async def test_who_waits_in_vain_is_refused_and_waits_no_more(engine):
    pool = engine(pool_timeout=0.01)
    async with pool.connect():
        with pytest.raises(NoneInTimeError):
            await pool.connect().start()
    async with pool.connect() as again:
        assert (await again.execute(text("SELECT 1"))).scalar_one() == 1
    await pool.dispose()
