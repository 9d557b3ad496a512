"""What the queue leaves behind: nothing of what went well, and a line for each try that did not."""

import psycopg
import pytest
import structlog
from procrastinate import JobContext
from procrastinate.exceptions import ConnectorException
from sqlalchemy import text

from okote.platform import jobs
from okote.platform.database_url import libpq_url
from okote.platform.db import Database
from okote.platform.jobs import jobs_app, work_off
from payments.jobs import Job
from payments.sessions import JOBS

CUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'okote-worker'
"""
LEFT = text("SELECT task_name, status::text FROM procrastinate_jobs ORDER BY id")


async def test_what_is_done_leaves_no_row_and_what_failed_says_so_before_the_next_try(
    database_url: str,
):
    async def succeed(context: JobContext) -> None:
        """There is nothing to do."""

    async def fail(context: JobContext, who: str) -> None:
        raise ConnectionError(who)

    queue = jobs_app(database_url, [Job("test.succeed", succeed), Job("test.fail", fail)])
    database = Database(database_url, pool_size=2, info={JOBS: queue})
    async with database.unit_of_work() as db:
        await db.defer("test.succeed")
        await db.defer("test.fail", who="Camille Roth")
    with structlog.testing.capture_logs() as lines:
        await work_off(queue, {})

    async with database.reading() as db:
        assert [tuple(row) for row in await db.exec(LEFT)] == [("test.fail", "todo")]
    (line,) = [line for line in lines if line["event"] == "job failed"]
    assert (line["job"], line["tries"], line["error"]) == ("test.fail", 1, "ConnectionError")
    assert "Camille" not in str(line)
    await database.close()
    await queue.close_async()


async def test_of_what_a_tick_repeats_one_waits_and_a_failure_holds_up_nothing(database_url: str):
    """The one that fails is tried once; the next takes its place and mends what there is to mend."""
    tried: list[int] = []

    async def mend(context: JobContext, number: int) -> None:
        tried.append(number)
        if len(tried) == 1:
            raise ConnectionError

    queue = jobs_app(database_url, [Job("test.mend", mend, attempts=1)])
    database = Database(database_url, pool_size=2, info={JOBS: queue})

    async def tick(number: int) -> list[tuple[str, str]]:
        async with database.unit_of_work() as db:
            await db.defer("test.mend", lock="one", once="one", number=number)
            await db.defer("test.mend", lock="two", once="two", number=-number)
        async with database.reading() as db:
            return [tuple(row) for row in await db.exec(LEFT)]

    assert await tick(1) == await tick(2) == [("test.mend", "todo")] * 2
    await work_off(queue, {})
    assert tried == [1, -1]
    async with database.reading() as db:
        assert [tuple(row) for row in await db.exec(LEFT)] == [("test.mend", "failed")]
    assert await tick(3) == [("test.mend", "todo")] * 2
    await work_off(queue, {})
    assert tried == [1, -1, 3, -3]
    async with database.reading() as db:
        assert (await db.exec(LEFT)).all() == []
    await database.close()
    await queue.close_async()


async def test_a_good_run_makes_up_for_what_failed_before(database_url: str):
    """Of the same job for the same, which a tick asks for again; of nobody else's."""
    broken = True

    async def tick(context: JobContext, timestamp: int) -> None:
        if broken:
            raise ConnectionError

    async def mend(context: JobContext, what: str) -> None:
        if broken or what == "this":
            raise ConnectionError

    work = [Job("test.tick", tick, every="0 0 1 1 *", attempts=1), Job("test.mend", mend, attempts=1)]
    queue = jobs_app(database_url, work)
    database = Database(database_url, pool_size=2, info={JOBS: queue})

    async def run() -> list[tuple[str, str]]:
        async with database.unit_of_work() as db:
            await db.defer("test.tick", timestamp=0)
            for what in ("this", "that"):
                await db.defer("test.mend", what=what)
        await work_off(queue, {})
        async with database.reading() as db:
            return [tuple(row) for row in await db.exec(LEFT)]

    assert await run() == [("test.tick", "failed"), *[("test.mend", "failed")] * 2]
    broken = False
    assert await run() == [("test.mend", "failed")] * 2  # both of what still fails
    await database.close()
    await queue.close_async()


async def test_what_somebody_waits_for_is_begun_before_all_that_came_earlier(database_url: str):
    begun: list[str] = []

    async def slow(context: JobContext) -> None:
        begun.append("slow")

    async def urgent(context: JobContext) -> None:
        begun.append("urgent")

    queue = jobs_app(database_url, [Job("test.slow", slow), Job("test.urgent", urgent, urgent=True)])
    database = Database(database_url, pool_size=2, info={JOBS: queue})
    async with database.unit_of_work() as db:
        for job in ("test.slow", "test.slow", "test.urgent"):
            await db.defer(job)
    await work_off(queue, {})

    assert begun == ["urgent", "slow", "slow"]
    await database.close()
    await queue.close_async()


async def test_a_connection_of_the_queue_that_was_cut_is_replaced_once_it_lay_idle(
    database_url: str, monkeypatch: pytest.MonkeyPatch
):
    """Used just now it is taken to be good: the negative control."""
    queue = jobs_app(database_url, [])
    await queue.open_async()

    async def cut() -> None:
        async with await psycopg.AsyncConnection.connect(libpq_url(database_url), autocommit=True) as other:
            await other.execute(CUT)

    await queue.check_connection_async()
    await cut()
    with pytest.raises(ConnectorException):
        await queue.check_connection_async()
    monkeypatch.setattr(jobs, "TRUSTED_FOR", 0.0)
    await queue.check_connection_async()
    await cut()
    assert await queue.check_connection_async()
    await queue.close_async()
