"""`python -m tests.machines.replicated`: strangers read a streaming replica, which is killed under them.

Two web processes read pages from it, as PostgreSQL's own counters say; it dies as by a power cut, comes back,
and then stands still while something is written. Nobody may be refused, and what was written must be seen.
Then, to see that refusals would be seen: the primary dies as well.
"""

import argparse
import asyncio
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg
from anyio import to_thread
from rich.console import Console

from okote.platform.replica import EVERY, MOST_LAG, PATIENCE
from okote.web.shared import LASTS
from tests.machines.rolling import told
from tests.machines.site import Site, opened, quiet
from tests.machines.standby import Standby, following, kill_primary, tell
from tests.stories.surroundings import free_port

CONSOLE = Console(highlight=False, soft_wrap=True)

LOOKS = "SELECT coalesce(seq_scan + idx_scan, 0) FROM pg_stat_user_tables WHERE relname = 'campaign'"
"""How often campaigns were looked for on a server, since it was started after a crash."""

ENOUGH = 20
WAITED = 120
"""Seconds in which so many looks must have come."""

WRITTEN = "Vu au bureau de poste"
BEHIND = MOST_LAG + EVERY + 2 * PATIENCE + LASTS
"""Seconds after which nobody reads what a replica that stands still has."""


def looks(url: str) -> int:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        found = connection.execute(LOOKS).fetchone()
    return int(found[0]) if found else 0


@dataclass
class Pair:
    site: Site
    standby: Standby

    @property
    def primary(self) -> str:
        return self.site.postgres.url()

    async def read_there(self) -> bool:
        """Until strangers have read the replica often; whether they read the primary less."""
        before, there = looks(self.primary), looks(self.standby.url)
        async with asyncio.timeout(WAITED):
            while (read := looks(self.standby.url) - there) < ENOUGH:  # noqa: ASYNC110 (strangers, another process)
                await asyncio.sleep(0.5)
        here = looks(self.primary) - before
        CONSOLE.print(f"campaigns were looked for {read} times there, {here} here")
        return here < read

    async def seen_by_strangers(self, port: int) -> float:
        """Seconds until what is written now is on the first page, while the replica stands still."""
        tell(self.standby.url, "SELECT pg_wal_replay_pause()")
        tell(self.primary, f"UPDATE territory SET tagline = '{WRITTEN}'")  # noqa: S608 (words of our own)
        begun = time.monotonic()
        async with asyncio.timeout(WAITED):
            while WRITTEN.encode() not in await page(port, self.site.host):  # noqa: ASYNC110 (as above)
                await asyncio.sleep(0.1)
        tell(self.standby.url, "SELECT pg_wal_replay_resume()")
        return time.monotonic() - begun


async def page(port: int, host: str) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /fr/ HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
    try:
        return await reader.read()
    finally:
        writer.close()


async def run(folder: Path) -> int:
    quiet()
    async with opened(folder) as site:
        with following(site.postgres, folder / "standby") as standby:
            pair, port = Pair(site, standby), free_port()
            traffic, alone = site.traffic(port), site.traffic(port)
            async with site.serving(port, "--processes", "2", "--no-worker", replica_url=standby.url):
                async with traffic.flowing():
                    there = await pair.read_there()
                    await to_thread.run_sync(standby.stop)
                    await traffic.more(300)
                    await to_thread.run_sync(standby.start)
                    there = await pair.read_there() and there
                    late = await pair.seen_by_strangers(port)
                    there = await pair.read_there() and there
                    await to_thread.run_sync(standby.stop)
                told(traffic)
                await to_thread.run_sync(kill_primary, site.postgres)
                async with alone.flowing():
                    await alone.more(50)
    CONSOLE.print(f"Both servers dead: {len(alone.failed)} of {alone.total} failed.")
    CONSOLE.print(f"Written while the replica stood still, and seen: {late:.1f} s (at most {BEHIND:.0f}).")
    CONSOLE.print(f"Failed while it died, came back and lagged: {len(traffic.failed)}.")
    return 0 if there and alone.failed and not traffic.failed and late <= BEHIND else 1


def main() -> int:
    argparse.ArgumentParser(prog="tests.machines.replicated", description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
