"""Child processes: each in a group of its own, ready when it says so, ended when its parent is."""

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

from okote.serving.ports import bound

FEW_ARENAS = {"MALLOC_ARENA_MAX": "2"}
"""Without, the C library keeps a heap for nearly each thread (mallopt(3)), and gives none back."""


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
    listens: tuple[str, int] | None = None
    """Where. The socket is made for it, and `--socket` names it: a successor takes it over, and with it
    whoever waits there.
    """


class ChildFailedError(Exception):
    """A program ended where it should serve; the sentence says which."""


class Child:
    def __init__(
        self, program: Program, process: asyncio.subprocess.Process, listening: socket.socket | None
    ) -> None:
        self.program = program
        self.process = process
        self.listening = listening

    @classmethod
    async def start(cls, program: Program, *, relieving: Self | None = None) -> Self:
        """Where it is `relieving` another, it takes over its socket once it serves, and is told so."""
        listening: socket.socket | None = None
        if relieving is not None and relieving.listening is not None:
            listening = relieving.listening.dup()
        elif program.listens is not None:
            listening = bound(*program.listens)
        sockets = () if listening is None else (listening.fileno(),)
        command = (
            *(sys.executable, "-m", "okote.serving.launched", str(os.getpid())),
            *(program.module, *program.arguments, *(f"--socket={number}" for number in sockets)),
            *(("--relieving",) if relieving else ()),
        )
        options: dict[str, Any] = {
            "stdin": asyncio.subprocess.DEVNULL,
            "stdout": asyncio.subprocess.PIPE,
            "env": {**FEW_ARENAS, **program.environment},
            "start_new_session": True,  # Ctrl-C is for its parent, who stops everything in order
            "pass_fds": sockets,
        }
        if program.log is None:
            return cls(program, await asyncio.create_subprocess_exec(*command, **options), listening)
        with program.log.open("ab") as log:
            process = await asyncio.create_subprocess_exec(*command, stderr=log, **options)
            return cls(program, process, listening)

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

    def leave(self) -> None:
        """Its socket is held for it no longer; a successor has its own hold on it."""
        if self.listening:
            self.listening.close()

    async def stop(self, *, within: float, by: signal.Signals = signal.SIGTERM) -> None:
        """Ask it to end, and kill it with all its own where it does not.

        What it listened on ends with it, so that whoever comes is refused at once, and not left waiting;
        unless a successor has taken it over.
        """
        self.leave()
        if self.process.returncode is not None:
            return
        self.process.send_signal(by)
        try:
            async with asyncio.timeout(within):
                await self.process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):  # it was faster
                os.killpg(self.process.pid, signal.SIGKILL)
            await self.process.wait()
