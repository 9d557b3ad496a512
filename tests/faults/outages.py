"""`python -m tests.faults.outages --times 60 --seed 1`: PostgreSQL is stopped immediately, so often, at work.

In between it is silent, its lines are cut, before a COMMIT and after, Stripe is slow, refuses, breaks down
and hangs up after acting, the mail server is away, and one of several workers is frozen and goes on. Donors
insist meanwhile; then all is let settle, and the donors' journal, the database and Stripe's books compared.
"""

import argparse
import asyncio
import logging
import os
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import structlog
from anyio import to_thread
from msgspec.structs import replace
from rich.console import Console
from rich.table import Table

from okote.platform import migrations
from okote.platform.embedded_postgres import EmbeddedPostgres
from okote.platform.embedded_postgres.cluster import Cluster
from okote.platform.jobs import SILENT
from tests.faults import round as siege
from tests.faults.besieged import Besieged
from tests.faults.books import disagreements
from tests.faults.journal import Journal
from tests.faults.planted import FAULTS
from tests.faults.processes import WORKER, Processes, running
from tests.faults.proxy import Proxy, When, http_proxy, postgres_proxy
from tests.plugins.postgres import FLOORS
from tests.stories.service import founded
from tests.stories.surroundings import HOST, prepared

CONSOLE = Console(highlight=False, soft_wrap=True)

WORKERS = 3
PAIRS = 3
"""Campaigns that reach their goal in one round, each beside one that does not."""

STOPPED = "database stopped"
BETWEEN = (0.2, 2.0)
"""Seconds of calm, at least and at most."""

SILENT_FOR = (1, 4, 30)
"""Seconds."""

LINES = (b"INSERT INTO pledge ", b"INSERT INTO stripe_event ", b"UPDATE operation ", b"UPDATE pledge ")
"""Words of transactions that are cut off at their COMMIT."""

BREAKS_DOWN = {"rate_limit": 0.2, "server_error": 0.2, "server_error_after": 0.2, "timeout_after": 0.2}


@dataclass
class Outages:
    """What can be taken away, and is given back each time before the next."""

    postgres: EmbeddedPostgres
    database: Proxy
    stripe: Proxy
    mails: Proxy
    processes: Processes
    service: Besieged
    dice: random.Random
    post: Mapping[str, float] = field(default_factory=dict)
    """How Stripe's news comes, all the time."""
    over: asyncio.Event = field(default_factory=asyncio.Event)
    """The story of a round has ended, and only what strikes it has not."""
    struck: Counter[str] = field(default_factory=Counter)

    @property
    def kinds(self) -> dict[str, Callable[[], Awaitable[None]]]:
        return {
            "database silent": self.database_silent,
            "database hangs up": self.database_hangs_up,
            "database hangs up at a commit": self.database_hangs_up_at_a_commit,
            "Stripe slow": self.stripe_slow,
            "Stripe hangs up after acting": self.stripe_hangs_up,
            "Stripe breaks down": self.stripe_breaks_down,
            "mail server away": self.mails_away,
            "worker frozen": self.worker_frozen,
        }

    async def strike(self, times: int) -> None:
        """Stop the database so often, and something else each time before."""
        for _ in range(times):
            name = self.dice.choice(list(self.kinds))
            await self._one(name, self.kinds[name])
            await self._one(STOPPED, self.database_stopped)

    async def _one(self, name: str, outage: Callable[[], Awaitable[None]]) -> None:
        await asyncio.sleep(self.dice.uniform(*BETWEEN))
        self.struck[name] += 1
        await outage()

    async def database_stopped(self) -> None:
        """As by a power cut: it recovers from its log. Whoever tells the story connects anew."""
        async with self.service.calm:
            await to_thread.run_sync(restart, self.postgres)
            await self.service.house.database.engine.dispose()

    async def database_silent(self) -> None:
        """Its processes are frozen: it neither answers nor hangs up, nor minds its own time limits."""
        async with self.service.calm:
            frozen = server_processes(self.postgres)
            for pid in frozen:
                os.kill(pid, signal.SIGSTOP)
            await asyncio.sleep(self.dice.choice(SILENT_FOR))
            for pid in frozen:
                os.kill(pid, signal.SIGCONT)

    async def database_hangs_up(self) -> None:
        self.database.hang_up()

    async def database_hangs_up_at_a_commit(self) -> None:
        for words in LINES:
            self.database.cut(self.dice.choice(list(When)), words)

    async def stripe_slow(self) -> None:
        self.stripe.delay = 1.0
        await asyncio.sleep(self.dice.uniform(1, 5))
        self.stripe.delay = 0.0

    async def stripe_hangs_up(self) -> None:
        self.stripe.resets += 5

    async def stripe_breaks_down(self) -> None:
        """With 429, with 500 before acting and after it, or without an answer."""
        seed = self.dice.randrange(1_000)
        await self.service.stripe.misbehave(seed=seed, hang=0.1, **BREAKS_DOWN, **self.post)
        await asyncio.sleep(self.dice.uniform(1, 5))
        await self.service.stripe.misbehave(**self.post)

    async def mails_away(self) -> None:
        self.mails.resets += 1_000_000
        await asyncio.sleep(self.dice.uniform(1, 3))
        self.mails.resets = 0

    async def worker_frozen(self) -> None:
        """For so long that the others take it for dead and do its work; then it goes on where it was."""
        name = self.dice.choice([one for one in self.processes.names if one.startswith(WORKER)])
        self.processes.signal(name, signal.SIGSTOP)
        await asyncio.sleep(SILENT + 5)
        self.processes.signal(name, signal.SIGCONT)


