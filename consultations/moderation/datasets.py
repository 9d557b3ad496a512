"""The count of decisions, for everyone to take away."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from consultations.moderation.queries.figures import lines
from okote.feature import Column, Dataset
from okote.platform.i18n import say
from okote.territories.models import Territory
from payments.sessions import ReadSession


async def _rows(db: ReadSession, territory: Territory) -> AsyncIterator[Mapping[str, Any]]:
    for one in await lines(db, territory.id, territory.time_zone):
        yield {
            "year": one.year,
            "kind": one.kind,
            "came_by": one.origin,
            "ground": one.ground,
            "decision": one.verdict,
            "number": one.number,
            "median_hours": one.hours,
        }


DATASETS = (
    Dataset(
        "moderation",
        say("Decisions of moderation"),
        say("How many things were taken down or stay, on which ground, and how long it took: no content."),
        (
            Column("year", say("Of the decision, where the territory is.")),
            Column("kind", say("What was decided about, such as idea or comment.")),
            Column("came_by", say("How it came to the moderators: notice, program or own.")),
            Column("ground", say("The ground that was found; empty where none was.")),
            Column("decision", say("What was decided first: kept or hidden.")),
            Column("number", say("Of such decisions.")),
            Column("median_hours", say("Half of them took no longer, in hours, rounded up.")),
        ),
        _rows,
    ),
)
