"""What the processes hold, and how long the service takes to be there."""

from tests.bench import accounting
from tests.bench.lines import Line, at_most
from tests.bench.running import Bench

MB = 1_000_000


async def memory(bench: Bench, started: float) -> list[Line]:
    """Of the web processes the largest; of the whole what is there but for the floors."""
    await bench.work()
    largest = max(accounting.rss_bytes(pid) for pid in bench.web) / MB
    worker = accounting.rss_bytes(bench.worker) / MB
    whole = accounting.pss_bytes(bench.everything()) / MB
    return [
        Line(
            "memory, after all of this",
            bounds=[
                at_most("a web process", 150, largest, "MB"),
                at_most("the worker", 150, worker, "MB"),
                at_most("all with PostgreSQL, shared pages once", 700, whole, "MB"),
            ],
        ),
        Line("start", bounds=[at_most("until the web processes answer", 3, started, "s")]),
    ]
