"""Programs that belong together: started in waves, watched, stopped in the opposite order."""

import asyncio
import signal
import time
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self

import structlog

from okote.serving.children import Child, ChildFailedError, Program

log = structlog.get_logger("okote.serving")

PATIENCE = 60.0
"""Seconds in which a program must be ready."""

STOP_WITHIN = 9.0
"""Seconds for everything to end, the last wave first."""

RELIEVED_WITHIN = 60.0
"""Seconds for what another has taken over from: `okote.serving.web.DRAINED_WITHIN`, and half a minute for
what is under way.
"""

RESTARTED_AFTER = 1.0
MOST_RESTARTED_AFTER = 30.0
"""Seconds; the wait doubles for a program that keeps ending."""

SETTLED_AFTER = 60.0


def told_to_stop() -> asyncio.Event:
    """Set once Ctrl-C or whoever started this process asks for its end."""
    told = asyncio.Event()
    for caught in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(caught, told.set)
    return told


class Supervisor:
    """Everything that it started has ended when its block is left."""

    def __init__(self) -> None:
        self._waves: list[dict[str, Child]] = []
        self._keepers: dict[str, asyncio.Task[None]] = {}
        self._relieved: Child | None = None
        self._failure: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for keeper in self._keepers.values():
            keeper.cancel()
        await asyncio.gather(*self._keepers.values(), return_exceptions=True)
        deadline = time.monotonic() + STOP_WITHIN
        if self._relieved:
            self._waves[-1]["relieved"] = self._relieved
        for wave in reversed(self._waves):
            within = max(0.5, deadline - time.monotonic())
            await asyncio.gather(*(child.stop(within=within) for child in wave.values()))

    async def start(self, *programs: Program) -> list[str]:
        """One wave, ready when all of it is; what each program said. ChildFailedError otherwise."""
        wave: dict[str, Child] = {}
        self._waves.append(wave)
        for program in programs:
            wave[program.name] = await Child.start(program)
        said = await asyncio.gather(*(child.ready(within=PATIENCE) for child in wave.values()))
        for program in programs:
            self._keepers[program.name] = asyncio.create_task(self._keep(wave, program.name))
        return said

    async def relieve(self, name: str) -> None:
        """Start the program anew, and end the process that ran it once the new one serves.

        ChildFailedError where that does not serve: then nothing has changed.
        """
        wave = next(wave for wave in self._waves if name in wave)
        old = wave[name]
        new = await Child.start(old.program, relieving=old)
        try:
            await new.ready(within=PATIENCE)
        except ChildFailedError:
            await new.stop(within=0.5)
            raise
        self._keepers[name].cancel()
        wave[name], self._relieved = new, old
        self._keepers[name] = asyncio.create_task(self._keep(wave, name))
        await old.stop(within=RELIEVED_WITHIN, by=signal.SIGUSR1 if old.listening else signal.SIGTERM)
        self._relieved = None

    async def finish(self, program: Program, heard: Callable[[str], object] = str) -> None:
        """Run a program to its end, and pass on each line that it says; ChildFailedError where it fails."""
        child = await Child.start(program)
        self._waves.append({program.name: child})
        if (output := child.process.stdout) is not None:
            async for line in output:
                heard(line.decode().strip())
        if status := await child.process.wait():
            raise ChildFailedError(child.epitaph(status))

    async def until(self, told: asyncio.Event, starting: Coroutine[Any, Any, None]) -> str | None:
        """Start, then wait until told to stop, also meanwhile; or until a program fails: then how."""
        asked, failed = asyncio.create_task(told.wait()), asyncio.create_task(self.failed())
        started = asyncio.create_task(starting)
        try:
            await asyncio.wait({started, asked, failed}, return_when=asyncio.FIRST_COMPLETED)
            if started.done():
                await started
                await asyncio.wait({asked, failed}, return_when=asyncio.FIRST_COMPLETED)
            return failed.result() if failed.done() else None
        finally:
            for task in (started, asked, failed):
                task.cancel()
            await asyncio.gather(started, asked, failed, return_exceptions=True)

    def child(self, name: str) -> Child:
        """The process that is the program of this name now."""
        return next(wave[name] for wave in self._waves if name in wave)

    async def failed(self) -> str:
        """Which program ended that is not started again, and how; waits until one does."""
        return await asyncio.shield(self._failure)

    async def _keep(self, wave: dict[str, Child], name: str) -> None:
        wait = RESTARTED_AFTER
        while True:
            child, since = wave[name], time.monotonic()
            epitaph = child.epitaph(await child.process.wait())
            child.leave()
            if not child.program.restarted:
                if not self._failure.done():
                    self._failure.set_result(epitaph)
                return
            settled = time.monotonic() - since > SETTLED_AFTER
            wait = RESTARTED_AFTER if settled else min(wait, MOST_RESTARTED_AFTER)
            log.error("program ended, another takes its place", program=name, how=epitaph, seconds=wait)
            await asyncio.sleep(wait)
            wait *= 2
            wave[name] = await Child.start(child.program)
            try:
                await wave[name].ready(within=PATIENCE)
            except ChildFailedError as error:
                log.warning("program does not start", program=name, how=str(error))
