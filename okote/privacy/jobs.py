"""What is forgotten by itself, each hour: an address that was counted is never a day old."""

import structlog

from okote.house import House
from okote.privacy.service import forget
from payments.jobs import Job, JobContext

log = structlog.get_logger("okote.retention")


async def forget_all(house: House) -> dict[str, int]:
    """How many rows of each kind went, each kind in a transaction of its own: none waits for the others."""
    gone = {}
    for kind in (kind for feature in house.features for kind in feature.forgets):
        async with house.database.unit_of_work() as db:
            gone[kind.name] = await forget(db, kind, uploads=house.settings.uploads_folder)
    return gone


async def run(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    for kind, rows in (await forget_all(context.additional_context["house"])).items():
        if rows:
            log.info("forgotten", kind=kind, rows=rows)


JOBS = (Job("privacy.forget", run, every="17 * * * *"),)
