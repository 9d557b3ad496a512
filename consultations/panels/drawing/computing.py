"""What is asked of the process that holds the solver, and what it answers."""

import asyncio
import os
import sys
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Literal

import msgspec

from consultations.panels.sortition.report import Sheet

APART = "consultations.panels.drawing.apart"
LONGEST_LINE = 256 * 2**20
"""Bytes: a report is one line, and holds up to some thousand panels."""
CHECKED_WITHIN = 20.0
"""Seconds that somebody waits for a page."""

ONE_AT_A_TIME = asyncio.Semaphore(1)
"""Of checks, in a process that serves pages."""


class Obstacle(msgspec.Struct, frozen=True):
    """As `sortition.relaxing` has it: what one feature by itself asks too much of, or the pool."""

    reason: str
    has: int
    needs: int
    feature: str
    value: str


class Change(msgspec.Struct, frozen=True):
    """Of one quota, by how many seats its least would go down and its most go up."""

    feature: str
    value: str
    least: int
    most: int
    lower: int
    higher: int


class Unmet(msgspec.Struct, frozen=True):
    obstacles: tuple[Obstacle, ...]
    changes: tuple[Change, ...]


class Said(msgspec.Struct, frozen=True):
    """One line of it; the last has the answer."""

    stage: str = ""
    part: float = 0.0
    met: bool = False
    unmet: Unmet | None = None
    unsolved: str | None = None
    report: str | None = None


class ApartFailedError(RuntimeError):
    """The process ended without an answer; its own words are on standard error."""


Heard = Callable[[str, float], Awaitable[None]]
"""Is told of a stage and how far it is; what it raises ends the work."""


async def _deaf(_stage: str, _part: float) -> None:
    """For who does not want to know how far it is."""


async def asked(what: Literal["check", "make"], sheet: Sheet, heard: Heard = _deaf) -> Said:
    """The answer. The process is killed as soon as nobody waits for it any more. Raises ApartFailedError."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # nothing of the folder in which we happen to be
        "-m",
        APART,
        what,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        limit=LONGEST_LINE,
        env={"PYTHONPATH": os.pathsep.join(one for one in sys.path if one), "OMP_NUM_THREADS": "1"},
    )
    try:
        return await _answer(process, sheet, heard)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _answer(process: asyncio.subprocess.Process, sheet: Sheet, heard: Heard) -> Said:
    assert process.stdin is not None and process.stdout is not None  # noqa: S101, PT018 (both are pipes)
    with suppress(ConnectionError):
        process.stdin.write(msgspec.json.encode(sheet))
        await process.stdin.drain()
        process.stdin.close()
    async for line in process.stdout:
        said = msgspec.json.decode(line, type=Said)
        if not said.stage:
            return said
        await heard(said.stage, said.part)
    raise ApartFailedError(f"the lottery's process ended with status {await process.wait()}")


async def check(sheet: Sheet) -> Said | None:
    """Whether quotas can be met and, if not, what would have to give way; None where that takes too long."""
    async with ONE_AT_A_TIME:
        try:
            async with asyncio.timeout(CHECKED_WITHIN):
                found = await asked("check", sheet)
        except TimeoutError:
            return None
    return None if found.unsolved else found
