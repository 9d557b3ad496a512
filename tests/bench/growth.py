"""What ten times the data do to pages that are drawn anew."""

from dataclasses import replace
from uuid import uuid4

from tests.bench.lines import Line, at_most
from tests.bench.load import Plan
from tests.bench.pages import host_of, request
from tests.bench.running import Bench, asked
from tests.bench.territory import Loaded, Size, add

TIMES = 300


async def growth(bench: Bench, loaded: Loaded, size: Size, by: int) -> list[Line]:
    """One reader after another, each of another campaign, and of another page of the list."""
    before = await _medians(bench, loaded)
    await add(
        bench.house,
        loaded,
        replace(size, campaigns=size.campaigns * (by - 1), pledges=size.pledges * (by - 1)),
    )
    after = await _medians(bench, loaded)
    return [
        Line(
            f"{name}, {by} times the data: {before[name]:.1f} and {after[name]:.1f} ms",
            bounds=[at_most("p50 grows by", 1.3, after[name] / before[name], "times")],
        )
        for name in before
    ]


async def _medians(bench: Bench, loaded: Loaded) -> dict[str, float]:
    """In milliseconds, of addresses that nobody has just asked for, lest an answer be said again."""
    campaigns = [f"/fr/campaigns/{slug}" for _, slug in loaded.campaigns[1 : TIMES + 1]]
    lists = [f"/fr/?number={1 + number % 40}&order=title&q=" for number in range(40)]
    medians = {}
    for name, paths in {"list": lists, "campaign": campaigns}.items():
        for _ in range(2):
            asks = [
                request(host_of(bench), f"{path}{'&' if '?' in path else '?'}n={uuid4()}") for path in paths
            ]
            seen = await asked(Plan(port=bench.port, requests=asks, clients=1, times=len(asks)))
        medians[name] = seen.latencies[len(seen.latencies) // 2] * 1000
    return medians
