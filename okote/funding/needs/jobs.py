"""How to reach those who helped is forgotten by itself."""

from okote.funding.needs.service import forget_contacts
from okote.house import House
from payments.jobs import Job, JobContext


async def forget(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 (when it was due; the clock says more)
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        await forget_contacts(db)


JOBS = (Job("funding.forget-contacts", forget, every="29 4 * * *"),)
