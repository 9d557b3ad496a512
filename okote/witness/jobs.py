"""A seal each minute over what is new, and one mail a day to the witness."""

from okote.house import House
from okote.platform.chain.service import AT_ONCE, seal
from okote.witness.letters import tell_witness
from payments.jobs import Job, JobContext


async def seal_new(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    """Everything that waits; what comes meanwhile has the next minute."""
    house: House = context.additional_context["house"]
    full = True
    while full:
        async with house.database.unit_of_work() as db:
            made = await seal(db)
        full = made is not None and made.row_count == AT_ONCE


async def tell(context: JobContext, *, timestamp: int) -> None:  # noqa: ARG001 (each periodic job gets it)
    """Every hour, so that a day on which the service was down in the morning has its mail too."""
    house: House = context.additional_context["house"]
    async with house.database.unit_of_work() as db:
        await tell_witness(house, db)


JOBS = (
    Job("chain.seal", seal_new, every="* * * * * 50", attempts=1),
    Job("chain.tell-witness", tell, every="29 * * * *"),
)
