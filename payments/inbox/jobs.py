"""Events are handled after they were acknowledged: Stripe waits for nothing but their being kept."""

from uuid import UUID

from payments.inbox.service import HANDLE, handle
from payments.jobs import Job, JobContext
from payments.operations.jobs import desk


async def handle_event(context: JobContext, event_id: str) -> None:
    async with desk(context).unit_of_work() as db:
        await handle(db, UUID(event_id))


JOBS = (Job(HANDLE, handle_event, urgent=True),)
"""What was paid counts before letters are set, and before a campaign of thousands is given back."""
