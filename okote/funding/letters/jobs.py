"""Letters are set by a job, so that a transaction about money never waits for words."""

from uuid import UUID

from okote.funding.letters import service, steps
from payments.jobs import Job, JobContext


async def write(context: JobContext, *, kind: str, subject: str) -> None:
    await service.write(context.additional_context["house"], kind, UUID(subject))


async def write_step(context: JobContext, *, kind: str, step: str) -> None:
    await steps.write(context.additional_context["house"], kind, UUID(step))


JOBS = (Job(service.WRITE, write), Job(steps.WRITE, write_step))
