"""What everyone may take away of published results: a row for each option of each ballot."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

from consultations.ballots import queries as ballots
from consultations.ballots.results.queries import for_everyone, whole
from okote.feature import Column, Dataset
from okote.platform.i18n import say
from okote.territories.models import Territory
from payments.sessions import ReadSession


async def _rows(db: ReadSession, territory: Territory) -> AsyncIterator[Mapping[str, Any]]:
    for ballot, process in (await db.exec(for_everyone(territory.id))).all():
        told = await whole(db, territory, await ballots.ballot(db, territory.id, ballot.id), process)
        for one in told.minutes.options:
            yield {
                "ballot": str(ballot.id),
                "consultation": process.slug,
                "title": ballot.title,
                "rule": ballot.rule.value,
                "voted": told.minutes.sums["voted"],
                "valid": told.minutes.urn.valid,
                "position": one.position,
                "option": one.title,
                "votes": one.votes,
                "points": one.points,
                "cost_minor": one.cost_minor,
                "won": one.won,
                "withdrawn": one.withdrawn,
            }


DATASETS = (
    Dataset(
        "ballot-results",
        say("Results of ballots"),
        say(
            "What each option of each published ballot received, and whether it won; the votes themselves are"
            " on the page of each result."
        ),
        (
            Column("ballot", say("Number of the ballot, as in the address of its result.")),
            Column("consultation", say("Its name in addresses")),
            Column("title", say("Title")),
            Column("rule", say("By which it was counted, as `okote tally` names it.")),
            Column("voted", say("How many people voted.")),
            Column("valid", say("Votes that the rule counted.")),
            Column("position", say("On the ballot, from 1 on.")),
            Column("option", say("As it was announced.")),
            Column("votes", say("How many chose it.")),
            Column("points", say("How many points it has; nothing where there are none.")),
            Column("cost_minor", say("In cents; nothing where it has no cost.")),
            Column("won", say("Whether it won.")),
            Column("withdrawn", say("Whether it was withdrawn during the vote.")),
        ),
        _rows,
    ),
)
