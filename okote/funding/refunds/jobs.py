"""What failed is taken up, and donors who have not named an account are written to again."""

from okote.funding.refunds import service
from okote.house import House
from payments.jobs import Job, JobContext


async def look(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 (when it was due; the clock says more)
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        await service.take_up(db)
        await service.remind(db)


JOBS = (Job("funding.refunds", look, every="*/5 * * * *"),)
