"""From the autumn of the year before until now: every moment of every campaign, in the order of the clock."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from functools import partial

from okote.demo import fiction
from okote.demo.clock import set_ahead
from okote.demo.seeding.calling import calls
from okote.demo.seeding.connecting import connected
from okote.demo.seeding.founding import found
from okote.demo.seeding.lives import Life
from okote.demo.seeding.moments import PLACE, Moment, Telling
from okote.demo.seeding.watching import watch
from okote.demo.seeding.year_before import beginning, year_before
from okote.demo.work import settle
from okote.house import House
from okote.platform import clock
from payments.simulator.remote import Remote


async def tell(house: House, scale: float = 1.0, says: Callable[[str], object] = str) -> None:
    """Both clocks start in the past, and end where everybody's are; `scale` and `says` are of `Telling`."""
    async with house.database.reading() as db:
        now = await db.now()
    async with Remote(house.settings.stripe.api_base) as stripe:
        telling = Telling(house, stripe, now, scale=scale, says=says)
        await set_ahead(house, stripe, beginning(telling) - now)
        moments: list[Moment] = []
        for slug in fiction.TERRITORIES:
            territory = fiction.territory(slug)
            founded = await found(telling, territory)
            moments += calls(telling, founded, territory.calls)
            for campaign in fiction.campaigns(slug).values():
                moments += Life(telling, founded, campaign).moments()
            before = fiction.year_before(slug)
            if before is not None:
                moments += year_before(telling, founded, before)
            moments.append(Moment(now, partial(watch, telling, founded)))
            if slug == fiction.TERRITORIES[0]:
                moments.append(connected(telling, founded))
            for one in house.features:
                if one.story is not None:
                    told = await one.story(telling, slug)
                    moments += [Moment(at, tell, of_money=False) for at, tell in told]
        await all_told(telling, moments)


async def all_told(telling: Telling, moments: Sequence[Moment]) -> None:
    """Each at its time; who looks for one campaign looks for all. At the end it is now, and nothing waits."""
    month = ""
    for moment in sorted(dict.fromkeys(moments), key=lambda moment: moment.at):
        if month != (month := f"{moment.at.astimezone(PLACE):%B %Y}"):
            telling.says(month)
        if moment.of_money:
            await set_ahead(telling.house, telling.stripe, moment.at - telling.now)
        else:
            async with telling.house.database.unit_of_work() as db:
                await clock.set_offset(db, moment.at - telling.now)
        await moment.tell()
    await set_ahead(telling.house, telling.stripe, timedelta())
    await settle(telling.house)
