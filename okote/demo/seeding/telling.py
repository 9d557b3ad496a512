"""From two months ago until now: every moment of every campaign, in the order of the clock."""

from datetime import timedelta

from okote.demo import fiction
from okote.demo.clock import set_ahead
from okote.demo.seeding.founding import found
from okote.demo.seeding.lives import Life
from okote.demo.seeding.moments import Moment, Telling
from okote.demo.work import settle
from okote.house import House
from payments.simulator.remote import Remote

BEFORE_EVERYTHING = timedelta(days=75)


async def tell(house: House) -> None:
    """Both clocks start in the past, and end where everybody's are."""
    async with house.database.reading() as db:
        now = await db.now()
    async with Remote(house.settings.stripe.api_base) as stripe:
        telling = Telling(house, stripe, now)
        await set_ahead(house, stripe, -BEFORE_EVERYTHING)
        for moment in await _moments(telling):
            await set_ahead(house, stripe, moment.at - now)
            await moment.tell()
        await set_ahead(house, stripe, timedelta())
    await settle(house)


async def _moments(telling: Telling) -> list[Moment]:
    told = []
    for slug in fiction.TERRITORIES:
        founded = await found(telling, fiction.territory(slug))
        for campaign in fiction.campaigns(slug).values():
            told += Life(telling, founded, campaign).moments()
    return sorted(told, key=lambda moment: moment.at)
