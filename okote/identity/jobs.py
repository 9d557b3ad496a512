"""What is forgotten each hour."""

from datetime import timedelta

from okote.identity import service, sessions
from okote.identity.mail_codes import service as mail_codes
from okote.identity.tokens import service as tokens
from okote.platform import limits
from payments.jobs import Job, JobContext

ATTEMPTS_KEPT = timedelta(days=1)
"""Of limits: as long as the longest window."""


async def sweep(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    """Sessions, tokens, sign-ins and codes that are over, and the addresses that were counted for limits."""
    async with context.additional_context["house"].database.unit_of_work() as db:
        await sessions.sweep(db)
        await service.sweep(db)
        await mail_codes.sweep(db)
        await tokens.sweep(db)
        await limits.sweep(db, await db.now() - ATTEMPTS_KEPT)


JOBS = (Job("identity.sweep", sweep, every="17 * * * *"),)
