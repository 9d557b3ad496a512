"""What becomes of notifications in the background."""

from uuid import UUID

from okote.house import House
from okote.webhooks import delivering
from okote.webhooks.recording import SEND
from payments.jobs import Job, JobContext


async def send(context: JobContext, *, delivery_id: str) -> None:
    """The job behind each try. When to try again stands in the delivery itself."""
    await delivering.deliver(context.additional_context["house"], UUID(delivery_id))


async def again(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    """Further tries that are due, and what a service that stopped left behind."""
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        await delivering.order_due(db)


JOBS = (
    Job(SEND, send, attempts=1),
    Job("webhooks.again", again, every="* * * * * 40", attempts=1),
)
