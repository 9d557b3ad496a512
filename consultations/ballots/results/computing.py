"""What is asked of the process that counts, and what it answers."""

import asyncio
import os
import sys
from contextlib import suppress
from typing import Any

import msgspec

APART = "consultations.ballots.results.apart"


class Answer(msgspec.Struct, frozen=True):
    """Of one file: the result as it is published, whether a lot is needed for it, and how it came about."""

    voters: int
    text: str
    lot: bool
    explained: dict[str, Any]


class CountFailedError(RuntimeError):
    """The process ended without an answer; its own words are on standard error."""


async def asked(file: bytes) -> Answer:
    """The process is killed as soon as nobody waits for it any more. CountFailedError."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # nothing of the folder in which we happen to be
        "-m",
        APART,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={"PYTHONPATH": os.pathsep.join(one for one in sys.path if one), "OMP_NUM_THREADS": "1"},
    )
    try:
        said, _ = await process.communicate(file)
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()
    if process.returncode:
        raise CountFailedError(f"the count's process ended with status {process.returncode}")
    return msgspec.json.decode(said, type=Answer)
