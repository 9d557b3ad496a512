"""Letters are set by a job, so that a transaction about money never waits for words."""

from uuid import UUID

from okote.funding.letters import service
from payments.jobs import Job, JobContext


async def write(context: JobContext, *, kind: str, subject: str) -> None:
    await service.write(context.additional_context["house"], kind, UUID(subject))


JOBS = (Job(service.WRITE, write),)
