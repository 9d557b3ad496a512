"""The urn is turned over each hour, and the head of each open log mailed to a witness outside."""

from typing import Any, cast

from consultations.ballots.closing import TURN_OVER
from consultations.ballots.letters import tell_witness
from okote.house import House
from okote.platform.db import patient
from payments.jobs import Job, JobContext


async def turn_over(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    """Nothing where no vote came since; tried again soon where it would have made voters wait."""
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db, patient(db):
        await db.exec(cast("Any", TURN_OVER))


async def tell(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        await tell_witness(house, db)


JOBS = (
    Job("ballots.turn-over", turn_over, every="11 * * * *", attempts=8),
    Job("ballots.tell-witness", tell, every="19 * * * *"),
)
