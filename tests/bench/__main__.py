"""`python -m tests.bench [ROW…]`: how fast, beside the least that it could take on this very machine."""

import argparse
import logging
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path

import msgspec
import psycopg
import structlog
import uvloop
from rich.console import Console

from okote.serving.children import ChildFailedError
from tests.bench import giving, pages, sealed_votes
from tests.bench.closing import closing
from tests.bench.drawing import drawing
from tests.bench.gauges import gauges
from tests.bench.growth import growth
from tests.bench.lines import Line, table
from tests.bench.memory import memory
from tests.bench.phone import phone
from tests.bench.ratings import ratings
from tests.bench.running import Bench, running
from tests.bench.tally import tally
from tests.bench.territory import Loaded, Size, load
from tests.bench.votes import votes
from tests.okote.composition import as_owner

CONSOLE = Console(highlight=False, soft_wrap=True, width=160)


async def run(given: argparse.Namespace, folder: Path) -> int:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    (folder / "logs").mkdir(parents=True, exist_ok=True)
    async with running(folder, processes=given.processes) as bench:
        begun = time.perf_counter()
        size = Size(
            given.campaigns,
            given.pledges,
            given.donors,
            given.to_give_back,
            given.procedures,
            given.actions,
            given.ratings,
            given.ideas,
            given.comments,
            given.supports,
        )
        loaded = await load(bench.house, bench.stripe, bench.folder.stripe, size)
        CONSOLE.print(f"Loaded in {time.perf_counter() - begun:.0f} s.")
        with psycopg.connect(as_owner(bench.house)) as connection:
            connection.execute(
                "CREATE TABLE bench_floor (id uuid DEFAULT gen_random_uuid(), at timestamptz DEFAULT now())"
            )
        rows = pages.rows(loaded)
        (folder / "floors").write_bytes(msgspec.json.encode(pages.floors(bench, loaded, rows)))
        started = await bench.serve()
        CONSOLE.print(f"Started in {started:.1f} s.")
        try:
            await bench.lay_floors(folder / "floors")
        except ChildFailedError:
            CONSOLE.print((folder / "logs" / "floor 0.log").read_text(), markup=False)
            raise
        lines = []
        for name, measure in measures(bench, loaded, rows, given, started).items():
            if not given.rows or name in given.rows:
                begun = time.perf_counter()
                measured = await measure()
                lines += measured
                CONSOLE.print(table(measured), f"{name}: {time.perf_counter() - begun:.0f} s")
        CONSOLE.print(table(lines))
    return 0 if all(line.met for line in lines) else 1


Measure = Callable[[], Awaitable[list[Line]]]


def measures(
    bench: Bench,
    loaded: Loaded,
    rows: Sequence[pages.Page],
    given: argparse.Namespace,
    started: float,
) -> dict[str, Measure]:
    """By the names that the command takes."""

    def of_page(page: pages.Page) -> Measure:
        async def measure() -> list[Line]:
            return [await pages.measured(bench, loaded, page, given.seconds)]

        return measure

    async def of_draws() -> list[Line]:
        return drawing()

    async def of_votes() -> list[Line]:
        return tally()

    return {
        **{page.name: of_page(page) for page in rows},
        "ratings": lambda: ratings(bench, loaded),
        "intake": lambda: giving.intake(bench, loaded, given.times),
        "webhooks": lambda: giving.webhooks(bench, loaded, given.payments),
        "gauges": lambda: gauges(bench, loaded),
        "closing": lambda: closing(bench, loaded),
        "phone": lambda: phone(bench, loaded),
        "memory": lambda: memory(bench, started),
        "draw": of_draws,
        "tally": of_votes,
        "sealed-vote": lambda: sealed_votes.votes(bench, loaded),
        "last-minute": lambda: sealed_votes.last_minute(bench, loaded, given.votes),
        "votes": lambda: votes(bench.house),
        "growth": lambda: growth(bench, loaded, Size(given.campaigns, given.pledges), given.growth),
    }


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("rows", nargs="*")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--campaigns", type=int, default=500)
    parser.add_argument("--pledges", type=int, default=100_000)
    parser.add_argument("--donors", type=int, default=20_000)
    parser.add_argument("--times", type=int, default=10_000, help="pledges to one campaign (%(default)s)")
    parser.add_argument("--payments", type=int, default=2_000, help="of them settled (%(default)s)")
    parser.add_argument("--to-give-back", type=int, default=20_000, help="pledges (%(default)s)")
    parser.add_argument("--procedures", type=int, default=60)
    parser.add_argument("--actions", type=int, default=300)
    parser.add_argument("--ratings", type=int, default=100_000, help="of one procedure (%(default)s)")
    parser.add_argument("--ideas", type=int, default=5_000)
    parser.add_argument("--comments", type=int, default=20_000)
    parser.add_argument("--supports", type=int, default=50_000)
    parser.add_argument("--votes", type=int, default=10_000, help="in the last minute (%(default)s)")
    parser.add_argument("--growth", type=int, default=10, help="times the data (%(default)s)")
    parser.add_argument("--seconds", type=float, default=pages.SECONDS)
    with tempfile.TemporaryDirectory() as folder:
        return uvloop.run(run(parser.parse_args(), Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
