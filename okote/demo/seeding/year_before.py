"""The year before this one: what was funded in it, and the report that the law wants of each year."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from okote.demo.fiction import YearBeforeFiction
from okote.demo.seeding.founding import Founded
from okote.demo.seeding.lives import Life
from okote.demo.seeding.moments import PLACE, Moment, Telling
from okote.funding.reports.service import publish_report

FOUNDED = (9, 1)
"""Month and day of that year on which everything begins."""

REPORTED = timedelta(days=106)
"""How long after its end the report is published, if that is not still to come; the law says: by June."""


def beginning(telling: Telling) -> datetime:
    return datetime.combine(date(telling.today.year - 1, *FOUNDED), time(8), PLACE)


def year_before(telling: Telling, founded: Founded, told: YearBeforeFiction) -> Sequence[Moment]:
    last_day = date(telling.today.year - 1, 12, 31)

    async def publish() -> None:
        accountant = await telling.somebody(founded.slug, told.published_by)
        async with telling.house.database.unit_of_work() as db:
            await publish_report(db, last_day.year, told.governance.strip(), by=accountant)

    lives = [Life(telling, founded, one, counted_from=last_day) for one in told.campaigns]
    reported = datetime.combine(last_day + REPORTED, time(14), PLACE)
    return [
        *(moment for life in lives for moment in life.moments()),
        Moment(min(reported, telling.now), publish),
    ]
