"""Does all that must hold still hold? Every five minutes, and each night for what takes long to read."""

import structlog
from sqlalchemy.exc import DBAPIError

from okote.house import House
from okote.platform.checks import violations
from okote.watch.queries import is_violated
from okote.watch.service import forget_others, keep
from payments.invariants import Invariant
from payments.jobs import Job, JobContext

log = structlog.get_logger("okote.watch")


async def watch(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 (what repeats is told when)
    """Keep which invariant does not hold and since when, and say so in the log; `okote check` shows where."""
    house: House = context.additional_context["house"]
    invariants = _invariants(house)
    for invariant in invariants:
        await ask(house, invariant)
    async with house.database.unit_of_work() as db:
        await forget_others(db, [invariant.name for invariant in invariants])


async def watch_whole(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 (as above)
    """Of what is otherwise read in turn, all of it."""
    house: House = context.additional_context["house"]
    for invariant in _invariants(house):
        if invariant.part is not None:
            await ask(house, invariant, whole=True)


def _invariants(house: House) -> list[Invariant]:
    return [invariant for one in house.features for invariant in one.invariants]


async def ask(house: House, invariant: Invariant, *, whole: bool = False) -> None:
    """Each in transactions of its own: one that can't be answered keeps no other from being asked.

    Of one that did not hold the whole is asked: a part that does hold would end the alarm.
    """
    try:
        async with house.database.reading() as db:
            whole = whole or await is_violated(db, invariant.name)
            found = await violations(db, [invariant], whole=whole)
    except DBAPIError as error:
        log.error("invariant not answered", invariant=invariant.name, error=type(error.orig).__name__)  # noqa: TRY400 (a trace would show rows)
        return
    count = sum(violation.count for violation in found)
    if count:
        log.error("invariant violated", invariant=invariant.name, count=count)
    async with house.database.unit_of_work() as db:
        await keep(db, invariant.name, count)


JOBS = (
    Job("okote.watch", watch, every="*/5 * * * *", attempts=1),
    Job("okote.watch-whole", watch_whole, every="7 3 * * *", attempts=1),
)
