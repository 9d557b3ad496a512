"""What everyone may take of a ballot: its options, and votes of a published one, an anonymous line each."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any, cast

from sqlalchemy import text

from consultations.ballots import rules
from consultations.ballots.exchange import pabulib, tables
from consultations.ballots.models import Ballot
from consultations.ballots.queries import OPENED, OPENLY, ShownBallot
from consultations.ballots.results.queries import small_parts
from consultations.ballots.rules import Input, Mode, Rule
from consultations.ballots.tally.election import amount
from consultations.ballots.tally.pabulib.announced import OURS
from okote.territories.models import Territory
from okote.territories.queries import places
from okote.web.spreadsheets import spreadsheet
from payments.money import Money
from payments.sessions import ReadSession

VOTE_COLUMNS = ("vote", "options", "points")
OF_SEALED = text("SELECT coalesce(sum(votes), 0) FROM urn.opened(:ballot)")
OF_OPEN = text(f"SELECT coalesce(sum(votes), 0) FROM ({OPENLY.text}) pile")  # noqa: S608 (our own words)
CHUNK = 500
"""Piles that are fetched at once."""

VOTE_TYPES: Mapping[Input, str] = {
    Input.SINGLE: "choose-1",
    Input.APPROVAL: "approval",
    Input.POINTS: "cumulative",
}


async def option_rows(db: ReadSession, shown: ShownBallot) -> Sequence[Mapping[str, Any]]:
    names = {one.id: one.name for one in await places(db, shown.ballot.territory_id)}
    envelopes = {one.position: one.name for one in shown.envelopes}
    return [
        {
            "number": one.position,
            "title": one.title,
            "text": one.body,
            "cost": _major(one.cost_minor, shown.ballot.currency),
            "place": names.get(one.place_id) if one.place_id else None,
            "envelope": envelopes.get(one.envelope) if one.envelope else None,
            "withdrawn": one.withdrawn_because,
        }
        for one in shown.options
    ]


async def options_table(db: ReadSession, shown: ShownBallot) -> str:
    """A table that a spreadsheet opens, and that can be brought in again."""
    return spreadsheet(tables.COLUMNS, await option_rows(db, shown))


async def options_pabulib(db: ReadSession, shown: ShownBallot, territory: Territory) -> str:
    """The same as a Pabulib file without votes; options that were withdrawn are not in it."""
    ballot = shown.ballot
    projects = [
        pabulib.Project(
            row["number"],
            row["title"],
            row["text"],
            str(row["cost"] or 0),
            row["place"] or "",
            row["envelope"] or "",
        )
        for row in await option_rows(db, shown)
        if row["withdrawn"] is None
    ]
    return pabulib.written(_meta(shown, territory, ballot), projects)


def _meta(shown: ShownBallot, territory: Territory, ballot: Ballot) -> dict[str, str]:
    budget = sum(one.amount_minor for one in shown.envelopes)
    said = {
        "description": ballot.title,
        "country": "France" if territory.time_zone == "Europe/Paris" else "",
        "unit": territory.name,
        "instance": ballot.title,
        "budget": amount(budget, 100),
        "currency": ballot.currency,
        "vote_type": VOTE_TYPES[ballot.input],
        "min_length": str(ballot.least),
        "max_length": str(ballot.most),
        f"{OURS}rule": ballot.rule.value,
        f"{OURS}minimum_votes": str(ballot.support_least) if ballot.support_least else "",
        f"{OURS}winners": str(ballot.winners or ""),
    }
    if not budget:
        del said["budget"]
    if ballot.input is Input.POINTS:
        said |= {"max_sum_points": str(ballot.points), "max_points": str(ballot.points_most)}
    if ballot.rule is Rule.EQUAL_SHARES:
        said |= {
            f"{OURS}utility": ballot.utility or "",
            f"{OURS}completion": ballot.completion or "",
            f"{OURS}step": amount(ballot.step_minor, 100) if ballot.step_minor else "",
            f"{OURS}start": ballot.start or "",
        }
    return {name: value for name, value in said.items() if value}


def _major(minor: int | None, currency: str) -> Any:
    return None if minor is None else Money(minor, currency).major


async def votes(db: ReadSession, ballot: Ballot, *, after: int = 0) -> AsyncIterator[Mapping[str, Any]]:
    """A line a vote that counts, in the order of what they say, which tells nothing of who gave them or when.

    Fetched a little at a time, however many there are. The lines of a ballot never change, so whoever was cut
    off asks for those that come `after` the number of the last one that they have.
    """
    asked = (OPENED if ballot.mode is Mode.SEALED else OPENLY).bindparams(ballot=ballot.id)
    number = 0
    result = await db.stream(cast("Any", asked), execution_options={"yield_per": CHUNK})
    async for choices, counted, _ in result:
        if number + counted <= after:
            number += counted
            continue
        said = rules.read(choices)
        options = " ".join(map(str, said))
        points = " ".join(map(str, said.values())) if ballot.input is Input.POINTS else None
        for _ in range(counted):
            number += 1
            if number > after:
                yield {"vote": number, "options": options, "points": points}


async def enough(db: ReadSession, ballot: Ballot) -> bool:
    """Whether as many voted as must be for each vote to be told, in each envelope; else the files of the
    result alone have votes, without those of small ones.
    """
    few = await counted(db, ballot) < ballot.smallest_group
    return not few and not await small_parts(db, ballot)


async def counted(db: ReadSession, ballot: Ballot) -> int:
    """Votes that count, blank ones too."""
    asked = (OF_SEALED if ballot.mode is Mode.SEALED else OF_OPEN).bindparams(ballot=ballot.id)
    return int((await db.exec(cast("Any", asked))).scalar_one())
