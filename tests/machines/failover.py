"""`python -m tests.machines.failover`: the primary dies at work, its standby takes over, donors insist.

Three times: with synchronous replication nothing that was acknowledged may be lost; without it, what is lost
is counted; and with the stream cut just before, to see that the count would show it.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import psycopg
from anyio import to_thread
from rich.console import Console

from okote.platform import migrations
from okote.platform.embedded_postgres import DATABASE, EmbeddedPostgres
from okote.platform.embedded_postgres.cluster import SUPERUSER
from tests.faults.besieged import Besieged
from tests.faults.books import disagreements
from tests.faults.donors import Donor
from tests.faults.journal import Given, Journal
from tests.faults.processes import Processes, running
from tests.faults.round import DONORS
from tests.machines.site import quiet
from tests.machines.standby import MOST_CONNECTIONS, NAME, Standby, following, kill_primary, tell
from tests.plugins.postgres import FLOORS
from tests.stories.people import Begun
from tests.stories.service import founded
from tests.stories.surroundings import prepared

CONSOLE = Console(highlight=False, soft_wrap=True)

BEFORE = 5
"""Pledges acknowledged before the primary dies."""

CAMPAIGNS = 3

KNOWN = """
    SELECT count(*) FROM pledge
    JOIN sign_in USING (person_id)
    WHERE pledge.campaign_id = %s AND sign_in.subject = %s
"""


@dataclass
class Pair:
    """`url` names both servers; the driver goes to whichever takes writes."""

    primary: EmbeddedPostgres
    standby: Standby
    service: Besieged
    processes: Processes
    journal: Journal

    @property
    def acknowledged(self) -> list[Given]:
        """Of these a donor was led to the payment page."""
        return [given for given in self.journal.given if given.pages]

    async def dies(self) -> float:
        """The primary, as by a power cut, and whoever runs it promotes the other; seconds until it serves."""
        begun = time.monotonic()
        await to_thread.run_sync(kill_primary, self.primary)
        await to_thread.run_sync(self.standby.promote)
        while not await self._served():  # noqa: ASYNC110 (another process)
            await asyncio.sleep(0.1)
        return time.monotonic() - begun

    async def _served(self) -> bool:
        stranger = self.service.somebody()
        try:
            return (await stranger.visit("/")).status == 200
        except OSError:
            return False

    def lost(self, acknowledged: list[Given]) -> int:
        """How many of these the new primary knows nothing of."""
        with psycopg.connect(self.standby.url.replace("+psycopg", "")) as connection:
            return sum(
                not connection.execute(
                    KNOWN, [given.campaign, self.service.around.identity.sub(given.donor)]
                ).fetchone()[0]  # type: ignore[index]
                for given in acknowledged
            )


def both(primary: EmbeddedPostgres, standby: Standby) -> str:
    """As an operator writes it: each host in turn, until one takes writes (libpq, 34.1.1)."""
    hosts = ",".join(parse_qs(urlsplit(url).query)["host"][0] for url in (primary.url(), standby.url))
    return (
        f"postgresql://{SUPERUSER}@/{DATABASE}?host={quote(hosts, safe='')}&target_session_attrs=read-write"
    )


@asynccontextmanager
async def opened(folder: Path, *, synchronous: bool) -> AsyncIterator[Pair]:
    folder.chmod(0o711)  # noqa: ASYNC240 (the database's own account passes through)
    with EmbeddedPostgres(folder / "primary", max_connections=MOST_CONNECTIONS) as primary:
        migrations.upgrade(primary.url(), FLOORS)
        with following(primary, folder / "standby") as standby:
            if synchronous:
                names = f"ALTER SYSTEM SET synchronous_standby_names = '{NAME}'"
                tell(primary.url(), names, "SELECT pg_reload_conf()")
            url = both(primary, standby)
            async with prepared(url, folder) as around, founded(around) as service:
                besieged = Besieged(around, service.founded, service.people)
                settings = around.house.settings
                processes = Processes(
                    around.house, settings, url, around.port, folder, workers=2, may_end=True
                )
                yield Pair(primary, standby, besieged, processes, Journal())


async def give(pair: Pair, key: str, campaigns: list[Begun]) -> None:
    donor = Donor(pair.service.somebody(key), pair.service.stripe, pair.journal)
    await donor.sign_in()
    for campaign in campaigns:
        await donor.give(campaign, 20)


async def until_acknowledged(pair: Pair, count: int) -> None:
    while len(pair.acknowledged) < count:  # noqa: ASYNC110 (donors, whoever comes first)
        await asyncio.sleep(0.02)


async def survived(pair: Pair, *, cut: bool) -> tuple[int, int]:
    """How many pledges were acknowledged before the primary died, and how many of them are lost."""
    campaigns = [await pair.service.campaign(f"Un four, {number}", 1_000) for number in range(CAMPAIGNS)]
    async with running(pair.processes):
        giving = [asyncio.create_task(give(pair, key, campaigns)) for key in DONORS]
        await until_acknowledged(pair, BEFORE)
        if cut:
            tell(pair.standby.url, "ALTER SYSTEM SET primary_conninfo = ''", "SELECT pg_reload_conf()")
            await until_acknowledged(pair, len(pair.acknowledged) + 3)
        before = pair.acknowledged
        away = await pair.dies()
        lost = pair.lost(before)
        CONSOLE.print(f"  {len(before)} acknowledged, {lost} lost; it served again after {away:.1f} s")
        await asyncio.gather(*giving)
        CONSOLE.print(
            f"  {len(pair.acknowledged)} of {len(DONORS) * CAMPAIGNS} acknowledged in the end,"
            f" {pair.journal.unanswered} requests sent again"
        )
    return len(before), lost


async def settled(pair: Pair) -> list[str]:
    """What disagrees between donors, database and Stripe, once all campaigns have ended."""
    service = pair.service
    await service.settle()
    await service.let_pass(days=31)
    await service.let_pass(days=9)
    return await disagreements(service.around, pair.journal)


async def run(folder: Path) -> int:
    quiet()
    lost, wrong = {}, []
    for name, synchronous, cut in (
        ("synchronous", True, False),
        ("asynchronous", False, False),
        ("asynchronous, stream cut", False, True),
    ):
        CONSOLE.print(f"{name}:")
        here = folder / str(len(lost))
        here.mkdir()
        async with opened(here, synchronous=synchronous) as pair:
            _, lost[name] = await survived(pair, cut=cut)
            if synchronous:
                wrong = await settled(pair)
    for line in wrong:
        CONSOLE.print(f"[red]{line}[/red]")
    CONSOLE.print(f"Acknowledged and lost: {lost}. Disagreements after the synchronous one: {len(wrong)}.")
    return 0 if not lost["synchronous"] and not wrong and lost["asynchronous, stream cut"] else 1


def main() -> int:
    argparse.ArgumentParser(prog="tests.machines.failover", description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o711)
        return asyncio.run(run(Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
