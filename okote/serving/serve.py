"""`okote serve`: the database where none is configured, web processes, one worker; until told to stop."""

import asyncio
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog
from anyio import to_thread

from okote import feature, rooms
from okote.app import floors
from okote.platform import migrations
from okote.serving.budget import Budget
from okote.serving.children import ChildFailedError, Program
from okote.serving.database import embedded_folder, for_service
from okote.serving.inheritance import handed_down
from okote.serving.ports import check_free
from okote.serving.supervisor import Supervisor, told_to_stop
from okote.settings import Settings

log = structlog.get_logger("okote.serving")

RENEW = signal.SIGUSR1
"""And not SIGHUP, which comes too when the terminal is closed in which somebody tries things out."""

SPARE = 20
"""Connections of the embedded PostgreSQL beyond those of the service, for commands and curious people."""


class MigrationsPendingError(Exception):
    """The schema is older than the code; whoever runs the database decides when it changes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Serving:
    """What to start, as given on the command line."""

    host: str
    port: int
    processes: int
    worker: bool


async def serve(settings: Settings, wanted: Serving, environ: Mapping[str, str]) -> str | None:
    """Why it ended, when nobody told it to; everything has ended with it."""
    check_free(wanted.host, wanted.port)
    for port in metrics_ports(settings, wanted):
        check_free(settings.metrics_host, port)
    told, renewing = told_to_stop(), asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(RENEW, renewing.set)
    async with Supervisor() as supervisor:
        return await supervisor.until(told, running(supervisor, settings, wanted, environ, renewing))


async def running(
    supervisor: Supervisor,
    settings: Settings,
    wanted: Serving,
    environ: Mapping[str, str],
    renewing: asyncio.Event,
) -> None:
    """Start everything, and whenever asked for it start web processes and the worker anew."""
    await started(supervisor, settings, wanted, environ)
    while await renewing.wait():
        renewing.clear()
        await renew(
            supervisor, [program.name for program in (*web(settings, wanted, {}), *worker(wanted, {}))]
        )


async def renew(supervisor: Supervisor, names: Sequence[str]) -> None:
    """One after another, with the code and the settings that lie there now; nobody is refused meanwhile.

    What does not start leaves the others as they are, and those that would come after it.
    """
    for name in names:
        try:
            await supervisor.relieve(name)
        except ChildFailedError as error:
            log.error("program stays the old one, and those after it", program=name, how=str(error))  # noqa: TRY400 (whose fault says it)
            return
        log.info("program relieved", program=name)


async def started(
    supervisor: Supervisor, settings: Settings, wanted: Serving, environ: Mapping[str, str]
) -> None:
    url = settings.database_url or await start_postgres(supervisor, settings, wanted, environ)
    await to_thread.run_sync(bring_up_to_date, settings, url)
    await supervisor.start(*archive(settings, handed_down(environ, url)))
    environment = handed_down(environ, for_service(settings, url))
    await supervisor.start(*web(settings, wanted, environment), *worker(wanted, environment))
    log.info("serving", host=wanted.host, port=wanted.port, processes=wanted.processes)


async def start_postgres(
    supervisor: Supervisor, settings: Settings, wanted: Serving, environ: Mapping[str, str]
) -> str:
    """The address of the embedded PostgreSQL, large enough for everything that will connect."""
    connections = Budget.of(settings, processes=wanted.processes).total + SPARE
    (url,) = await supervisor.start(
        Program(
            name="database",
            module="okote.serving.postgres",
            arguments=(str(embedded_folder(settings)), "--max-connections", str(connections)),
            environment=environ,
        )
    )
    return url


def history(settings: Settings) -> Sequence[Path]:
    """Where the revisions of the schema lie, of the house and of the features that the settings list."""
    return floors((rooms.FEATURE, *feature.load(settings.features)))


def bring_up_to_date(settings: Settings, url: str) -> None:
    """The embedded database is ours alone, so it is migrated; any other is by `okote migrate`."""
    if settings.database_url is None:
        migrations.upgrade(url, history(settings))
    elif pending := migrations.pending(url, history(settings)):
        raise MigrationsPendingError(
            f"{len(pending)} changes of the database are waiting: run `okote migrate`, then start again."
        )


def archive(settings: Settings, environment: Mapping[str, str]) -> list[Program]:
    """Of the embedded PostgreSQL's log and of uploads; begins once there is a backup to go on from."""
    keeper = Program(
        name="archive", module="okote.serving.backup.keeper", environment=environment, restarted=True
    )
    return [keeper] if settings.database_url is None else []


def metrics_ports(settings: Settings, wanted: Serving) -> Sequence[int]:
    """The worker's and, one above the other, the web processes'; none where nobody is to be told."""
    first = settings.metrics_port
    return () if first is None else range(first if wanted.worker else first + 1, first + wanted.processes + 1)


def web(settings: Settings, wanted: Serving, environment: Mapping[str, str]) -> list[Program]:
    def arguments(number: int) -> tuple[str, ...]:
        first = settings.metrics_port
        return () if first is None else ("--metrics-port", str(first + number))

    return [
        Program(
            name=f"web process {number}",
            module="okote.serving.web",
            arguments=arguments(number),
            environment=environment,
            restarted=True,
            listens=(wanted.host, wanted.port),
        )
        for number in range(1, wanted.processes + 1)
    ]


def worker(wanted: Serving, environment: Mapping[str, str]) -> list[Program]:
    program = Program(name="worker", module="okote.serving.worker", environment=environment, restarted=True)
    return [program] if wanted.worker else []
