"""`python -m tests.faults.storm --hours 1 --seed 1`: everything that can fail, two at a time, for so long.

What `outages` takes away, and besides: processes are killed, the identity provider is down, and of Stripe's
news some comes twice, some late, some never, and some from forgers. Each round tells the whole story of
donors who insist and of their campaigns' ends, then compares their journal, the database and Stripe's books.
The seed decides what strikes and for how long; what else the system does at that moment is its own.
"""

import argparse
import asyncio
import json
import logging
import signal
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

import httpx2
import structlog
from sqlalchemy import func
from sqlmodel import col, select

from okote.demo.identity_provider.misbehaviour.behaviour import DOWN, HONEST
from payments.inbox.models import StripeEvent
from payments.inbox.routes import PATHS
from payments.simulator.postman import signature
from tests.faults.journal import Journal
from tests.faults.outages import CONSOLE, PAIRS, STOPPED, WORKERS, Outages, opened, round_of, table
from tests.faults.planted import FAULTS
from tests.stories.surroundings import HOST

POST = {"duplicate": 0.3, "reorder": 0.3, "lose": 0.1}
"""Shares of Stripe's news."""

LANES = 2
"""Faults at the same time, as far as they do not wait for one another."""

A_ROUND = 12
"""Strikes."""

FORGED = "evt_forged"


@dataclass
class Storm(Outages):
    """Several faults at once, whatever they do to one another."""

    forged: int = 0
    accepted: list[int] = field(default_factory=list)
    """How forgeries were answered that were not refused."""

    def __post_init__(self) -> None:
        self._dealt = self._deal()

    def _deal(self) -> Iterator[str]:
        """Each kind, shuffled, again and again."""
        while True:
            yield from self.dice.sample(list(self.kinds), len(self.kinds))

    @property
    def kinds(self) -> dict[str, Callable[[], Awaitable[None]]]:
        return {
            **super().kinds,
            STOPPED: self.database_stopped,
            "process killed": self.process_killed,
            "identity provider down": self.identity_provider_down,
            "forged news": self.forged_news,
        }

    async def rage(self, times: int) -> None:
        """So often, unless the story ends before: without any calm it never would."""
        names = islice(self._dealt, times)

        async def lane() -> None:
            while not self.over.is_set() and (name := next(names, None)) is not None:
                await self._one(name, self.kinds[name])

        async with asyncio.TaskGroup() as lanes:
            for _ in range(LANES):
                lanes.create_task(lane())

    async def process_killed(self) -> None:
        self.processes.signal(self.dice.choice(self.processes.names), signal.SIGKILL)

    async def identity_provider_down(self) -> None:
        behaviour = self.service.around.identity.provider.behaviour
        behaviour.become(DOWN)
        await asyncio.sleep(self.dice.uniform(1, 3))
        behaviour.become(HONEST)

    async def forged_news(self) -> None:
        """Whoever knows the address, and not the secret, says that something was paid."""
        async with httpx2.AsyncClient(verify=False, timeout=30) as forger:
            for source, path in PATHS.items():
                self.forged += 1
                body = json.dumps(
                    {"id": f"{FORGED}_{self.forged}", "type": "checkout.session.completed"}
                ).encode()
                signed = {"stripe-signature": signature(body, [f"whsec_of_no_{source}"], time.time())}
                with suppress(httpx2.TransportError):
                    answer = await forger.post(
                        f"http://{HOST}:{self.service.around.port}{path}", content=body, headers=signed
                    )
                    if answer.status_code < 400:
                        self.accepted.append(answer.status_code)

    async def kept_forgeries(self) -> list[str]:
        async with self.service.house.database.reading() as db:
            kept = select(func.count()).where(col(StripeEvent.event_id).startswith(FORGED))
            number = (await db.exec(kept)).one()
        return [f"forgeries kept: {number}, answered {self.accepted}"] if number or self.accepted else []


@asynccontextmanager
async def gathered(
    folder: Path, seed: int, *, kind: type[Storm] = Storm, workers: int = WORKERS, planted: str | None = None
) -> AsyncIterator[Storm]:
    async with opened(folder, seed, kind, workers=workers, planted=planted) as storm:
        storm.post = POST
        await storm.service.stripe.misbehave(seed=seed, **POST)
        yield storm


async def one_round(
    storm: Storm, journal: Journal, number: int, *, strikes: int = A_ROUND, pairs: int = PAIRS
) -> list[str]:
    wrong = await round_of(storm, journal, number, storm.rage(strikes), pairs=pairs)
    return [*wrong, *await storm.kept_forgeries()]


async def run(given: argparse.Namespace, folder: Path) -> int:
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    journal, wrong, number, begun = Journal(), [], 0, time.monotonic()
    async with gathered(folder, given.seed, planted=given.plant) as storm:
        while not wrong and time.monotonic() - begun < given.hours * 3600:
            number += 1
            wrong = await one_round(storm, journal, number)
            passed = time.monotonic() - begun
            CONSOLE.print(f"{passed:6.0f} s, round {number}: struck {storm.struck.total()} times so far")
    for line in wrong:
        CONSOLE.print(f"[red]{line}[/red]")
    CONSOLE.print(table(storm, "storm"))
    CONSOLE.print(
        f"Seed {given.seed}: {number} rounds, {len(journal.given)} pledges, {storm.forged} forgeries,"
        f" {journal.unanswered} requests sent again for want of an answer."
    )
    CONSOLE.print(f"Lost, doubled or violated: {len(wrong)}.")
    return 1 if wrong else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.faults.storm", description=__doc__)
    parser.add_argument("--hours", type=float, default=1.0)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--plant", choices=sorted(FAULTS), help="a fault that must be found")
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)  # the database's own account passes through
        return asyncio.run(run(parser.parse_args(), Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
