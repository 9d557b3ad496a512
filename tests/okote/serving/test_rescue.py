"""What a worker had begun and nobody knows the end of is begun anew."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import psycopg
import pytest
from procrastinate import App, JobContext
from procrastinate.exceptions import ConnectorException
from sqlalchemy import text

from okote.platform import jobs
from okote.platform.database_url import libpq_url
from okote.platform.db import Database
from okote.platform.jobs import Ends, jobs_app, rescue, work, work_off
from payments.jobs import Job
from payments.sessions import JOBS

CUT = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND application_name = 'okote-worker'
"""
LEFT = text("SELECT (args ->> 'number')::int, status::text, attempts FROM procrastinate_jobs ORDER BY id")

Shaken = Callable[[JobContext, int], Awaitable[None]]


@pytest.fixture
def done() -> list[int]:
    """Numbers, as the jobs note them."""
    return []


@pytest.fixture
def queue(database_url: str, done: list[int]) -> App:
    async def note(_context: JobContext, number: int) -> None:
        done.append(number)

    return jobs_app(database_url, [Job("test.note", note)])


@pytest.fixture
async def database(database_url: str, queue: App) -> AsyncIterator[Database]:
    opened = Database(database_url, pool_size=2, info={JOBS: queue})
    yield opened
    await opened.close()
    await queue.close_async()


async def test_a_job_of_a_worker_that_was_killed_is_done_by_the_next_one(done, queue, database):
    async with database.unit_of_work() as db:
        await db.defer("test.note", lock="one", number=1)
        await db.defer("test.note", lock="one", number=2)
    async with queue.open_async():
        killed = await queue.job_manager.register_worker()
        begun = await queue.job_manager.fetch_job(queues=None, worker_id=killed)
        assert begun is not None
        assert begun.task_kwargs == {"number": 1}
        await rescue(queue)
        assert await queue.job_manager.fetch_job(queues=None, worker_id=killed) is None
        await rescue(queue, silent=0)
    await work_off(queue, {})
    await work_off(queue, {})
    assert done == [1, 2]


async def test_a_killed_worker_s_job_is_let_go_where_another_waits_in_its_place(done, queue, database):
    async with database.unit_of_work() as db:
        await db.defer("test.note", lock="one", once="one", number=1)
    async with queue.open_async():
        killed = await queue.job_manager.register_worker()
        assert await queue.job_manager.fetch_job(queues=None, worker_id=killed) is not None
        async with database.unit_of_work() as db:
            await db.defer("test.note", lock="one", once="one", number=2)
        await rescue(queue, silent=0)
    await work_off(queue, {})
    assert done == [2]


@asynccontextmanager
async def working(database_url: str, shaken: Shaken) -> AsyncIterator[Database]:
    """A worker, with one job that may be told what to do."""
    queue = jobs_app(database_url, [Job("test.shaken", shaken)])
    database = Database(database_url, pool_size=2, info={JOBS: queue})
    async with at_work(queue):
        yield database
    await database.close()


@asynccontextmanager
async def at_work(queue: App) -> AsyncIterator[None]:
    worker = asyncio.create_task(work(queue, {}))
    yield
    worker.cancel()
    await asyncio.wait([worker])


async def left(database: Database) -> list[tuple[int, str, int]]:
    """Number, status and tries of each job of the queue."""
    async with database.reading() as db:
        return [tuple(row) for row in await db.exec(LEFT)]


async def rest(database: Database, *, within: float = 10) -> None:
    async with asyncio.timeout(within):
        while await left(database):  # noqa: ASYNC110 (the worker says it to the database alone)
            await asyncio.sleep(0.05)


async def cut(database_url: str) -> None:
    """Each connection of the worker's to its queue."""
    async with await psycopg.AsyncConnection.connect(libpq_url(database_url), autocommit=True) as other:
        await other.execute(CUT)


@pytest.fixture
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "HEARTBEAT", 0.2)


