"""Panels by the fairest lottery, beside the library that others draw with, in the same run.

`python -m tests.bench.drawing` measures this alone. The library, sortition-algorithms, is GPL-3.0 and in
no lock: `make bench` installs it beside everything else, and nothing but this asks it.
"""

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from consultations.panels.sortition.freezing import frozen
from consultations.panels.sortition.report import Algorithm
from consultations.panels.sortition.service import lottery
from tests.bench.lines import Bound, Line, at_most, table
from tests.consultations.panels.sortition.pools import NAMES, REFERENCE, expected, pool_of

LIBRARY = Path("var/drawing/bin/python")
PROGRAM = Path(__file__).with_name("library.py")
CLOSE = 0.001
"""How near the two smallest probabilities must be to be the same optimum."""


@dataclass(frozen=True)
class Drawn:
    """Once the files are read; `smallest` is the least probability of anybody within reach."""

    seconds: float
    processor: float
    smallest: float


def ours(name: str) -> Drawn:
    """To the last of two thousand tickets, which the library has no equal of."""
    pool, wanted = pool_of(name)
    begun, processor = time.perf_counter(), time.process_time()
    made = lottery(frozen(pool, wanted, "salt"), Algorithm.MAXIMIN)
    assert made.optimum is not None
    return Drawn(time.perf_counter() - begun, time.process_time() - processor, made.optimum)


def theirs(name: str) -> Drawn:
    """A process of its own, whose start and imports don't count either."""
    size = str(expected(name)["panel_size"])
    run = subprocess.run(
        [LIBRARY, PROGRAM, REFERENCE / name, size], capture_output=True, text=True, check=True
    )
    return Drawn(**json.loads(run.stdout.splitlines()[-1]))


def compared(name: str) -> Line:
    here, there = ours(name), theirs(name)
    apart = abs(here.smallest - there.smallest)
    return Line(
        f"draw, {name}",
        bounds=[
            at_most("the library's", round(there.seconds, 2), here.seconds, "s"),
            at_most("of the processor", round(there.processor, 2), here.processor, "s"),
            Bound(f"smallest {there.smallest:.4%} ± {CLOSE:.1%}", f"{here.smallest:.4%}", apart <= CLOSE),
        ],
    )


def drawing() -> list[Line]:
    """A line for each pool; what is missing for it is not met."""
    missing = [str(path) for path in (LIBRARY, REFERENCE) if not path.exists()]
    if missing:
        return [Line("draw", bounds=[Bound("beside the library", f"no {', '.join(missing)}", met=False)])]
    return [compared(name) for name in NAMES]


if __name__ == "__main__":
    lines = drawing()
    Console(width=160).print(table(lines))
    sys.exit(0 if all(line.met for line in lines) else 1)
