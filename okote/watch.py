"""Every five minutes: does all that must hold still hold?"""

import structlog

from okote.house import House
from okote.platform.checks import violations
from payments.jobs import Job, JobContext

log = structlog.get_logger("okote.watch")


async def watch(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 (what repeats is told when)
    """Say in the log which invariant does not hold, and how often; `okote check` shows where."""
    house: House = context.additional_context["house"]
    invariants = [invariant for one in house.features for invariant in one.invariants]
    async with house.database.reading() as db:
        for violation in await violations(db, invariants):
            log.error("invariant violated", invariant=violation.invariant.name, count=violation.count)


JOBS = (Job("okote.watch", watch, every="*/5 * * * *"),)
