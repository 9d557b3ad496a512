"""Two kinds of transaction, so that the type checker knows who may write.

Whoever composes the service opens them and hands in, through `info`, where jobs are kept; this
floor opens, commits and rolls back nothing but what `payments.operations` says.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractAsyncContextManager, suppress
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any, cast

from procrastinate.exceptions import AlreadyEnqueued
from sqlalchemy import Insert, Table, func, insert, inspect, select, text
from sqlalchemy.orm import make_transient_to_detached
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

if TYPE_CHECKING:
    from procrastinate import App
    from procrastinate.jobs import JobDeferrer

JOBS = "jobs"
MOMENT = "moment"

NOW = select(func.okote_now())
LOCKED = text(
    "SELECT pg_advisory_xact_lock(hashtextextended(name, 0)), okote_now()"
    " FROM unnest(CAST(:names AS text[])) AS asked (name)"
)
TAKEN_ALONG = text("""
    DELETE FROM procrastinate_jobs WHERE id = ANY (ARRAY(
        SELECT id FROM procrastinate_jobs
        WHERE status = 'todo' AND task_name = :job AND scheduled_at IS NULL
        ORDER BY priority DESC, id LIMIT :most FOR UPDATE SKIP LOCKED
    ))
    RETURNING args
""")
REPLACED = text("DELETE FROM procrastinate_jobs WHERE queueing_lock = :once AND status = 'failed'")


class ReadSession(AsyncSession):
    """A transaction that only reads; PostgreSQL refuses anything else in it."""

    async def now(self) -> datetime:
        """The moment of this transaction by the database's clock, the same for all that it does.

        It is asked for once, or comes with another statement into `info`: who moves the clock within a
        transaction takes `MOMENT` out of there. What waits to be written is written each time, as before any
        statement.
        """
        if MOMENT in self.info:
            await self.flush()
        else:
            self.info[MOMENT] = await self.scalar(NOW)
        return cast("datetime", self.info[MOMENT])


@cache
def _inserting(row: type[SQLModel]) -> Insert:
    return insert(cast("Table", inspect(row).local_table))


class WriteSession(ReadSession):
    """A transaction that may write, and promise work that starts only if it commits."""

    async def write(self, row: SQLModel) -> None:
        """Insert one row now; from then on its changes are followed, as of one that was added and flushed.

        For rows that are written often: working out what else might have to be written, and in which order,
        takes as long as the rest.
        """
        statement = _inserting(type(row))
        values = {column.key: getattr(row, column.key) for column in statement.table.columns}
        await self.flush()
        await self.exec(statement, params=values)
        make_transient_to_detached(row)
        self.add(row)

    async def defer(
        self,
        job: str,
        /,
        *,
        lock: str | None = None,
        once: str | None = None,
        **arguments: Any,
    ) -> None:
        """Write a job's row on this very transaction.

        `lock` runs jobs of the same lock one after another; of those that share `once`, at most one
        waits, and it takes the place of what failed before it. Arguments are JSON: identifiers as
        strings, never objects.
        """
        options = {"lock": lock, "queueing_lock": once}
        if once is None:
            await self._write_job(job, options, arguments)
            return
        await self.exec(REPLACED, params={"once": once})  # type: ignore[call-overload]
        with suppress(AlreadyEnqueued):
            async with self.begin_nested():
                await self._write_job(job, options, arguments)

    async def _write_job(self, job: str, options: dict[str, Any], arguments: dict[str, Any]) -> None:
        await (await self._deferrer(job, options)).defer_async(**arguments)

    async def defer_all(self, job: str, each: Sequence[dict[str, Any]]) -> None:
        """A job for each of these arguments, all by one statement."""
        await (await self._deferrer(job, {})).batch_defer_async(*each)

    async def _deferrer(self, job: str, options: dict[str, Any]) -> "JobDeferrer":
        jobs = cast("App", self.info[JOBS])
        connection = (await (await self.connection()).get_raw_connection()).driver_connection
        return jobs.configure_task(job, connection=connection, **options)

    async def take_along(self, job: str, *, most: int) -> list[dict[str, Any]]:
        """The arguments of further jobs of that name, for whoever does their work in this very transaction.

        Their rows go with it, or stay. Those that wait for another try are left: one may be why it failed.
        """
        taken = await self.exec(TAKEN_ALONG.bindparams(job=job, most=most))  # type: ignore[call-overload]
        return [dict(arguments) for arguments in taken.scalars()]

    async def lock(self, *names: str) -> None:
        """Wait for the advisory locks of these names in turn; they end with the transaction."""
        told = await self.exec(LOCKED, params={"names": list(names)})  # type: ignore[call-overload]
        self.info.setdefault(MOMENT, told.first()[1])


UnitOfWork = Callable[[], AbstractAsyncContextManager[WriteSession]]
"""Opens one transaction; commits when the block ends, rolls back when it raises."""

__all__ = ["JOBS", "MOMENT", "ReadSession", "UnitOfWork", "WriteSession"]