@pytest.mark.usefixtures("often")
@pytest.mark.parametrize("made_up", [True, False], ids=["made up", "negative control"])
async def test_a_job_whose_end_could_not_be_written_is_run_again_by_the_living_worker(
    database_url: str, monkeypatch: pytest.MonkeyPatch, made_up: bool
):
    """Its connections are cut while it does its last step; what shares its lock waits behind it."""
    tries: list[int] = []

    async def shaken(_context: JobContext, number: int) -> None:
        tries.append(number)
        if len(tries) == 1:
            await asyncio.sleep(0.1)  # the worker has looked for more by now, and found nothing
            await cut(database_url)

    async def never(*_: object) -> None:
        """Nobody asks for it again."""

    if not made_up:
        monkeypatch.setattr(Ends, "make_up", never)
    async with working(database_url, shaken) as database:
        async with database.unit_of_work() as db:
            await db.defer("test.shaken", lock="one", number=1)
            await db.defer("test.shaken", lock="one", number=2)
        if made_up:
            await rest(database)
            assert tries == [1, 1, 2]
        else:
            with pytest.raises(TimeoutError):
                await rest(database, within=3)
            assert tries == [1]
            assert await left(database) == [(1, "doing", 0), (2, "todo", 0)]


@pytest.mark.usefixtures("often")
async def test_what_cannot_be_tried_again_since_another_waits_in_its_place_makes_way(database_url: str):
    tries: list[int] = []
    begun, waiting = asyncio.Event(), asyncio.Event()

    async def shaken(_context: JobContext, number: int) -> None:
        tries.append(number)
        begun.set()
        if number == 1:
            await waiting.wait()
            raise ConnectionError

    async with working(database_url, shaken) as database:
        async with database.unit_of_work() as db:
            await db.defer("test.shaken", lock="one", once="one", number=1)
        await asyncio.wait_for(begun.wait(), 10)
        async with database.unit_of_work() as db:
            await db.defer("test.shaken", lock="one", once="one", number=2)
        waiting.set()
        await rest(database)
    assert tries == [1, 2]


async def test_what_another_worker_has_taken_up_since_is_left_to_it(done, queue, database):
    """The answer to what was written was lost, not what was written."""
    async with database.unit_of_work() as db:
        await db.defer("test.note", number=1)
    ends = Ends()
    async with queue.open_async():
        one, other = [await queue.job_manager.register_worker() for _ in "ab"]
        first = await queue.job_manager.fetch_job(queues=None, worker_id=one)
        ends.unwritten.append(first)
        await queue.job_manager.retry_job(first)
        assert await queue.job_manager.fetch_job(queues=None, worker_id=other) is not None
        await ends.make_up(queue)
        assert await left(database) == [(1, "doing", 1)]
    assert ends.unwritten == []


@pytest.mark.usefixtures("often")
async def test_a_worker_that_was_given_a_job_and_never_heard_of_it_ends(
    database_url: str, monkeypatch: pytest.MonkeyPatch
):
    """Whether it was given any it cannot know: it gives up its name, and the job is free."""
    tries: list[int] = []

    async def shaken(_context: JobContext, number: int) -> None:
        tries.append(number)

    queue = jobs_app(database_url, [Job("test.shaken", shaken)])
    database = Database(database_url, pool_size=2, info={JOBS: queue})
    async with database.unit_of_work() as db:
        await db.defer("test.shaken", number=1)
    given = queue.job_manager.fetch_job

    async def unheard(**wanted: object) -> None:
        assert await given(**wanted) is not None
        raise ConnectorException

    with monkeypatch.context() as patched:
        patched.setattr(queue.job_manager, "fetch_job", unheard)
        with pytest.raises(ConnectorException):
            await work(queue, {})
    assert (tries, await left(database)) == ([], [(1, "doing", 0)])
    async with at_work(queue):
        await rest(database)
    assert tries == [1]
    await database.close()
