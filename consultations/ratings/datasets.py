"""Open ratings as open data: of each procedure with enough answers, period by period."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from consultations.measures.pictures.drawing import told_or_none
from consultations.measures.statistics.axes import Axis
from consultations.procedures.queries import every_listed
from consultations.ratings import queries
from okote.feature import Column, Dataset
from okote.platform.i18n import say
from payments.sessions import ReadSession


async def _ratings(db: ReadSession, territory: Any) -> AsyncIterator[Mapping[str, Any]]:
    listed = {one.procedure.id: one for one in await every_listed(db, territory.id)}
    for key, found in (await queries.figures_of(db, territory, *listed)).items():
        if not found.enough:
            continue
        periods = {axis: one.periods for axis, one in found.axes.items()}
        for place, period in enumerate(periods[Axis.SIMPLICITY]):
            means = {axis.value: told_or_none(periods[axis][place].answers.mean) for axis in Axis}
            yield {
                "procedure": listed[key].procedure.slug,
                "service": listed[key].service,
                "first_month": f"{period.first:%Y-%m}",
                "last_month": f"{period.last:%Y-%m}",
                "answers": period.answers.number,
                **means,
            }


DATASETS: Sequence[Dataset] = (
    Dataset(
        "ratings",
        say("Ratings of procedures"),
        say(
            "What people who had just gone through a procedure made of it, of each with at least a hundred "
            "answers. Whoever wants answers: it is no sample."
        ),
        (
            Column("procedure", say("Last part of the address of its page, after /procedures/.")),
            Column("service", say("The service that answers for it.")),
            Column("first_month", say("The first month of the answers, such as 2026-03.")),
            Column(
                "last_month", say("The last one: months with few answers are told with those after them.")
            ),
            Column("answers", say("How many answers count.")),
            Column("simplicity", say("Mean out of ten: was it simple?")),
            Column("efficiency", say("Mean out of ten: did you get what you needed?")),
            Column("clarity", say("Mean out of ten: did you understand what you had to do?")),
        ),
        _ratings,
    ),
)
