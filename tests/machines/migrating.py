"""`python -m tests.machines.migrating`: the schema changes under load; nobody fails, nobody waits 200 ms.

`okote migrate`'s own machinery makes revisions of each usual kind on tables that every request reads, one of
them while a long transaction stands in its way. PostgreSQL itself writes down every wait for a lock of more
than 200 ms (log_lock_waits). Then, to see that it would: a revision that rewrites a large table.
"""

import argparse
import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

import psycopg
from anyio import to_thread
from rich.console import Console

from okote.platform import migrations
from okote.platform.embedded_postgres.cluster import Cluster
from tests.machines.rolling import told
from tests.machines.site import Site, opened, quiet
from tests.machines.standby import tell
from tests.machines.traffic import Traffic
from tests.plugins.postgres import FLOORS
from tests.stories.surroundings import free_port

CONSOLE = Console(highlight=False, soft_wrap=True)

SESSIONS = """
    INSERT INTO session (token_hash, person_id, host, provider, created_at, seen_at, expires_at)
    SELECT sha256(number::text::bytea), (SELECT id FROM person LIMIT 1), 'a', 'demo', now(), now(), now()
    FROM generate_series(1, {rows}) AS number
"""
"""Every page asks this table who is asking."""

REVISION = """
from alembic import op
from okote.platform.migrations import apart

revision, down_revision, branch_labels, depends_on = "x{number:03}", {before!r}, None, None


def upgrade() -> None:
    {does}
"""

KINDS = {
    "a column, empty": 'op.execute("ALTER TABLE session ADD COLUMN x_empty text")',
    "a column with a value for all": """op.execute(
        "ALTER TABLE session ADD COLUMN x_full text DEFAULT 'a'"
    )""",
    "a table that refers to another": """op.execute(
        "CREATE TABLE x_thing (id bigint PRIMARY KEY, territory_id uuid REFERENCES territory)"
    )""",
    "an index": """with apart():
        op.execute("DROP INDEX CONCURRENTLY IF EXISTS ix_x")
        op.execute("CREATE INDEX CONCURRENTLY ix_x ON session (seen_at)")""",
    "a constraint, for what comes": """op.execute(
        "ALTER TABLE session ADD CONSTRAINT ck_x CHECK (host <> '') NOT VALID"
    )""",
    "the same, for what is there": 'op.execute("ALTER TABLE session VALIDATE CONSTRAINT ck_x")',
    "a function and its trigger": """op.execute(
        "CREATE FUNCTION x_seen() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'"
    )
    op.execute("CREATE TRIGGER x_seen BEFORE INSERT ON session FOR EACH ROW EXECUTE FUNCTION x_seen()")""",
    "the function, otherwise": """op.execute(
        "CREATE OR REPLACE FUNCTION x_seen() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'"
    )""",
    "a column gone": 'op.execute("ALTER TABLE session DROP COLUMN x_full")',
}

BLOCKED = "a column, while somebody reads for long"
REWRITES = """op.execute("ALTER TABLE session ALTER COLUMN provider TYPE varchar(41) USING provider || ''")"""

HELD = 4.0
"""Seconds for which the long transaction goes on."""

APART = "on virtual transaction"
"""CREATE INDEX CONCURRENTLY waits for older transactions to end, and nobody waits for it."""


def waits(site: Site) -> list[str]:
    """PostgreSQL's own words, of those who waited for another's lock."""
    said = Cluster(site.postgres._link).said.splitlines()
    return [line for line in said if "still waiting for" in line and APART not in line]


async def migrated(site: Site, folder: Path, does: Sequence[str]) -> None:
    """Each after the last that there is, as if it had just been deployed."""
    for each in does:
        number = len(list(folder.glob("x*.py"))) + 1  # noqa: ASYNC240 (a few files of a command)
        before = f"x{number - 1:03}" if number > 1 else None
        (folder / f"x{number:03}.py").write_text(REVISION.format(number=number, before=before, does=each))
        await to_thread.run_sync(migrations.upgrade, site.postgres.url(), [*FLOORS, folder])


async def blocked(site: Site, folder: Path) -> None:
    """Somebody has read the table and does not end; the revision comes through once they have."""
    with psycopg.connect(site.postgres.dsn()) as reader:
        reader.execute("SELECT FROM session LIMIT 1")
        does = 'op.execute("ALTER TABLE session ADD COLUMN x_late text")'
        migrating = asyncio.create_task(migrated(site, folder, [does]))
        done, _ = await asyncio.wait({migrating}, timeout=HELD)
        if done:
            raise AssertionError("the long transaction was in nobody's way")
        reader.rollback()
        await migrating


async def changed(site: Site, traffic: Traffic, folder: Path) -> int:
    for kind, does in KINDS.items():
        await migrated(site, folder, [does])
        await traffic.more(30)
        CONSOLE.print(f"  {kind}: {len(traffic.failed)} failed, {len(waits(site))} waited")
    await blocked(site, folder)
    await traffic.more(30)
    CONSOLE.print(f"  {BLOCKED}: {len(traffic.failed)} failed, {len(waits(site))} waited")
    return len(waits(site))


async def run(rows: int, folder: Path) -> int:
    quiet()
    revisions = folder / "revisions"
    revisions.mkdir()
    async with opened(folder) as site:
        tell(
            site.postgres.url(),
            "ALTER SYSTEM SET log_lock_waits = on",
            "ALTER SYSTEM SET deadlock_timeout = '200ms'",
            "SELECT pg_reload_conf()",
            SESSIONS.format(rows=rows),
            "ANALYZE session",
        )
        port = free_port()
        traffic = site.traffic(port)
        async with site.serving(port, "--processes", "2"), traffic.flowing():
            await traffic.more(50)
            waited = await changed(site, traffic, revisions)
            failed = list(traffic.failed)
            told(traffic)
            await migrated(site, revisions, [REWRITES])
            await traffic.more(30)
        found = len(waits(site)) - waited
    CONSOLE.print(f"A revision that rewrites {rows} rows instead: {found} waited longer than 200 ms.")
    CONSOLE.print(f"Failed: {len(failed)}. Waited for a lock longer than 200 ms: {waited}.")
    return 0 if found and not failed and not waited else 1


def main() -> int:
    parser = argparse.ArgumentParser(prog="tests.machines.migrating", description=__doc__)
    parser.add_argument("--rows", type=int, default=500_000)
    with tempfile.TemporaryDirectory() as folder:
        return asyncio.run(run(parser.parse_args().rows, Path(folder)))


if __name__ == "__main__":
    sys.exit(main())
