"""What becomes of the outbox in the background."""

from uuid import UUID

from okote.platform.mail.service import SEND
from payments.jobs import Job, JobContext


async def send(context: JobContext, *, mail_id: str) -> None:
    """The job behind each mail."""
    await context.additional_context["postman"].deliver(UUID(mail_id))


async def take_up(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    """Mails whose job has given up, begun anew."""
    await context.additional_context["postman"].take_up()


JOBS = (
    Job(SEND, send),
    Job("mail.take-up", take_up, every="*/10 * * * *"),
)
