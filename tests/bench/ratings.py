"""What one procedure's open ratings say, worked out from each of them whenever its page is drawn anew."""

import time
from uuid import uuid4

from consultations.procedures.queries import procedure_called
from consultations.ratings.pages import told_of
from consultations.ratings.queries import figures_of
from tests.bench.lines import Bound, Line, at_most
from tests.bench.load import Plan
from tests.bench.pages import host_of, request
from tests.bench.running import Bench, asked
from tests.bench.territory import Loaded

TIMES = 50
MOST = 200
"""Milliseconds."""


async def ratings(bench: Bench, loaded: Loaded) -> list[Line]:
    """The statistics by themselves; then the whole page, by one reader, each time at another address."""
    number, seconds = await _worked_out(bench, loaded)
    path = f"/fr/procedures/{loaded.procedures[0]}/ratings"
    asks = [request(host_of(bench), f"{path}?n={uuid4()}") for _ in range(TIMES)]
    seen = await asked(Plan(port=bench.port, requests=asks, clients=1, times=TIMES))
    refused = sum(count for status, count in seen.statuses.items() if status != 200)
    page = [one * 1000 for one in seen.latencies]
    return [
        Line(f"statistics of {number} open ratings", bounds=_bounds([one * 1000 for one in seconds])),
        Line(
            "the page that shows them",
            bounds=[*_bounds(page), Bound("all answered", f"{refused} were not", met=not refused)],
        ),
    ]


def _bounds(milliseconds: list[float]) -> list[Bound]:
    ordered = sorted(milliseconds)
    return [
        at_most("p50", MOST, ordered[len(ordered) // 2]),
        at_most(f"the slowest of {len(ordered)}", MOST, ordered[-1]),
    ]


async def _worked_out(bench: Bench, loaded: Loaded) -> tuple[int, list[float]]:
    """How many ratings there are, and the seconds that it takes to reckon all that the page shows of them.

    The first time, which no web process ever meets again, puts the statements together.
    """
    took, territory = list[float](), loaded.founded.territory
    for _ in range(1 + TIMES):
        async with bench.house.database.reading() as db:
            shown = await procedure_called(db, territory.id, loaded.procedures[0])
            begun = time.perf_counter()
            await told_of(db, territory, shown, 1)
            took.append(time.perf_counter() - begun)
    async with bench.house.database.reading() as db:
        key = shown.procedure.id
        found = (await figures_of(db, territory, key))[key]
    return found.number + found.waiting, took[1:]
