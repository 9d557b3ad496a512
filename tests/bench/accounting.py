"""What the operating system says that processes took: processor time to the nanosecond, and memory.

A process's own time is the sum of what the scheduler gave each of its threads (`/proc/PID/task/*/schedstat`);
what threads and children that have ended took is in `/proc/PID/stat`, in ticks.
"""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

TICKS = os.sysconf("SC_CLK_TCK")
NANOSECONDS = 1_000_000_000
PROC = Path("/proc")


def descendants(*roots: int) -> set[int]:
    """These processes and all that they, or theirs, started."""
    parents = {int(one.name): _parent(one) for one in PROC.iterdir() if one.name.isdecimal()}
    found = set(roots)
    while more := {pid for pid, parent in parents.items() if parent in found} - found:
        found |= more
    return found & set(parents)


def _parent(process: Path) -> int:
    fields = _fields(process)
    return int(fields[1]) if fields else 0


def _fields(process: Path) -> list[str]:
    """Of `stat`, from the state on; none where the process has ended."""
    try:
        return (process / "stat").read_text().rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def cpu_seconds(*roots: int) -> float:
    """Processor time of these processes and all below them, those that have ended included."""
    return sum(_seconds(PROC / str(pid)) for pid in descendants(*roots))


def _seconds(process: Path) -> float:
    """Its own time, and that of children whose end it has been told."""
    fields = _fields(process)
    if not fields:
        return 0.0
    own, buried = int(fields[11]) + int(fields[12]), int(fields[13]) + int(fields[14])
    exact = 0
    for task in (process / "task").iterdir():
        try:
            exact += int((task / "schedstat").read_text().split()[0])
        except (FileNotFoundError, ProcessLookupError):  # a thread that has just ended
            continue
    return max(exact / NANOSECONDS, own / TICKS) + buried / TICKS


def rss_bytes(pid: int) -> int:
    """What it has in memory, shared pages included."""
    return _rollup(pid)["Rss"]


def pss_bytes(pids: Iterable[int]) -> int:
    """What they have in memory together: a page that several share is counted once."""
    return sum(_rollup(pid)["Pss"] for pid in pids)


def _rollup(pid: int) -> dict[str, int]:
    lines = (PROC / str(pid) / "smaps_rollup").read_text().splitlines()[1:]
    parts = (line.split() for line in lines)
    return {name.removesuffix(":"): int(kilobytes) * 1024 for name, kilobytes, *_ in parts}


@dataclass(frozen=True)
class Cost:
    """Of one row's run: what each request took."""

    requests: int
    seconds: float
    latencies: list[float]
    """In seconds, sorted."""
    size: float
    """Bytes of an answer, on average."""
    service: float
    """Processor seconds of the service's processes."""
    database: float

    @property
    def rate(self) -> float:
        return self.requests / self.seconds

    def percentile(self, part: float) -> float:
        """In milliseconds."""
        return self.latencies[min(int(len(self.latencies) * part), len(self.latencies) - 1)] * 1000

    @property
    def service_ms(self) -> float:
        return self.service / self.requests * 1000

    @property
    def database_ms(self) -> float:
        return self.database / self.requests * 1000

    @property
    def ms(self) -> float:
        """Of both together."""
        return self.service_ms + self.database_ms


def share(floor: Cost, measured: Cost) -> float:
    """How much of what a request takes even the barest handler would take: 1 is as good as bare."""
    return floor.ms / measured.ms
