"""Background work of draws: making a lottery, and looking whose public draw is over."""

from uuid import UUID

from consultations.panels.drawing import letters, making
from okote.house import House
from payments.jobs import Job, JobContext


async def make(context: JobContext, *, draw: str) -> None:
    house: House = context.additional_context["house"]
    await making.make(house.database.unit_of_work, UUID(draw))


async def look(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    house: House = context.additional_context["house"]
    told = making.AT_ONCE
    while told == making.AT_ONCE:
        async with house.database.unit_of_work() as db:
            told = await making.look(db)


JOBS = (Job(making.MAKE, make), Job("draws.look", look, every="*/10 * * * * 30", attempts=1), *letters.JOBS)
