"""A territory's calls for projects, each written and published by its first administrator."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time, timedelta
from functools import partial

from okote.demo.fiction import CallFiction
from okote.demo.seeding.founding import Founded
from okote.demo.seeding.moments import PLACE, Moment, Telling
from okote.funding.calls.rules import CallDetails
from okote.funding.calls.service import change_call, write_call

BEFORE = timedelta(days=5)
"""How long before its first day a call is published."""


def calls(telling: Telling, founded: Founded, told: Mapping[str, CallFiction]) -> Iterator[Moment]:
    for key, one in told.items():
        day = telling.today + timedelta(days=one.opens) - BEFORE
        yield Moment(datetime.combine(day, time(9, 30), PLACE), partial(_publish, telling, founded, key, one))


async def _publish(telling: Telling, founded: Founded, key: str, told: CallFiction) -> None:
    administrator = await telling.somebody(founded.slug, founded.administrators[0])
    details = CallDetails(
        told.title,
        told.text.strip(),
        "\n".join(told.criteria),
        telling.today + timedelta(days=told.opens),
        telling.today + timedelta(days=told.closes),
    )
    async with telling.house.database.unit_of_work() as db:
        call = await write_call(db, details, by=administrator)
        await change_call(db, call.id, details, publish=True, by=administrator)
        founded.calls[key] = call.id
