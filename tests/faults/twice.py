"""`python -m tests.faults.twice --refunds 5000`: each refund is asked for and done twice at once.

As many refunds as payments are made, whoever comes first: no more are granted, recorded, or made at Stripe.
"""

import argparse
import asyncio
import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from uuid import UUID

from rich.console import Console

from okote.platform import migrations
from okote.platform.db import Database
from okote.platform.embedded_postgres import EmbeddedPostgres
from okote.platform.events import SUBSCRIPTIONS
from okote.platform.jobs import jobs_app
from payments.operations import service
from payments.operations.models import Payment
from payments.operations.outcomes import RefundSucceeded
from payments.operations.rules import NotRefundableError
from payments.sessions import JOBS
from tests.payments.office import Office
from tests.payments.office import opened as office_opened
from tests.payments.stripe_server import running_stripe
from tests.plugins.postgres import FLOORS

CONSOLE = Console(highlight=False, soft_wrap=True)

AT_ONCE = 4
"""Payments under way at one time, each with two who ask."""

GRANTED, REFUSED, TOLD, MADE = "granted", "refused", "told of", "at Stripe"


async def paid(office: Office, number: int) -> list[Payment]:
    account = await office.account()
    lanes = asyncio.Semaphore(AT_ONCE)

    async def one() -> Payment:
        async with lanes:
            return await office.paid(account=account)

    return list(await asyncio.gather(*(one() for _ in range(number))))


async def refunded_twice(office: Office, payments: Sequence[Payment]) -> Counter[str]:
    """How many refunds were granted, refused, told of, and exist at Stripe."""
    counted: Counter[str] = Counter()
    lanes = asyncio.Semaphore(AT_ONCE)

    async def ask(payment_id: UUID) -> UUID | None:
        try:
            return (await office.ask(service.refund, payment_id, reason="donor")).id
        except NotRefundableError:
            counted[REFUSED] += 1
            return None

    async def both(payment: Payment) -> None:
        async with lanes:
            granted = [one for one in await asyncio.gather(ask(payment.id), ask(payment.id)) if one]
            counted[GRANTED] += len(granted)
            await asyncio.gather(*(office.desk.perform(one) for one in granted * 2))

    await asyncio.gather(*map(both, payments))
    counted[TOLD] = sum(isinstance(one, RefundSucceeded) for one in office.told)
    counted[MADE] = len(office.stripe.local.world.store.select("refund"))
    return counted


def expected(number: int) -> Counter[str]:
    return Counter(dict.fromkeys((GRANTED, REFUSED, TOLD, MADE), number))


@asynccontextmanager
async def office_of_its_own(folder: Path) -> AsyncIterator[Office]:
    """For a command: a database and a Stripe that are forgotten afterwards."""
    with EmbeddedPostgres(folder / "postgres", throwaway=True) as postgres:
        migrations.upgrade(postgres.url(), FLOORS)
        info = {JOBS: jobs_app(postgres.url(), []), SUBSCRIPTIONS: {}}
        database = Database(postgres.url(), pool_size=2 * AT_ONCE + 2, info=info)
        async with running_stripe() as stripe, office_opened(database, stripe) as office:
            yield office
        await database.close()


async def run(number: int, folder: Path) -> int:
    begun = time.monotonic()
    async with office_of_its_own(folder) as office:
        counted = await refunded_twice(office, await paid(office, number))
    for name, times in counted.items():
        CONSOLE.print(f"{times:7} {name}")
    CONSOLE.print(
        f"{number} refunds, each asked for and done twice at once: {time.monotonic() - begun:.0f} s"
    )
    return 0 if counted == expected(number) else 1


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.faults.twice", description=__doc__)
    parser.add_argument("--refunds", type=int, default=5_000)
    logging.disable(logging.INFO)
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(parser.parse_args().refunds, Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
