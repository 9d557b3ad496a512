"""The urn is turned over each hour, and in the end emptied; a witness is mailed the head of each open log."""

from typing import Any, cast

import structlog

from consultations.ballots import emptying
from consultations.ballots.closing import TURN_OVER
from consultations.ballots.letters import tell_witness
from okote.house import House
from okote.platform.db import patient
from payments.jobs import Job, JobContext

log = structlog.get_logger("okote.retention")


async def turn_over(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    """Nothing where no vote came since; tried again soon where it would have made voters wait."""
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db, patient(db):
        await db.exec(cast("Any", TURN_OVER))


async def tell(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        await tell_witness(house, db)


async def empty_due(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    """One after the other, each in a transaction of its own: what fails keeps no other."""
    house: House = context.additional_context["house"]
    async with house.database.reading() as db:
        found = await emptying.due(db)
    for ballot_id in found:
        async with house.database.unit_of_work() as db, patient(db):
            emptied = await emptying.empty(db, ballot_id)
        if emptied:
            log.info("ballot_emptied", ballot=str(ballot_id))


JOBS = (
    Job("ballots.turn-over", turn_over, every="11 * * * *", attempts=8),
    Job("ballots.empty", empty_due, every="41 * * * *", attempts=3),
    Job("ballots.tell-witness", tell, every="19 * * * *"),
)
