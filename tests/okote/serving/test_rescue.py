"""What a killed worker had begun is begun anew."""

from collections.abc import AsyncIterator

import pytest
from procrastinate import App, JobContext

from okote.platform.db import Database
from okote.platform.jobs import jobs_app, rescue, work_off
from payments.jobs import Job
from payments.sessions import JOBS


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
