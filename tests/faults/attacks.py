"""`python -m tests.faults.attacks`: what honest readers feel of each attack, and what memory it takes.

The service's own processes run beside PostgreSQL. A reader opens a campaign's page twenty times a second
while nothing else happens and while one attack goes on, in turns: what they wait is compared turn by turn.
Fails where the slowest hundredth waits twice as long as usual, or memory grows by a hundred megabytes.
"""

import argparse
import asyncio
import json
import logging
import math
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

import structlog
from rich.console import Console
from rich.table import Table

from okote.platform import migrations
from okote.platform.embedded_postgres import EmbeddedPostgres
from tests.faults.attackers import ATTACKS, HERE
from tests.faults.kills import besieged
from tests.faults.planted import FAULTS
from tests.faults.processes import WEB, running
from tests.plugins.postgres import FLOORS

CONSOLE = Console(highlight=False, soft_wrap=True)

PACE = 0.05
"""Seconds between two readings."""

MOST_SLOWER, MOST_MORE = 2.0, 100
"""Times the usual wait, and megabytes."""


@dataclass
class Reader:
    """Opens one page again and again, each time on a new connection."""

    host: str
    port: int
    path: str

    async def once(self) -> float:
        """Seconds until all of it is there; for ever, where there is none of it."""
        begun = time.perf_counter()
        reader, writer = await asyncio.open_connection(HERE, self.port)
        writer.write(f"GET {self.path} HTTP/1.1\r\nhost: {self.host}\r\nconnection: close\r\n\r\n".encode())
        answer = await reader.read()
        writer.close()
        return time.perf_counter() - begun if answer.startswith(b"HTTP/1.1 200 ") else math.inf

    async def through(self, seconds: float) -> list[float]:
        """All waits; who still waits for one page does not keep from asking for the next."""
        asked = []
        for _ in range(int(seconds / PACE)):
            asked.append(asyncio.create_task(self.once()))
            await asyncio.sleep(PACE)
        return await asyncio.gather(*asked)


@dataclass
class Felt:
    """What was felt in turns; whatever else this machine does is felt in some of them."""

    turns: list[list[float]] = field(default_factory=list)
    most: int = 0
    """Megabytes."""

    @property
    def p99(self) -> float:
        """Milliseconds, in the turn in the middle."""
        return 1000 * median(slowest(waits) for waits in self.turns)


def slowest(waits: Sequence[float]) -> float:
    """What one in a hundred waits."""
    return sorted(waits)[int(len(waits) * 0.99)]


def times(usual: Felt, under: Felt) -> float:
    """How much longer the slowest hundredth waits, in the turn in the middle."""
    both = zip(usual.turns, under.turns, strict=True)
    return median(slowest(attacked) / slowest(quiet) for quiet, attacked in both)


def memory(pid: int) -> int:
    """Megabytes that a process holds."""
    status = Path(f"/proc/{pid}/status").read_text()
    [line] = [line for line in status.splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) // 1024


async def feel(felt: Felt, reader: Reader, pid: int, seconds: float) -> None:
    reading = asyncio.create_task(reader.through(seconds))
    while not reading.done():
        felt.most = max(felt.most, memory(pid))
        await asyncio.wait({reading}, timeout=0.1)
    felt.turns.append(await reading)


async def attacked(felt: Felt, reader: Reader, pid: int, seconds: float, name: str) -> Counter[str]:
    """The same while one attack goes on; what the attackers were answered."""
    command = ("-m", "tests.faults.attackers", name, reader.host, str(reader.port), str(seconds + 2))
    attacking = await asyncio.create_subprocess_exec(sys.executable, *command, stdout=asyncio.subprocess.PIPE)
    await asyncio.sleep(1.5)  # it begins
    await feel(felt, reader, pid, seconds)
    said, _ = await attacking.communicate()
    assert attacking.returncode == 0
    return Counter(json.loads(said))


async def measured(
    name: str, reader: Reader, pid: int, *, seconds: float, turns: int
) -> tuple[Felt, Felt, Counter[str]]:
    usual, under, answers = Felt(), Felt(), Counter[str]()
    for _ in range(turns):
        await feel(usual, reader, pid, seconds)
        answers += await attacked(under, reader, pid, seconds, name)
        await asyncio.sleep(1)  # what it left is let go of
    return usual, under, answers


async def run(given: argparse.Namespace, folder: Path) -> int:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with EmbeddedPostgres(folder / "postgres", throwaway=True, max_connections=100) as postgres:
        migrations.upgrade(postgres.url(), FLOORS)
        async with besieged(postgres.url(), folder, planted=given.plant) as siege:
            campaign = await siege.service.campaign("Un four à pain", 1_000, territoire=60)
            address = urlsplit(siege.service.address)
            assert address.port is not None
            reader = Reader(address.netloc, address.port, given.path or f"/fr{campaign.path}")
            async with running(siege.processes):
                pid = siege.processes.children[WEB].process.pid
                for _ in range(50):  # its pages are compiled, and its connections open
                    await reader.once()
                return await all_of_them(given, reader, pid)


async def all_of_them(given: argparse.Namespace, reader: Reader, pid: int) -> int:
    table = Table("Attack", "p99 alone", "p99 under it", "times", "memory", "answered", title="Under attack")
    first, bad = memory(pid), []
    names: Sequence[str] = given.only or tuple(ATTACKS)
    for name in names:
        usual, under, answers = await measured(name, reader, pid, seconds=given.seconds, turns=given.turns)
        slower, more = times(usual, under), under.most - first
        if not slower < MOST_SLOWER or more >= MOST_MORE:
            bad.append(name)
        said = ", ".join(f"{status} × {number}" for status, number in answers.most_common(4))
        table.add_row(
            name,
            f"{usual.p99:.0f} ms",
            f"{under.p99:.0f} ms",
            f"{slower:.2f}",
            f"{under.most} MB ({more:+})",
            said,
            style="red" if name in bad else "",
        )
        CONSOLE.print(f"{name}: {usual.p99:.0f} and {under.p99:.0f} ms, {slower:.2f} times, {more:+} MB")
    CONSOLE.print(table)
    CONSOLE.print(f"Felt: {', '.join(bad) or 'none'}.")
    return 1 if bad else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.faults.attacks", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="of each turn, quiet or not")
    parser.add_argument("--turns", type=int, default=5)
    parser.add_argument("--path", help="of another page, such as /fr/legal where the machine is busy")
    parser.add_argument("--only", action="append", choices=list(ATTACKS))
    parser.add_argument("--plant", choices=sorted(FAULTS), help="a fault that must be found")
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(parser.parse_args(), Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
