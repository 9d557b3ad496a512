"""`python -m tests.okote.funding.lifetime.lifetimes --sequences 2000 --steps 50 --seed 1`

Whole lives of campaigns. Each sequence is one campaign, to which a machine lets anything happen in any order;
all that must hold is asked after each step, and Stripe's own books are compared at each rest and at the end.
Sequences come in batches, each on a database of its own and decided by the seed and its number: `--batch`
plays one again.
"""

import argparse
import asyncio
import logging
import multiprocessing
import os
import sys
import tempfile
import time
import traceback
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial, wraps
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import anyio.to_thread
import psycopg
import structlog
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis.internal.conjecture.providers import AVAILABLE_PROVIDERS, HypothesisProvider
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from psycopg import sql
from rich.console import Console
from rich.table import Table

from okote.platform import migrations
from okote.platform.embedded_postgres import EmbeddedPostgres
from okote.settings import StripeSettings
from tests.okote.app_client import settings as settings_of
from tests.okote.app_client import with_territories
from tests.okote.composition import composed
from tests.okote.funding.lifetime.founding import world_of
from tests.okote.funding.lifetime.machine import Lifetime
from tests.okote.funding.lifetime.planted import FAULTS
from tests.okote.funding.lifetime.world import World
from tests.okote.identity_provider_server import running_identity_provider
from tests.payments.stripe_server import running_stripe
from tests.plugins.postgres import FLOORS

CONSOLE = Console(highlight=False, soft_wrap=True)

BATCH = 40
"""Sequences on one database: it stays small, and a batch is soon played again."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One batch; `url` is the server's, with `{}` for the name of a database."""

    url: str
    seed: int
    number: int
    sequences: int
    steps: int
    planted: str | None


@dataclass
class Lived:
    number: int
    sequences: int = 0
    steps: Counter[str] = field(default_factory=Counter)
    violation: str | None = None


class Nothing(RuleBasedStateMachine):
    """Hypothesis first tries what is simplest, and would rest fifty times."""

    @rule()
    def rest(self) -> None:
        pass


class Recorded(Lifetime):
    """A life whose steps are counted by their kind, and kept until it is over."""

    def __init__(self, world: World, lived: Lived) -> None:
        super().__init__(world)
        self.lived, self.told = lived, list[str]()
        lived.sequences += 1
        for step in (*self.rules, *self._initialize_rules_to_run):
            if not hasattr(step.function, "__wrapped__"):
                step.function = recorded(step.function)

    def check_invariants(self, *told: Any) -> None:
        with self.watched():
            super().check_invariants(*told)

    def teardown(self) -> None:
        with self.watched():
            super().teardown()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """The first that goes wrong is told as it happened, since it may not happen again."""
        try:
            yield
        except Exception as error:
            if self.lived.violation is None:
                steps = "\n".join(self.told)
                self.lived.violation = f"{steps}\n{''.join(traceback.format_exception(error))}"
            raise


