"""The observatory as open data: a line for each procedure."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from consultations.measures.statistics.axes import Axis
from consultations.observatory.queries import observed
from consultations.procedures.queries import every_listed
from okote.feature import Column, Dataset
from okote.platform.i18n import say
from okote.territories.models import Territory
from payments.sessions import ReadSession


async def _procedures(db: ReadSession, territory: Territory) -> AsyncIterator[Mapping[str, Any]]:
    for one in await observed(db, territory, await every_listed(db, territory.id)):
        last, heard = (one.tests[-1] if one.tests else None), one.heard
        favourable = {axis.value: last.favourable[axis].count if last else None for axis in Axis}
        yield {
            "procedure": one.shown.procedure.slug,
            "service": one.shown.service,
            "ratings": one.figures.number,
            "tests": len(one.tests),
            "version": last.version if last else None,
            "testers": last.testers if last else None,
            **favourable,
            "findings": heard.told,
            "answered": heard.answered,
            "promised": heard.promised,
            "done": heard.done,
        }


DATASETS: Sequence[Dataset] = (
    Dataset(
        "observatory",
        say("Observatory of procedures"),
        say("What panels found of each procedure in their latest test, and what was done of it."),
        (
            Column("procedure", say("Last part of the address of its page, after /procedures/.")),
            Column("service", say("The service that answers for it.")),
            Column("ratings", say("Answers of people who had just gone through it, as far as told.")),
            Column("tests", say("Published tests with enough testers.")),
            Column("version", say("Which version the latest of them tried.")),
            Column("testers", say("How many answered it.")),
            Column("simplicity", say("How many of them found it simple.")),
            Column("efficiency", say("How many of them got what they needed.")),
            Column("clarity", say("How many of them understood what they had to do.")),
            Column("findings", say("Points on which testers stumbled, in all of its tests.")),
            Column("answered", say("Such points that the service answered.")),
            Column("promised", say("Actions that came of them, once they are decided.")),
            Column("done", say("Such actions that are carried out.")),
        ),
        _procedures,
    ),
)
