"""Figures of a vote are computed in the transaction in which its result is published, and kept."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select

from consultations.ballots import queries
from consultations.ballots.events import BallotPublished
from consultations.ballots.models import Ballot, BallotOption
from consultations.ballots.results.queries import small_parts
from consultations.ballots.results.rules import WHOLE
from consultations.ballots.rules import Mode, read
from consultations.ballots.statistics.models import BallotFigures
from consultations.ballots.statistics.rules import Figures, Row, breakdown, figures, tells, without
from consultations.ballots.visibility import totals_shown
from okote.platform.db import patient
from okote.territories.models import Territory
from okote.territories.queries import places
from payments.sessions import ReadSession, WriteSession

BY_GROUP = text("""
    SELECT vote.choices, home.place_id,
           CASE WHEN age.at_least >= 18 THEN 'adult'
                WHEN age.born_on > CAST(:grown AS date) THEN 'minor'
                WHEN age.born_on IS NOT NULL THEN 'adult' ELSE 'unknown' END AS age,
           count(*) AS votes
      FROM open_vote vote
      LEFT JOIN residence_fact home ON home.person_id = vote.person_id
       AND home.territory_id = :territory AND home.ended_at IS NULL
       AND home.valid_until > CAST(:today AS date)
      LEFT JOIN age_fact age ON age.person_id = vote.person_id
       AND age.territory_id = :territory AND age.ended_at IS NULL
     WHERE vote.ballot_id = :ballot AND NOT EXISTS (
           SELECT FROM set_aside_vote aside
           WHERE aside.ballot_id = vote.ballot_id AND aside.person_id = vote.person_id
             AND aside.verdict IS DISTINCT FROM 'restored')
     GROUP BY 1, 2, 3
""")
"""Of votes of an open ballot that count: of a sealed one nobody knows who gave which."""

AGES = ("minor", "adult", "unknown")
NOWHERE = "unknown"
"""Where nobody has shown where they live, or it no longer holds."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is told of a vote. `places` and `ages` are None where no group can be told apart."""

    figures: Figures
    places: Sequence[Row[str]] | None
    ages: Sequence[Row[str]] | None


async def on_published(db: WriteSession, event: BallotPublished) -> None:
    """Nothing is kept where too few voted: of those, the minutes alone are told."""
    ballot = await db.get_one(Ballot, event.ballot)
    if await db.get(BallotFigures, ballot.id) is None and (made := await compute(db, ballot)):
        db.add(BallotFigures(ballot_id=ballot.id, figures=packed(made), at=await db.now()))
        await db.flush()


async def compute(db: ReadSession, ballot: Ballot) -> Kept | None:
    """None where too few voted."""
    wanted = select(BallotOption.position).where(BallotOption.ballot_id == ballot.id)
    positions = (await db.exec(wanted.order_by(col(BallotOption.position)))).all()
    async with patient(db):
        piles = await queries.opened(db, ballot)
    found = figures([(pile.choices, pile.votes) for pile in piles], positions)
    if not tells(found.votes, ballot.smallest_group):
        return None
    found = without(found, await _hidden(db, ballot))
    if ballot.mode is Mode.SEALED:
        return Kept(found, None, None)
    territory = await db.get_one(Territory, ballot.territory_id)
    today = territory.day(await db.now())
    grown = today.replace(year=today.year - 18, day=min(today.day, 28) if today.month == 2 else today.day)
    asked = BY_GROUP.bindparams(ballot=ballot.id, territory=territory.id, today=today, grown=grown)
    rows = (await db.exec(cast("Any", asked))).all()
    names = [str(one.id) for one in await places(db, territory.id)]
    by_place = _groups([(str(row.place_id or NOWHERE), row) for row in rows], [*names, NOWHERE], positions)
    by_age = _groups([(row.age, row) for row in rows], AGES, positions)
    least = ballot.smallest_group
    return Kept(found, breakdown(by_place, least), breakdown(by_age, least))


async def _hidden(db: ReadSession, ballot: Ballot) -> frozenset[int]:
    """Positions of options in envelopes of which nobody is told how people voted."""
    small = await small_parts(db, ballot)
    wanted = select(BallotOption.position, BallotOption.envelope).where(BallotOption.ballot_id == ballot.id)
    rows = (await db.exec(wanted.order_by(col(BallotOption.position)))).all() if small else []
    return frozenset(position for position, envelope in rows if WHOLE in small or envelope in small)


def _groups(
    rows: Iterable[tuple[str, Any]], names: Iterable[str], positions: Sequence[int]
) -> Mapping[str, tuple[int, Mapping[int, int]]]:
    """Of each group, how many voted, and by option how many chose it."""
    voters = Counter[str]()
    supports: dict[str, Counter[int]] = {name: Counter(dict.fromkeys(positions, 0)) for name in names}
    for group, row in rows:
        voters[group] += row.votes
        for position in read(row.choices):
            supports[group][position] += row.votes
    return {group: (voters[group], of) for group, of in supports.items()}


async def kept(db: ReadSession, ballot: Ballot) -> Kept | None:
    """None before it is published, or where too few voted."""
    if not totals_shown(ballot):
        return None
    row = await db.get(BallotFigures, ballot.id)
    return None if row is None else unpacked(row.figures)


def packed(made: Kept) -> dict[str, Any]:
    """As plain JSON."""
    found = made.figures
    return {
        "votes": found.votes,
        "blank": found.blank,
        "supports": _pairs(found.supports),
        "points": _pairs(found.points),
        "sizes": _pairs(found.sizes),
        "together": [[one, other, votes] for (one, other), votes in found.together.items()],
        "places": _rows(made.places),
        "ages": _rows(made.ages),
    }


def unpacked(said: Mapping[str, Any]) -> Kept:
    """What `packed` wrote."""
    found = Figures(
        said["votes"],
        said["blank"],
        dict(said["supports"]),
        dict(said["points"]),
        dict(said["sizes"]),
        {(one, other): votes for one, other, votes in said["together"]},
    )
    return Kept(found, _read_rows(said["places"]), _read_rows(said["ages"]))


def _pairs(found: Mapping[int, Any]) -> list[list[Any]]:
    return [[key, value] for key, value in found.items()]


def _rows(rows: Sequence[Row[str]] | None) -> list[Any] | None:
    if rows is None:
        return None
    return [[one.group, one.voters, None if one.supports is None else _pairs(one.supports)] for one in rows]


def _read_rows(said: Sequence[Any] | None) -> Sequence[Row[str]] | None:
    if said is None:
        return None
    return [Row(group, voters, None if of is None else dict(of)) for group, voters, of in said]


async def place_names(db: ReadSession, territory_id: UUID) -> Mapping[str, str]:
    return {str(one.id): one.name for one in await places(db, territory_id)}