def recorded(step: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(step)
    def done(machine: Lifetime, **told: Any) -> Any:
        if not isinstance(machine, Recorded):  # a class shares its steps with those that come of it
            return step(machine, **told)
        with machine.watched():
            machine.lived.steps[step.__name__] += 1
            shown = (f"{name}={getattr(what, 'id', what)}" for name, what in told.items())
            machine.told.append(f"{step.__name__}({', '.join(shown)})")
            return step(machine, **told)

    return done


class Seeded(HypothesisProvider):
    """As Hypothesis draws, but anew for each sequence: it would try variations of earlier ones, which differ
    in what time of the day it was.
    """


AVAILABLE_PROVIDERS["seeded"] = f"{Seeded.__module__}.{Seeded.__name__}"


def live(world: World, asked: Asked, lived: Lived) -> None:
    machines = chain([Nothing], repeat(partial(Recorded, world, lived)))
    budget = settings(
        backend="seeded",
        database=None,
        deadline=None,
        max_examples=asked.sequences + 1,
        stateful_step_count=asked.steps,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
        derandomize=False,
    )

    @seed(asked.seed * 100_000 + asked.number)
    def machine() -> RuleBasedStateMachine:
        return next(machines)()

    try:
        run_state_machine_as_test(machine, settings=budget)
    except Exception as error:  # noqa: BLE001 - whatever it is, it is told
        lived.violation = lived.violation or "".join(traceback.format_exception(error))


async def lives(asked: Asked, url: str, folder: Path) -> Lived:
    lived = Lived(asked.number)
    with_territories(url)
    async with running_stripe() as stripe:
        with running_identity_provider(folder) as identity:
            configured = settings_of(
                identity,
                features=("okote.funding",),
                stripe=StripeSettings(
                    api_key=stripe.local.api_key,
                    webhook_secrets=("whsec_local",),
                    connect_webhook_secrets=("whsec_local_connect",),
                    api_base=stripe.url,
                ),
            )
        house = composed(configured, url)
        async with world_of(house, stripe, FAULTS.get(asked.planted or "")) as world:
            await anyio.to_thread.run_sync(live, world, asked, lived)
        await house.close()
    return lived


def batch(asked: Asked) -> Lived:
    """In a process of its own."""
    quiet()
    name, administered = f"batch_{asked.number}", asked.url.format("postgres").replace("+psycopg", "")
    with (
        psycopg.connect(administered, autocommit=True) as connection,
        tempfile.TemporaryDirectory() as folder,
    ):
        made = sql.SQL("CREATE DATABASE {} TEMPLATE okote STRATEGY file_copy")
        connection.execute(made.format(sql.Identifier(name)))
        try:
            return asyncio.run(lives(asked, asked.url.format(name), Path(folder)))
        finally:
            dropped = sql.SQL("DROP DATABASE {} WITH (FORCE)")
            connection.execute(dropped.format(sql.Identifier(name)))


def quiet() -> None:
    logging.disable(logging.INFO)
    warnings.simplefilter("ignore")
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))


def table(steps: Counter[str]) -> Table:
    shown = Table("Step", title="Whole lives of campaigns", title_justify="left")
    shown.add_column("times", justify="right")
    for name, times in steps.most_common():
        shown.add_row(name.replace("_", " "), str(times))
    shown.add_row("together", str(steps.total()), style="bold")
    return shown


def run(given: argparse.Namespace, batches: list[Callable[[str], Asked]], folder: Path) -> int:
    begun, steps, sequences, violations = time.monotonic(), Counter[str](), 0, 0
    context = multiprocessing.get_context("spawn")
    with EmbeddedPostgres(folder / "postgres", throwaway=True, max_connections=200) as postgres:
        migrations.upgrade(postgres.url(), FLOORS)
        with ProcessPoolExecutor(given.workers, mp_context=context) as pool:
            working = [pool.submit(batch, one(postgres.url("{}"))) for one in batches]
            for done in as_completed(working):
                lived = done.result()
                sequences, steps = sequences + lived.sequences, steps + lived.steps
                CONSOLE.print(
                    f"{time.monotonic() - begun:6.0f} s, batch {lived.number}: {sequences} sequences,"
                    f" {steps.total()} steps"
                )
                if lived.violation is not None:
                    violations += 1
                    CONSOLE.print(lived.violation, markup=False)
                    CONSOLE.print(f"[red]Again: --seed {given.seed} --batch {lived.number}[/red]")
    CONSOLE.print(table(steps))
    CONSOLE.print(
        f"Seed {given.seed}: {sequences} sequences, {steps.total()} steps. Violations: {violations}."
    )
    return 1 if violations else 0


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.okote.funding.lifetime.lifetimes", description=__doc__)
    parser.add_argument("--sequences", type=int, default=2_000)
    parser.add_argument("--steps", type=int, default=50)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--batch", type=int, help="only this one")
    parser.add_argument("--workers", type=int, default=os.cpu_count())
    parser.add_argument("--plant", choices=sorted(FAULTS), help="a fault that must be found")
    given = parser.parse_args()
    numbers = range(-(-given.sequences // BATCH)) if given.batch is None else [given.batch]
    left = given.sequences
    batches = []
    for number in numbers:
        asked = partial(
            Asked,
            seed=given.seed,
            number=number,
            sequences=min(BATCH, left),
            steps=given.steps,
            planted=given.plant,
        )
        batches.append(asked)
        left -= BATCH
    quiet()
    with tempfile.TemporaryDirectory() as folder:
        return run(given, batches, Path(folder))


if __name__ == "__main__":
    sys.exit(main())
