"""`python -m tests.bench [ROW…]`: how fast, beside the least that it could take on this very machine."""

import argparse
import logging
import sys
import tempfile
import time
from pathlib import Path

import msgspec
import psycopg
import structlog
import uvloop
from rich.console import Console
from rich.table import Table

from okote.platform.db import libpq_url
from tests.bench import pages
from tests.bench.accounting import share
from tests.bench.running import Bench, running
from tests.bench.territory import Size, load

CONSOLE = Console(highlight=False, soft_wrap=True, width=160)


async def run(given: argparse.Namespace, folder: Path) -> int:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    (folder / "logs").mkdir(parents=True, exist_ok=True)
    async with running(folder, processes=given.processes) as bench:
        begun = time.perf_counter()
        loaded = await load(bench.house, bench.stripe, Size(given.campaigns, given.pledges, given.donors))
        CONSOLE.print(f"Loaded in {time.perf_counter() - begun:.0f} s.")
        with psycopg.connect(libpq_url(bench.house.database.url)) as connection:
            connection.execute(
                "CREATE TABLE bench_floor (id uuid DEFAULT gen_random_uuid(), at timestamptz DEFAULT now())"
            )
        rows = [row for row in pages.rows(loaded) if not given.rows or row.name in given.rows]
        (folder / "floors").write_bytes(msgspec.json.encode(pages.floors(bench, loaded, rows)))
        started = await bench.serve()
        CONSOLE.print(f"Started in {started:.1f} s.")
        await bench.lay_floors(folder / "floors")
        CONSOLE.print(await table(bench, loaded, rows, given.seconds))
    return 0


async def table(bench: Bench, loaded, rows, seconds) -> Table:
    shown = Table()
    for heading in (
        "row",
        "req/s",
        "p50",
        "p99",
        "bytes",
        "CPU",
        "CPU db",
        "floor",
        "floor db",
        "share",
        "least",
        "",
    ):
        shown.add_column(heading, justify="left" if heading == "row" else "right")
    for row in rows:
        cost, floor = await pages.measured(bench, loaded, row, seconds=seconds)
        part = share(floor, cost)
        met = (
            part >= row.least
            and (row.most is None or cost.ms <= row.most)
            and (row.p99 is None or cost.percentile(0.99) < row.p99)
        )
        shown.add_row(
            row.name,
            f"{cost.rate:.0f}",
            f"{cost.percentile(0.5):.0f}",
            f"{cost.percentile(0.99):.0f}",
            f"{cost.size:.0f}",
            f"{cost.service_ms:.2f}",
            f"{cost.database_ms:.2f}",
            f"{floor.service_ms:.2f}",
            f"{floor.database_ms:.2f}",
            f"{part:.0%}",
            f"{row.least:.0%}",
            "met" if met else "not met",
        )
        CONSOLE.print(
            row.name, f"{part:.0%} {cost.ms:.2f} ms {cost.percentile(0.99):.0f} ms {cost.rate:.0f}/s"
        )
    return shown


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("rows", nargs="*")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--campaigns", type=int, default=500)
    parser.add_argument("--pledges", type=int, default=100_000)
    parser.add_argument("--donors", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=pages.SECONDS)
    with tempfile.TemporaryDirectory() as folder:
        return uvloop.run(run(parser.parse_args(), Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
