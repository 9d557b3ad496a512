"""Each night, and whenever somebody asks."""

from typing import cast

from payments.jobs import Job, JobContext
from payments.reconciliation.reconciler import Reconciler
from payments.reconciliation.service import RECONCILE
from payments.sessions import WriteSession

RECONCILER = "reconciler"


async def reconcile(context: JobContext) -> None:
    await cast("Reconciler", context.additional_context[RECONCILER]).run()


async def reconcile_nightly(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 - what repeats is told when
    await reconcile(context)


async def reconcile_soon(db: WriteSession) -> None:
    """One that waits is enough."""
    await db.defer(RECONCILE, lock=RECONCILE, once=RECONCILE)


JOBS = (
    Job(RECONCILE, reconcile),
    Job(f"{RECONCILE}_nightly", reconcile_nightly, every="41 2 * * *"),
)
