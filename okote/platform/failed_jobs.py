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
EXISTS = text("SELECT EXISTS (SELECT FROM procrastinate_jobs WHERE id = :id)")


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


async def retry(db: WriteSession, job_id: int) -> bool:
    """Run it again if it has failed; whatever it had done already it finds out by itself.

    False where there is no such job, or it is done.
    """
    if not (await db.exec(cast("Any", EXISTS.bindparams(id=job_id)))).scalar_one():
        return False
    await db.exec(cast("Any", RETRIED.bindparams(id=job_id)))
    return True
