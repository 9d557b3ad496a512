"""All that is measured, as processes of their own: what the service speaks to, itself, and its floors."""

import asyncio
import os
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

import msgspec

from okote.app import build
from okote.demo.command import hear_stripe, surroundings
from okote.demo.folder import DemoFolder
from okote.demo.settings import HERE, clients, demo_settings
from okote.house import House
from okote.platform import migrations
from okote.platform.embedded_postgres import EmbeddedPostgresError
from okote.platform.embedded_postgres.cluster import Cluster
from okote.platform.rights import as_service
from okote.serving.children import Program
from okote.serving.inheritance import handed_down
from okote.serving.ports import is_free
from okote.serving.serve import Serving, history, web, worker
from okote.serving.supervisor import Supervisor
from okote.settings import FILE, PREFIX, Settings, dump
from payments.simulator.remote import Remote
from tests.bench import accounting
from tests.bench.accounting import Cost
from tests.bench.load import Plan, Seen

FEATURES = ("okote.funding", "consultations")

FLOOR = 9_300
"""Where the floors look for a port first."""


@dataclass
class Bench:
    """The whole, running; `processes` are web processes, of the service and of its floors alike."""

    folder: DemoFolder
    settings: Settings
    supervisor: Supervisor
    environ: Mapping[str, str]
    house: House
    stripe: Remote
    processes: int
    floor_port: int = 0
    works: bool = False
    opened: list[str] = field(default_factory=list)
    """Payment pages that wait for their donors."""
    _web: list[str] = field(default_factory=list)
    _floors: list[str] = field(default_factory=list)

    @property
    def port(self) -> int:
        return self.folder.ports["web"]

    @property
    def database(self) -> int:
        """PostgreSQL's own first process."""
        server = Cluster(self.folder.postgres / "cluster").server
        if server is None:
            raise EmbeddedPostgresError("PostgreSQL has ended")
        return server

    @property
    def web(self) -> list[int]:
        return [self.supervisor.child(name).process.pid for name in self._web]

    @property
    def floors(self) -> list[int]:
        return [self.supervisor.child(name).process.pid for name in self._floors]

    @property
    def worker(self) -> int:
        return self.supervisor.child("worker").process.pid

    def working(self) -> bool:
        return Path(f"/proc/{self.worker}/smaps_rollup").exists()

    def everything(self) -> set[int]:
        """All that was started but for the floors."""
        return accounting.descendants(os.getpid(), self.database) - {os.getpid(), *self.floors}

    async def serve(self) -> float:
        """Seconds until the web processes answer."""
        wanted = Serving(host=HERE, port=self.port, processes=self.processes, worker=True)
        programs = web(self.settings, wanted, self.environ)
        begun = time.perf_counter()
        await self.supervisor.start(*self._logged(programs))
        took = time.perf_counter() - begun
        self._web = [program.name for program in programs]
        await hear_stripe(self.folder, self.settings)
        return took

    async def work(self) -> None:
        """Once: begun when the first row needs it."""
        if not self.works:
            wanted = Serving(host=HERE, port=self.port, processes=self.processes, worker=True)
            await self.supervisor.start(*self._logged(worker(wanted, self.environ)))
            self.works = True

    async def pace(self, calls: int) -> None:
        """From here on the worker asks the local Stripe no more often, as it would the real one."""
        stripe = msgspec.structs.replace(self.settings.stripe, calls_per_second=calls)
        self.folder.write(self.folder.settings, dump(msgspec.structs.replace(self.settings, stripe=stripe)))
        await (self.supervisor.relieve("worker") if self.works else self.work())

    async def lay_floors(self, given: Path) -> None:
        self.floor_port = next(port for port in range(FLOOR, FLOOR + 500) if is_free(HERE, port))
        programs = [
            Program(
                name=f"floor {number}",
                module="tests.bench.floor",
                arguments=(str(self.floor_port), str(given)),
                environment=self.environ,
            )
            for number in range(self.processes)
        ]
        await self.supervisor.start(*self._logged(programs))
        self._floors = [program.name for program in programs]

    def _logged(self, programs: Sequence[Program]) -> list[Program]:
        """What they have to say does not stand between the table's lines."""
        return [replace(one, log=self.folder.logs / f"{one.name}.log") for one in programs]

    async def measure(self, plan: Plan, roots: Sequence[int]) -> tuple[Cost, Seen]:
        """What it costs the processes below `roots`, and PostgreSQL, to answer."""
        before = accounting.cpu_seconds(*roots), accounting.cpu_seconds(self.database)
        seen = await asked(plan)
        after = accounting.cpu_seconds(*roots), accounting.cpu_seconds(self.database)
        return (
            Cost(
                requests=len(seen.latencies),
                seconds=seen.seconds,
                latencies=seen.latencies,
                size=seen.size,
                service=after[0] - before[0],
                database=after[1] - before[1],
            ),
            seen,
        )


async def asked(plan: Plan) -> Seen:
    """By a process of its own."""
    with tempfile.NamedTemporaryFile() as told:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.bench.load", told.name), stdin=asyncio.subprocess.PIPE
        )
        await process.communicate(msgspec.json.encode(plan))
        if process.returncode:
            raise RuntimeError("the clients could not ask: see above")
        return msgspec.json.decode(told.read(), type=Seen)


@asynccontextmanager
async def running(folder: Path, *, processes: int) -> AsyncIterator[Bench]:
    """Everything but the service itself, which `serve` starts."""
    kept = DemoFolder(folder)
    kept.path.mkdir(parents=True, exist_ok=True)
    kept.prepare()
    settings = msgspec.structs.replace(demo_settings(kept), features=FEATURES, log_format="json")
    kept.write(kept.settings, dump(settings))
    kept.write(kept.clients, msgspec.json.encode(clients(kept)))
    environ = {name: value for name, value in os.environ.items() if not name.startswith(PREFIX)}
    environ |= {FILE: str(kept.settings)}
    async with Supervisor() as supervisor:
        url, *_ = await supervisor.start(*surroundings(kept, environ))
        environ = handed_down(environ, url)
        await asyncio.to_thread(migrations.upgrade, url, history(settings))
        house = build(settings, as_service(url))
        try:
            async with Remote(settings.stripe.api_base) as stripe:
                yield Bench(kept, settings, supervisor, environ, house, stripe, processes)
        finally:
            await house.close()
