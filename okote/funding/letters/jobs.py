"""Letters are set by a job, so that a transaction about money never waits for words."""

from uuid import UUID

from okote.funding.letters import service
from payments.jobs import Job, JobContext


async def write(context: JobContext, *, kind: str, subject: str) -> None:
    await service.write(context.additional_context["house"], kind, UUID(subject))


async def tell(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 (when it was due; the clock says more)
    """What has become due to be told since the last time."""
    await service.tell(context.additional_context["house"])


JOBS = (Job(service.WRITE, write), Job("funding.tell", tell, every="*/5 * * * * 20", attempts=1))
"""The next time is the next try."""
