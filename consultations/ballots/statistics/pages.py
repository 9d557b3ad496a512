"""Figures of a published vote for everyone, as a page and as tables."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from consultations.ballots.exchange.pages import published_one
from consultations.ballots.queries import ShownBallot
from consultations.ballots.results.queries import small_parts
from consultations.ballots.rules import Input
from consultations.ballots.statistics.keeping import Kept, kept, place_names
from consultations.ballots.statistics.rules import Row
from consultations.ballots.statistics.words import AGES
from okote.identity.limited import EXPORT
from okote.identity.visitors import TheVisitor
from okote.platform.errors import NotFoundError
from okote.web.downloads import CSV, dated, download
from okote.web.pages import AnyRequest, Reading, page, wording_of
from okote.web.shared import ALIKE
from okote.web.spreadsheets import spreadsheet
from payments.sessions import ReadSession

HERE = "/ballots/{ballot_id:uuid}/statistics"
TOGETHER_SHOWN = 3
"""Of each option, how many of those that were chosen with it most often."""


@get(HERE, opt={ALIKE: True})
async def statistics(
    request: AnyRequest, visitor: TheVisitor, reading: Reading, ballot_id: FromPath[UUID]
) -> Response[str]:
    """How often each option was chosen, how many at once, which together, and by whom where it is told."""
    shown = await published_one(reading, visitor, ballot_id)
    found = await kept(reading, shown.ballot)
    values: dict[str, Any] = {"shown": shown, "kept": found}
    if found is not None:
        names = await _group_names(request, reading, shown)
        values |= {
            "titles": {one.position: one.title for one in shown.options},
            "order": by_support(found),
            "together": beside(found),
            "names": names,
            "votes_told": not await small_parts(reading, shown.ballot),
            "of_points": shown.ballot.input is Input.POINTS,
        }
    return page(request, "consultations/ballots/statistics/statistics.html", **values)


@get(f"{HERE}/{{file:str}}", opt=EXPORT)
async def table(
    request: AnyRequest,
    visitor: TheVisitor,
    reading: Reading,
    ballot_id: FromPath[UUID],
    file: FromPath[str],
) -> Response[Any]:
    """`options.csv`, `together.csv`, `places.csv` or `ages.csv`; NotFoundError for any other."""
    shown = await published_one(reading, visitor, ballot_id)
    found = await kept(reading, shown.ballot)
    if found is None:
        raise NotFoundError
    titles = {one.position: one.title for one in shown.options}
    names = await _group_names(request, reading, shown)
    columns: Sequence[str]
    match file:
        case "options.csv":
            columns, rows = ("number", "title", "votes", "points"), _options(found, titles)
        case "together.csv":
            columns, rows = ("number", "other_number", "votes"), _together(found)
        case "places.csv" if found.places is not None:
            columns, rows = _BY_GROUP, _by_group(found.places, names, titles)
        case "ages.csv" if found.ages is not None:
            columns, rows = _BY_GROUP, _by_group(found.ages, names, titles)
        case _:
            raise NotFoundError
    name = dated(visitor.territory.day(await reading.now()), file)
    return download(spreadsheet(columns, rows).encode(), CSV, name)


_BY_GROUP = ("group", "voters", "number", "title", "votes")


def by_support(found: Kept) -> Sequence[int]:
    """The most chosen first; of those chosen as often, in the order of the ballot."""
    supports = found.figures.supports
    return sorted(supports, key=lambda position: (-supports[position], position))


def beside(found: Kept) -> Mapping[int, Sequence[tuple[int, int]]]:
    """Of each option, those that were chosen with it most often, and by how many."""
    of: dict[int, list[tuple[int, int]]] = {position: [] for position in found.figures.supports}
    for (one, other), votes in found.figures.together.items():
        of[one].append((other, votes))
        of[other].append((one, votes))
    return {
        position: sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:TOGETHER_SHOWN]
        for position, pairs in of.items()
    }


def _options(found: Kept, titles: Mapping[int, str]) -> Sequence[Mapping[str, Any]]:
    figures = found.figures
    return [
        {
            "number": position,
            "title": titles[position],
            "votes": figures.supports[position],
            "points": figures.points[position],
        }
        for position in figures.supports
    ]


def _together(found: Kept) -> Sequence[Mapping[str, Any]]:
    return [
        {"number": one, "other_number": other, "votes": votes}
        for (one, other), votes in found.figures.together.items()
    ]


def _by_group(
    rows: Sequence[Row[str]], names: Mapping[str, str], titles: Mapping[int, str]
) -> Sequence[Mapping[str, Any]]:
    """What is not told is left empty."""
    return [
        {
            "group": names[row.group],
            "voters": row.voters,
            "number": position,
            "title": title,
            "votes": row.supports[position] if row.supports is not None else None,
        }
        for row in rows
        for position, title in titles.items()
    ]


async def _group_names(request: AnyRequest, db: ReadSession, shown: ShownBallot) -> Mapping[str, str]:
    words = wording_of(request)
    return {name: words.say(label) for name, label in AGES.items()} | dict(
        await place_names(db, shown.ballot.territory_id)
    )


ROUTES = (statistics, table)
