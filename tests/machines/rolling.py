"""`python -m tests.machines.rolling`: `okote serve` renews itself TIMES times under load; nobody may notice.

Connections that are kept, new ones, open streams, and forms that come in two halves. Then, to see that this
would be seen: it is stopped and started instead.
"""

import argparse
import asyncio
import signal
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from rich.console import Console

from tests.machines.site import Site, opened, quiet
from tests.machines.traffic import Traffic
from tests.stories.surroundings import free_port

CONSOLE = Console(highlight=False, soft_wrap=True)

PROGRAMS = ("--processes", "2")
RELIEVED = "program relieved"
PATIENCE = 180.0
"""Seconds for one renewal."""


async def renewed(site: Site, process: asyncio.subprocess.Process, port: int, times: int) -> None:
    """Until each of its three programs has been relieved so often."""
    for number in range(1, times + 1):
        begun = time.monotonic()
        process.send_signal(signal.SIGUSR1)
        async with asyncio.timeout(PATIENCE):
            while site.said(port).count(RELIEVED) < 3 * number:  # noqa: ASYNC110 (another process says it)
                await asyncio.sleep(0.2)
        CONSOLE.print(f"renewal {number}: three processes in {time.monotonic() - begun:.1f} s")


def told(traffic: Traffic) -> None:
    CONSOLE.print(f"answered {dict(traffic.answered)}, the slowest in {traffic.slowest:.2f} s")
    CONSOLE.print(f"failed {len(traffic.failed)} {dict(Counter(traffic.failed).most_common(5))}")


async def run(times: int, folder: Path) -> int:
    quiet()
    async with opened(folder) as site:
        port = free_port()
        traffic = site.traffic(port, streams=4, slow=2)
        async with site.serving(port, *PROGRAMS) as process, traffic.flowing():
            await traffic.more(100)
            await renewed(site, process, port, times)
            await traffic.more(100)
        told(traffic)
        stopped = site.traffic(port)
        async with stopped.flowing():
            async with site.serving(port, *PROGRAMS):
                await stopped.more(50)
            async with site.serving(port, *PROGRAMS):
                await stopped.more(50)
    CONSOLE.print(f"Stopped and started instead: {len(stopped.failed)} of {stopped.total} failed.")
    CONSOLE.print(f"Failed while it renewed itself: {len(traffic.failed)}.")
    return 0 if stopped.failed and not traffic.failed else 1


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.machines.rolling", description=__doc__)
    parser.add_argument("--times", type=int, default=3)
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(parser.parse_args().times, Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
