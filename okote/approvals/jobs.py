"""Letters about what takes two people, and requests whose time is up."""

from uuid import UUID

from okote.approvals import letters, service
from okote.house import House
from payments.jobs import Job, JobContext


async def write(context: JobContext, *, letter: str, subject: str) -> None:
    await letters.write(context.additional_context["house"], letters.Letter(letter), UUID(subject))


async def lapse(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    """Requests that nobody decided on in time."""
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        await service.lapse_due(db)


JOBS = (Job(letters.WRITE, write), Job("approvals.lapse", lapse, every="*/10 * * * * 50", attempts=1))
