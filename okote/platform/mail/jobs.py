"""What becomes of the outbox in the background."""

from uuid import UUID

from okote.platform.mail.service import SEND
from okote.platform.mail.service import sweep as sweep_mails
from payments.jobs import Job, JobContext


async def send(context: JobContext, *, mail_id: str) -> None:
    """The job behind each mail."""
    await context.additional_context["postman"].deliver(UUID(mail_id))


async def take_up(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    """Mails whose job has given up, begun anew."""
    await context.additional_context["postman"].take_up()


async def sweep(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    """Mails that are older than we keep them."""
    async with context.additional_context["postman"].unit_of_work() as db:
        await sweep_mails(db)


JOBS = (
    Job(SEND, send),
    Job("mail.take-up", take_up, every="*/10 * * * *"),
    Job("mail.sweep", sweep, every="41 3 * * *"),
)
