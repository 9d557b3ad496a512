"""A web process and workers of the service, real ones: killed and frozen, and started anew when they die."""

import asyncio
import json
import os
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from okote.house import House
from okote.platform.jobs import rescue
from okote.serving.children import Child, ChildFailedError, Program
from okote.serving.inheritance import handed_down
from okote.settings import FILE, PREFIX, Settings, dump
from tests.stories.surroundings import HOST

READY = 120
"""Seconds."""

WEB, WORKER = "web", "worker"
AT_RANDOM = "at random"

FAILPOINTS = "OKOTE_FAILPOINTS"
REACHED = "failpoint "


@dataclass(frozen=True)
class Death:
    """Which process died, and where: a place's name, or `AT_RANDOM`."""

    process: str
    where: str


@dataclass
class Processes:
    """`plan` are lines for `payments.failpoints.planned`: each process has those that are left when it
    starts; what one has died of is done. `planted` is a fault of `tests.faults.planted`.
    """

    house: House
    settings: Settings
    database_url: str
    port: int
    folder: Path
    workers: int = 1
    planted: str | None = None
    may_end: bool = False
    """Whether a process may also end by itself, as a worker does without its database."""
    plan: list[str] = field(default_factory=list)
    deaths: list[Death] = field(default_factory=list)
    children: dict[str, Child] = field(default_factory=dict)
    _serving: dict[str, asyncio.Event] = field(default_factory=dict)
    _keepers: list[asyncio.Task[None]] = field(default_factory=list)
    _stopping: bool = False

    async def start(self) -> None:
        self._stopping = False
        self._settings_file.write_bytes(dump(self.settings))
        names = [WEB, *(f"{WORKER} {number}" for number in range(1, self.workers + 1))]
        self._serving = {name: asyncio.Event() for name in names}
        self._keepers = [asyncio.create_task(self._keep(name)) for name in names]
        await self.serving(*names)

    async def stop(self) -> None:
        self._stopping = True
        await asyncio.gather(*(child.stop(within=20) for child in self.children.values()))
        await asyncio.gather(*self._keepers)

    async def serving(self, *names: str) -> None:
        """Wait until all of these are at work; all there are, where none is named."""
        async with asyncio.timeout(READY):
            await asyncio.gather(*(self._serving[name].wait() for name in names or self._serving))

    @property
    def names(self) -> list[str]:
        return list(self._serving)

    def signal(self, name: str, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.children[name].process.pid, number)

    async def _keep(self, name: str) -> None:
        while not self._stopping:
            log = self.folder / f"{name.replace(' ', '-')}.log"
            begun = log.stat().st_size if log.exists() else 0
            child = self.children[name] = await Child.start(self._program(name, log))
            with suppress(ChildFailedError):  # it may have died at once
                await child.ready(within=READY)
                self._serving[name].set()
            status = await child.process.wait()
            self._serving[name].clear()
            if self._stopping:
                return
            if status == -signal.SIGKILL or self.may_end:
                self._note(name, log, begun)
            else:
                raise AssertionError(child.epitaph(status) + log.read_text()[begun:][-3_000:])
            if self.workers == 1 and name != WEB:
                await self._rescue()

    def _note(self, name: str, log: Path, begun: int) -> None:
        """What it said last, if it died at a place."""
        with log.open() as said:
            said.seek(begun)
            places = [line.removeprefix(REACHED).strip() for line in said if line.startswith(REACHED)]
        where = places[-1] if places else AT_RANDOM
        self.plan[:] = [line for line in self.plan if line.split()[0] != where]
        self.deaths.append(Death(name, where))

    async def _rescue(self) -> None:
        """What another worker would do a quarter of a minute later: here no other lives."""
        async with self.house.queue.open_async():
            await rescue(self.house.queue, silent=0)

    @property
    def _settings_file(self) -> Path:
        """Written before any process starts, since each reads it whenever it is started anew."""
        return self.folder / "settings.json"

    def _program(self, name: str, log: Path) -> Program:
        clean = {key: value for key, value in os.environ.items() if not key.startswith(PREFIX)}
        environ = clean | {FILE: str(self._settings_file), FAILPOINTS: json.dumps(self.plan)}
        module = f"okote.serving.{name.partition(' ')[0]}"
        arguments: Sequence[str] = ("--host", HOST, "--port", str(self.port)) if name == WEB else ()
        if self.planted is not None:
            module, arguments = "tests.faults.planted", (self.planted, module, *arguments)
        return Program(
            name=name,
            module=module,
            arguments=arguments,
            environment=handed_down(environ, self.database_url),
            log=log,
        )


@asynccontextmanager
async def running(processes: Processes) -> AsyncIterator[Processes]:
    await processes.start()
    try:
        yield processes
    finally:
        await processes.stop()
