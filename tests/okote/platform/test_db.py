"""A server that answers no longer is given up, and so is an answer for which nobody waits."""

import asyncio

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from okote.platform.db import BoundedConnection, Database, patient

SLEEP = text("SELECT pg_sleep(10)")
ONE = text("SELECT 1")


async def answers(database: Database) -> bool:
    async with database.reading() as db:
        return (await db.exec(ONE)).scalar_one() == 1


async def test_whoever_is_silent_for_too_long_is_given_up(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    assert await answers(database)
    with monkeypatch.context() as hurried:
        hurried.setattr(BoundedConnection, "silence", 0.2)
        with pytest.raises(OperationalError, match="does not answer"):
            async with database.reading() as db:
                await db.exec(SLEEP)
    assert await answers(database)


async def test_what_reads_all_there_is_may_take_longer_and_nothing_after_it(
    database: Database, monkeypatch: pytest.MonkeyPatch
):
    nap = text("SELECT pg_sleep(0.5)")
    with monkeypatch.context() as hurried:
        hurried.setattr(BoundedConnection, "silence", 0.2)
        async with database.reading() as db, patient(db):
            await db.exec(nap)
        with pytest.raises(OperationalError, match="does not answer"):
            async with database.reading() as db:
                await db.exec(nap)


async def test_an_answer_for_which_nobody_waits_any_more_is_not_waited_for(database: Database):
    """The driver alone would first ask the server to stop, and wait for that."""
    pid = text("SELECT pg_backend_pid()")
    used = []

    async def ask() -> None:
        async with database.reading() as db:
            used.append((await db.exec(pid)).scalar_one())
            asked.set()
            await db.exec(SLEEP)

    asked = asyncio.Event()
    asking = asyncio.create_task(ask())
    await asked.wait()
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    async with database.reading() as db:
        assert (await db.exec(pid)).scalar_one() not in used
