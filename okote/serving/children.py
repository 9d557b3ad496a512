"""Child processes: each in a group of its own, ready when it says so, ended when its parent is."""

import asyncio
import os
import signal
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """`python -m module …`; `name` is what people call it.

    A program writes one line on standard output once it serves. What it has to say meanwhile goes to
    `log`, or where our own log goes.
    """

    name: str
    module: str
    arguments: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    log: Path | None = None
    restarted: bool = False
    """Whether another one takes its place when it ends."""


class ChildFailedError(Exception):
    """A program ended where it should serve; the sentence says which."""


class Child:
    def __init__(self, program: Program, process: asyncio.subprocess.Process) -> None:
        self.program = program
        self.process = process

    @classmethod
    async def start(cls, program: Program) -> Self:
        command = (
            *(sys.executable, "-m", "okote.serving.launched", str(os.getpid())),
            *(program.module, *program.arguments),
        )
        options: dict[str, Any] = {
            "stdin": asyncio.subprocess.DEVNULL,
            "stdout": asyncio.subprocess.PIPE,
            "env": dict(program.environment),
            "start_new_session": True,  # Ctrl-C is for its parent, who stops everything in order
        }
        if program.log is None:
            return cls(program, await asyncio.create_subprocess_exec(*command, **options))
        with program.log.open("ab") as log:
            return cls(program, await asyncio.create_subprocess_exec(*command, stderr=log, **options))

    async def ready(self, *, within: float) -> str:
        """The line that it says once it serves; ChildFailedError where it ends, or takes longer."""
        output = self.process.stdout
        try:
            async with asyncio.timeout(within):
                line = await output.readline() if output else b""
        except TimeoutError:
            raise ChildFailedError(f"{self.program.name} is not ready after {within:.0f} seconds.") from None
        if not line:
            raise ChildFailedError(self.epitaph(await self.process.wait()))
        return line.decode().strip()

    def epitaph(self, status: int) -> str:
        """How it ended, for who must find out why."""
        how = f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with status {status}"
        where = f"; it may have said why in {self.program.log}" if self.program.log else ""
        return f"{self.program.name} {how}{where}."

    async def stop(self, *, within: float) -> None:
        """Ask it to end, and kill it with all its own where it does not."""
        if self.process.returncode is not None:
            return
        self.process.terminate()
        try:
            async with asyncio.timeout(within):
                await self.process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):  # it was faster
                os.killpg(self.process.pid, signal.SIGKILL)
            await self.process.wait()
