"""What everyone may take away of ideas: counts and places, and nobody's name."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from consultations.ideas.queries import each
from okote.feature import Column, Dataset
from okote.platform.i18n import say
from okote.territories.models import Territory
from payments.sessions import ReadSession


async def _rows(db: ReadSession, territory: Territory) -> AsyncIterator[Mapping[str, Any]]:
    async for one in each(db, territory.id):
        idea = one.idea
        yield {
            "number": idea.number,
            "title": idea.title,
            "state": idea.state,
            "since": territory.day(idea.since),
            "proposed": territory.day(idea.proposed_at),
            "process": one.process and one.process[0],
            "category": one.category,
            "place": one.place,
            "latitude": idea.latitude,
            "longitude": idea.longitude,
            "language": idea.language,
            "supports": one.supports,
            "version": idea.version,
            "at_counter": idea.entered_by is not None,
            "service": one.service,
        }


DATASETS = (
    Dataset(
        "ideas",
        say("Ideas of residents"),
        say("Each idea that everyone sees: what, where, since when, how many support it, how it stands."),
        (
            Column("number", say("Last part of the address of its page, after /ideas/n/.")),
            Column("title", say("Its title.")),
            Column("state", say("published, studied, accepted, refused or done.")),
            Column("since", say("The day on which it came to that state.")),
            Column("proposed", say("The day on which it was published.")),
            Column("process", say("Last part of its consultation’s address; empty is the box of ideas.")),
            Column("category", say("What it is about.")),
            Column("place", say("Where it is; empty is the whole territory.")),
            Column("latitude", say("In degrees (WGS 84), where its author put it on the map.")),
            Column("longitude", say("In degrees, east positive.")),
            Column("language", say("In which it is written, by two letters.")),
            Column("supports", say("How many people support it.")),
            Column("version", say("How many versions of its text there were.")),
            Column("at_counter", say("true where an agent typed it for somebody.")),
            Column("service", say("The service that answers for it.")),
        ),
        _rows,
    ),
)
