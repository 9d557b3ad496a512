"""Events are handled after they were acknowledged: Stripe waits for nothing but their being kept."""

from uuid import UUID

from payments.inbox.service import HANDLE, handle
from payments.jobs import Job, JobContext
from payments.operations.jobs import desk

ALONG = 24
"""Events that are handled with the one whose turn it is, where as many wait."""


async def handle_event(context: JobContext, event_id: str) -> None:
    """With others; alone where that fails, so that the one at fault is tried again by itself."""
    unit_of_work = desk(context).unit_of_work
    try:
        async with unit_of_work() as db:
            await handle(db, UUID(event_id), along=ALONG)
    except Exception:  # noqa: BLE001 (what is at fault is not known, and fails again if it is this one)
        async with unit_of_work() as db:
            await handle(db, UUID(event_id))


JOBS = (Job(HANDLE, handle_event, urgent=True),)
"""What was paid counts before letters are set, and before a campaign of thousands is given back."""
