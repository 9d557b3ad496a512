"""The work of this floor that runs by itself; who composes the service puts the desk into the context."""

from typing import cast
from uuid import UUID

from payments.jobs import Job, JobContext
from payments.operations.desk import Desk
from payments.operations.service import (
    FIND_DISPUTES,
    FIND_RETURNS,
    PERFORM,
    REFRESH,
    REFRESH_ACCOUNT,
    REFRESH_TOGETHER,
)

DESK = "desk"


def desk(context: JobContext) -> Desk:
    return cast("Desk", context.additional_context[DESK])


async def perform(context: JobContext, operation_id: str) -> None:
    await desk(context).perform(UUID(operation_id))


async def refresh(context: JobContext, payment_id: str) -> None:
    await desk(context).refresh(UUID(payment_id))


async def refresh_together(context: JobContext, payment_ids: list[str]) -> None:
    """Each by itself where that fails: the others then don't wait for the one at fault."""
    try:
        await desk(context).refresh_together([UUID(payment_id) for payment_id in payment_ids])
    except Exception:  # noqa: BLE001 (whichever is at fault says so when it fails by itself)
        async with desk(context).unit_of_work() as db:
            await db.defer_all(REFRESH, [{"payment_id": payment_id} for payment_id in payment_ids])


async def find_returns(context: JobContext, payment_id: str) -> None:
    await desk(context).find_returns(UUID(payment_id))


async def find_disputes(context: JobContext, payment_id: str) -> None:
    await desk(context).find_disputes(UUID(payment_id))


async def refresh_account(context: JobContext, account_id: str) -> None:
    await desk(context).refresh_account(UUID(account_id))


async def poll(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - what repeats is told when
    await desk(context).poll()


JOBS = (
    Job(PERFORM, perform),
    Job(REFRESH, refresh, urgent=True),
    Job(REFRESH_TOGETHER, refresh_together, urgent=True),
    Job(FIND_RETURNS, find_returns),
    Job(FIND_DISPUTES, find_disputes),
    Job(REFRESH_ACCOUNT, refresh_account),
    Job("payments.poll", poll, every="* * * * * */15"),
)
