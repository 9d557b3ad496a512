"""Where rewards went is forgotten by itself."""

from okote.funding.pledges.rewards import service
from okote.house import House
from payments.jobs import Job, JobContext


async def forget(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 (when it was due; the clock says more)
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        await service.forget_addresses(db)


JOBS = (Job("funding.forget-addresses", forget, every="23 4 * * *"),)
