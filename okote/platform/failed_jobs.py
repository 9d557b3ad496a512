"""Jobs that were tried for the last time: seen, and begun anew."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy import text

from payments.sessions import ReadSession, WriteSession

FAILED = text(
    "SELECT id, task_name, attempts FROM procrastinate_jobs WHERE status = 'failed'"
    " AND (CAST(:before AS bigint) IS NULL OR id < :before) ORDER BY id DESC LIMIT :most"
)
COUNT = text("SELECT count(*) FROM procrastinate_jobs WHERE status = 'failed'")
RETRIED = text(
    "SELECT procrastinate_retry_job_v2(id, now(), NULL, NULL, NULL) FROM procrastinate_jobs failed"
    " WHERE id = :id AND status = 'failed' AND NOT EXISTS ("
    "SELECT FROM procrastinate_jobs WHERE queueing_lock = failed.queueing_lock AND status = 'todo')"
)
ONE = text("SELECT id, task_name, attempts FROM procrastinate_jobs WHERE id = :id")


@dataclass(frozen=True, slots=True)
class FailedJob:
    id: int
    name: str
    tries: int


async def failed_jobs(db: ReadSession, most: int, *, before: int | None = None) -> Sequence[FailedJob]:
    """Of the whole installation, the latest first: a job doesn't say which territory it works for."""
    rows = await db.exec(cast("Any", FAILED.bindparams(most=most, before=before)))
    return [FailedJob(*row) for row in rows]


async def failed_count(db: ReadSession) -> int:
    """How many there are, in the whole installation."""
    return int((await db.exec(cast("Any", COUNT))).scalar_one())


async def failed_job(db: ReadSession, job_id: int) -> FailedJob | None:
    """By its number, as long as it has not run to its end."""
    found = (await db.exec(cast("Any", ONE.bindparams(id=job_id)))).first()
    return None if found is None else FailedJob(*found)


async def retry(db: WriteSession, job_id: int) -> FailedJob | None:
    """Run it again if it has failed; whatever it had done already it finds out by itself.

    None where there is no such job, or it is done.
    """
    job = await failed_job(db, job_id)
    if job is None:
        return None
    await db.exec(cast("Any", RETRIED.bindparams(id=job_id)))
    return job