Struck = TypeVar("Struck", bound=Outages)


def server_processes(postgres: EmbeddedPostgres) -> list[int]:
    """The server, and those that it started."""
    server = Cluster(postgres._link).server
    children = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    return [int(server or 0), *map(int, children)]


def restart(postgres: EmbeddedPostgres) -> None:
    cluster = Cluster(postgres._link)
    assert postgres._socket_folder is not None
    cluster._run("pg_ctl", "stop", "-D", cluster._data, "-m", "immediate")
    postgres._launch(cluster, postgres._socket_folder)


async def round_of(
    outages: Outages, journal: Journal, number: int, strikes: Coroutine[Any, Any, None], *, pairs: int = PAIRS
) -> list[str]:
    """The whole story, so many times at once, while these strike; what disagrees at its end."""
    service = outages.service
    begun = [await siege.campaigns(service, pairs * number + each) for each in range(pairs)]
    await service.stripe.hold(held=False)
    outages.over.clear()
    async with running(outages.processes):
        service.processes = outages.processes
        striking = asyncio.create_task(strikes)
        await asyncio.gather(*(siege.given(service, journal, *pair) for pair in begun))
        await siege.last_minutes(service, journal, begun[0][1])
        await siege.ended(service, begun[0][1])
        outages.over.set()
        await striking
        await service.let_pass(hours=2)
    await service.stripe.hold()
    service.processes = None
    await service.settle()
    return await disagreements(service.around, journal)


@asynccontextmanager
async def opened(
    folder: Path, seed: int, kind: type[Struck], *, workers: int = WORKERS, planted: str | None = None
) -> AsyncIterator[Struck]:
    """Everything that can fail stands behind a line that can be cut."""
    with EmbeddedPostgres(folder / "postgres", max_connections=150) as postgres:
        migrations.upgrade(postgres.url(), FLOORS)
        async with (
            prepared(postgres.url(), folder) as around,
            founded(around) as service,
            postgres_proxy(postgres.url(), folder) as (database, url),
            http_proxy(around.local.url) as (stripe, api_base),
            http_proxy(f"http://{HOST}:{around.house.settings.mail.port}") as (mails, mail_address),
        ):
            known = around.house.settings
            settings = replace(
                known,
                stripe=replace(known.stripe, api_base=api_base),
                mail=replace(known.mail, port=int(mail_address.rpartition(":")[2])),
            )
            processes = Processes(
                around.house,
                settings,
                url,
                around.port,
                folder,
                workers=workers,
                planted=planted,
                may_end=True,
            )
            besieged = Besieged(around, service.founded, service.people)
            yield kind(postgres, database, stripe, mails, processes, besieged, random.Random(seed))


def table(outages: Outages, title: str) -> Table:
    shown = Table("What was taken away", "times", title=title, title_justify="left")
    for name, times in sorted(outages.struck.items()):
        shown.add_row(name, str(times))
    shown.add_row("processes that ended meanwhile", str(len(outages.processes.deaths)))
    return shown


A_ROUND = 6


async def run(given: argparse.Namespace, folder: Path) -> int:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    journal, wrong, number, begun = Journal(), [], 0, time.monotonic()
    async with opened(folder, given.seed, Outages, planted=given.plant) as outages:
        while not wrong and outages.struck[STOPPED] < given.times:
            number += 1
            left = given.times - outages.struck[STOPPED]
            wrong = await round_of(outages, journal, number, outages.strike(min(left, A_ROUND)))
            CONSOLE.print(f"{time.monotonic() - begun:6.0f} s, round {number}: {dict(outages.struck)}")
    for line in wrong:
        CONSOLE.print(f"[red]{line}[/red]")
    CONSOLE.print(table(outages, "outages"))
    CONSOLE.print(
        f"Seed {given.seed}: {number} rounds, {len(journal.given)} pledges,"
        f" {journal.unanswered} requests sent again for want of an answer."
    )
    CONSOLE.print(f"Lost, doubled or violated: {len(wrong)}.")
    return 1 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.faults.outages", description=__doc__)
    parser.add_argument("--times", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plant", choices=sorted(FAULTS), help="a fault that must be found")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)  # the database's own account passes through
        return asyncio.run(run(parser.parse_args(), Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
