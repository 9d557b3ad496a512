"""`python -m tests.faults.kills --times 200 --seed 1`: kill -9, half at named places, half at random times.

Donors give, pay, and change their minds over HTTP while the web process and the worker die and are started
anew; then all is let settle, and the donors' journal, the database and Stripe's books are compared. The seed
decides where and when each dies; what else the system does at that moment is its own.
"""

import argparse
import asyncio
import logging
import random
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from rich.console import Console
from rich.table import Table

from okote.platform import migrations
from okote.platform.embedded_postgres import EmbeddedPostgres
from tests.faults import round as siege
from tests.faults.besieged import Besieged
from tests.faults.books import disagreements
from tests.faults.journal import Journal
from tests.faults.places import PASSED
from tests.faults.planted import FAULTS
from tests.faults.processes import AT_RANDOM, WEB, Death, Processes, running
from tests.plugins.postgres import FLOORS
from tests.stories.service import founded
from tests.stories.surroundings import prepared

CONSOLE = Console(highlight=False, soft_wrap=True)

A_ROUND = 12
"""Kills in one round, at most."""

LATEST = 2.5
"""Seconds after it is ready, within which a process dies that dies at random."""


@dataclass
class Siege:
    """Rounds on one service; `wrong` are the disagreements of all of them."""

    service: Besieged
    processes: Processes
    dice: random.Random
    journal: Journal = field(default_factory=Journal)
    wrong: list[str] = field(default_factory=list)
    rounds: int = 0

    async def round(self, plan: Sequence[str] = (), *, at_random: int = 0) -> list[Death]:
        """The whole story once, with the processes dying at these places, or so often at random."""
        self.rounds += 1
        self.service.processes = None
        funded, failed = await siege.campaigns(self.service, self.rounds)
        self.processes.plan[:] = plan
        known = len(self.processes.deaths)
        await self.service.stripe.hold(held=False)
        async with running(self.processes):
            self.service.processes = self.processes
            killer = asyncio.create_task(self._kill(at_random))
            await siege.given(self.service, self.journal, funded, failed)
            await siege.last_minutes(self.service, self.journal, failed)
            await siege.ended(self.service, failed)
            killer.cancel()
            self.processes.plan.clear()
            await self.service.settle()
        await self.service.stripe.hold()
        self.service.processes = None
        await self.service.settle()
        self.wrong += [
            f"round {self.rounds}: {line}" for line in await disagreements(self.service.around, self.journal)
        ]
        return self.processes.deaths[known:]

    async def _kill(self, times: int) -> None:
        for _ in range(times):
            name = self.dice.choice(list(self.processes.children))
            await self.processes.serving(name)
            await asyncio.sleep(self.dice.uniform(0, LATEST))
            self.processes.signal(name, signal.SIGKILL)
            await asyncio.sleep(0)


@asynccontextmanager
async def besieged(
    database_url: str, folder: Path, *, seed: int = 1, planted: str | None = None
) -> AsyncIterator[Siege]:
    async with prepared(database_url, folder) as around, founded(around) as service:
        processes = Processes(
            around.house, around.house.settings, database_url, around.port, folder, planted=planted
        )
        yield Siege(Besieged(around, service.founded, service.people), processes, random.Random(seed))


class Deck:
    """The places, shuffled, again and again; the first time each is met at once, later also in passing."""

    def __init__(self, dice: random.Random) -> None:
        self._dice = dice
        self._left: list[str] = []
        self._dealt = 0

    def deal(self, most: int) -> list[str]:
        """So many different ones, with the time at which to die."""
        names: list[str] = []
        while len(names) < most:
            if not self._left:
                self._left = self._dice.sample(PASSED, len(PASSED))
                self._dealt += 1
            name = self._left.pop()
            if name not in names:
                names.append(name)
        return [f"{name} kill {1 if self._dealt == 1 else self._dice.randint(1, 3)}" for name in names]


async def kills(siege: Siege, times: int) -> None:
    """Half at places, half at random."""
    deck, at_places, at_random = Deck(siege.dice), times - times // 2, times // 2
    begun = time.monotonic()
    while at_places > 0 or at_random > 0:
        plan = deck.deal(min(at_places, A_ROUND)) if at_places > 0 else []
        died = await siege.round(plan, at_random=0 if plan else min(at_random, A_ROUND))
        where = [death.where for death in died]
        at_random -= where.count(AT_RANDOM)
        at_places -= len(where) - where.count(AT_RANDOM)
        CONSOLE.print(
            f"{time.monotonic() - begun:6.0f} s, round {siege.rounds}: killed {', '.join(where) or 'nobody'}"
        )
        for line in siege.wrong:
            CONSOLE.print(f"[red]{line}[/red]")
        if siege.wrong:
            return


def table(siege: Siege) -> Table:
    shown = Table("Killed", title="kill -9", title_justify="left")
    for heading in ("web process", "worker", "together"):
        shown.add_column(heading, justify="right")
    places = Counter((death.where, death.process == WEB) for death in siege.processes.deaths)
    for where in sorted({death.where for death in siege.processes.deaths}):
        web, worker = places[where, True], places[where, False]
        shown.add_row(where, str(web), str(worker), str(web + worker))
    shown.add_row("together", "", "", str(places.total()), style="bold")
    return shown


async def run(given: argparse.Namespace, folder: Path) -> int:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.ERROR))
    with EmbeddedPostgres(folder / "postgres", throwaway=True, max_connections=100) as postgres:
        migrations.upgrade(postgres.url(), FLOORS)
        async with besieged(postgres.url(), folder, seed=given.seed, planted=given.plant) as siege:
            await kills(siege, given.times)
    CONSOLE.print(table(siege))
    journal = siege.journal
    CONSOLE.print(
        f"Seed {given.seed}: {siege.rounds} rounds, {len(journal.given)} pledges,"
        f" {journal.unanswered} requests sent again for want of an answer."
    )
    CONSOLE.print(f"Lost, doubled or violated: {len(siege.wrong)}.")
    return 1 if siege.wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.faults.kills", description=__doc__)
    parser.add_argument("--times", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plant", choices=sorted(FAULTS), help="a fault that must be found")
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(parser.parse_args(), Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
