"""What is forgotten each hour."""

from okote.api.idempotency.service import sweep as sweep_answers
from payments.jobs import Job, JobContext


async def sweep(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    async with context.additional_context["house"].database.unit_of_work() as db:
        await sweep_answers(db, await db.now())


JOBS = (Job("api.sweep", sweep, every="27 * * * *"),)
