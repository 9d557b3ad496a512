"""Jobs are rows of the same PostgreSQL: a committed business row always has its job."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from functools import partial
from typing import Any

import psycopg
import structlog
from procrastinate import App, JobContext, PsycopgConnector, RetryStrategy
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.jobs import Job as Begun
from procrastinate.jobs import Status
from procrastinate.worker import Worker
from psycopg_pool import AsyncConnectionPool

from okote.platform.database_url import libpq_url
from okote.platform.db import TIMEOUTS, TRUSTED_FOR
from payments.failpoints import reached
from payments.jobs import Job

CONCURRENCY = 4
"""Jobs at once in one worker."""

WORKER_CONNECTIONS = CONCURRENCY + 2
"""What the queue itself takes besides the worker's own pool: a listener and a heartbeat."""

HEARTBEAT = 3.0
"""Seconds between two signs of life of a worker."""

SILENT = 15.0
"""Seconds without one after which a worker is taken for dead."""

MADE_UP_FOR = """
    DELETE FROM procrastinate_jobs
    WHERE status = 'failed' AND task_name = %(name)s AND id < %(id)s
      AND args - 'timestamp' = %(arguments)s::jsonb - 'timestamp'
"""
"""A job finds out by itself what is left to do: once the same has run well, its failures are history."""

STILL_HELD = """
    SELECT EXISTS (
        SELECT FROM procrastinate_jobs
        WHERE id = %(id)s AND status = 'doing' AND worker_id = %(worker)s AND attempts = %(attempts)s
    ) AS held
"""
"""This very try, which no other has taken up since."""

log = structlog.get_logger("okote.jobs")


def jobs_app(database_url: str, jobs: Iterable[Job]) -> App:
    """The queue, knowing every job by its name."""
    connector = PsycopgConnector(
        conninfo=libpq_url(database_url),
        min_size=1,
        max_size=WORKER_CONNECTIONS,
        pool_factory=_pool,
        kwargs={"options": TIMEOUTS, "application_name": "okote-worker", "connect_timeout": 5},
    )
    app = App(connector=connector)
    for job in jobs:
        retry, priority = _again(job.attempts), int(job.urgent)
        task = app.task(name=job.name, pass_context=True, retry=retry, priority=priority)(job.run)
        if job.every:
            app.periodic(cron=job.every)(task)
    return app


class QueueConnection(psycopg.AsyncConnection[Any]):
    """One of the queue's."""

    taken_at = -TRUSTED_FOR
    """The monotonic clock's time."""


def _pool(**wanted: Any) -> AsyncConnectionPool[Any]:
    """Every statement of the queue's is a transaction of its own, without a word before and after it.

    Whether the server is still there is asked only of a connection that nobody has taken for a moment.
    """
    own = {"connection_class": QueueConnection, "configure": _commit_each, "check": _try_idle}
    return AsyncConnectionPool(**{**wanted, **own})


async def _commit_each(connection: QueueConnection) -> None:
    await connection.set_autocommit(True)


async def _try_idle(connection: QueueConnection) -> None:
    before, connection.taken_at = connection.taken_at, time.monotonic()
    if connection.taken_at - before > TRUSTED_FOR:
        await AsyncConnectionPool.check_connection(connection)


def _again(attempts: int) -> RetryStrategy | bool:
    """The queue counts further tries, and takes none for as many as it likes."""
    further = attempts - 1
    return further > 0 and RetryStrategy(max_attempts=further, wait=5, exponential_wait=2)


async def work(app: App, context: Mapping[str, Any]) -> None:
    """Run jobs, and begin what repeats, until cancelled."""
    ends = Ends()
    async with app.open_async():
        rescuing = asyncio.create_task(_rescue_now_and_then(app, ends))
        try:
            await app.run_worker_async(concurrency=CONCURRENCY, **_manners(context, ends))
        finally:
            rescuing.cancel()


async def work_off(app: App, context: Mapping[str, Any]) -> None:
    """Run what is due, one job after another, until nothing is; what repeats is for the caller to begin.

    The queue's connections stay open for the next time: `App.close_async` lets go of them.
    """
    await app.open_async()
    manners = _manners(context, Ends())
    await _without_clock(app).run_worker_async(wait=False, listen_notify=False, concurrency=1, **manners)


class Ends:
    """Jobs that this process has run, and whose end it could not write down.

    The connection was cut at that very moment, or another job waits in the place of one to be tried again.
    The worker lives on and knows nothing of it: whatever shares the job's lock would wait for ever.
    """

    def __init__(self) -> None:
        self.unwritten: list[Begun] = []

    async def watched(self, run: Callable[[], Awaitable[Any]], context: JobContext, _worker: Worker) -> Any:
        """The task that runs a job is the one that writes down its end, and fails of nothing else."""
        if (task := asyncio.current_task()) is not None:
            task.add_done_callback(partial(self._ended, context.job))
        return await run()

    def _ended(self, job: Begun, task: asyncio.Task[Any]) -> None:
        if not task.cancelled() and task.exception() is not None:
            self.unwritten.append(job)

    async def make_up(self, app: App) -> None:
        """Have them run again: a job finds out by itself what is left to do."""
        while self.unwritten:
            job = self.unwritten[-1]
            this_try = {"id": job.id, "worker": job.worker_id, "attempts": job.attempts}
            row = await app.connector.execute_query_one_async(STILL_HELD, **this_try)
            if row["held"]:
                await _begin_anew(app, job)
            self.unwritten.pop()


def _manners(context: Mapping[str, Any], ends: Ends) -> dict[str, Any]:
    return {
        "install_signal_handlers": False,
        "fetch_job_polling_interval": 2.0,
        "update_heartbeat_interval": HEARTBEAT,
        "stalled_worker_timeout": SILENT,
        "shutdown_graceful_timeout": 8,
        "additional_context": dict(context),
        "delete_jobs": "successful",  # what a job did stands in its own tables
        "worker_middleware": [ends.watched, _failure_is_said],
    }


def _without_clock(app: App) -> App:
    """The same queue and the same jobs, none of which repeats.

    The queue's own clock loses its cancellation where that comes at its first step, and is then waited for
    a whole second: one worker in five that only looks whether there is anything to do.
    """
    copy = App(connector=app.connector)
    copy.tasks = app.tasks
    return copy


async def _failure_is_said(run: Callable[[], Awaitable[Any]], context: JobContext, _worker: Worker) -> Any:
    """The queue itself speaks only of the last try; which job and why, but nothing of what it was about."""
    job = context.job
    try:
        reached("job.begun", job.task_name)
        done = await run()
        await _make_up(context)
        reached("job.done", job.task_name)
    except Exception as error:
        log.warning(
            "job failed", job=job.task_name, id=job.id, tries=job.attempts + 1, error=type(error).__name__
        )
        raise
    return done


async def _make_up(context: JobContext) -> None:
    """For what something else asks for again: a tick by the clock, or what is tried once by a tick."""
    job, asked_again = context.job, context.task.retry_strategy is None
    if asked_again or "timestamp" in job.task_kwargs:
        await context.app.connector.execute_query_async(
            MADE_UP_FOR, name=job.task_name, id=job.id, arguments=job.task_kwargs
        )


async def rescue(app: App, *, silent: float = SILENT) -> None:
    """Begin anew what a killed worker had begun; else whatever shares its lock would wait for ever."""
    for job in await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=silent):
        await _begin_anew(app, job)


async def _begin_anew(app: App, job: Begun) -> None:
    """Where another already waits in its place, that one is begun."""
    try:
        await app.job_manager.retry_job(job)
    except UniqueViolation:
        await app.job_manager.finish_job(job, Status.FAILED, delete_job=True)


async def _rescue_now_and_then(app: App, ends: Ends) -> None:
    """A database that does not answer stops the worker itself; here it is no news."""
    while True:
        for mend in (ends.make_up, rescue):
            with suppress(ConnectorException):
                await mend(app)
        await asyncio.sleep(HEARTBEAT)
