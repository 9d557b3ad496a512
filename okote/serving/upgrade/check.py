"""What `okote migrate` would change, read from the database and the migrations; nothing is written."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from alembic.script import Script
from psycopg import Connection
from rich.console import Console
from rich.text import Text

from okote.platform import migrations
from okote.platform.database_url import libpq_url
from okote.platform.embedded_postgres import programs as embedded
from okote.platform.embedded_postgres.cluster import Cluster
from okote.serving.backup import archive, programs
from okote.serving.database import database, embedded_folder
from okote.serving.serve import history
from okote.serving.upgrade import rules
from okote.settings import Settings

READ_ONLY = "-c default_transaction_read_only=on"


@dataclass(frozen=True, slots=True)
class Change:
    """A revision that is waiting: of which floor, what it says of itself, what it does."""

    floor: str
    name: str
    title: str
    effects: list[rules.Effect] | None
    """None where that depends on the data."""


def check(settings: Settings, console: Console) -> bool:
    """Say what an upgrade would do; True where nothing stands in its way."""
    if settings.database_url is None:
        data = Cluster(embedded_folder(settings) / "cluster").version
        brought = programs.version(embedded.client("postgres"))
        if data is None:
            console.print(
                "There is no database yet: `okote serve` makes one, and nothing has to be upgraded."
            )
            return True
        if data != brought:
            wrong = (
                f"The data are of PostgreSQL {data}, and this version brings {brought}: make a backup with"
                " the version that you run now; with this one, `okote restore --from-dump --replace` it."
            )
            refused(console, [wrong])
            return False
    with database(settings) as url:
        return _checked(settings, url, console)


def _checked(settings: Settings, url: str, console: Console) -> bool:
    floors = history(settings)
    with psycopg.connect(libpq_url(url), options=READ_ONLY) as server:
        had = migrations.heads(url)
        unknown = migrations.unknown(had, floors)
        waiting = [] if unknown else changes(migrations.plan(url, floors))
        sizes = _sizes(server)
        problems = rules.in_the_way(
            postgres=server.info.server_version // 10_000,
            changes=len(waiting),
            unknown=unknown,
            backed_up=archive.last_backup(settings.backups_folder),
            now=archive.moment(server),
        )
        version = server.info.parameter_status("server_version")
        console.print(f"PostgreSQL {version}; the schema is at {', '.join(sorted(had)) or 'nothing'}.")
    say(console, waiting, sizes)
    refused(console, problems)
    return not problems


def changes(plan: Sequence[Script]) -> list[Change]:
    """What each does to tables that none of them makes."""
    written = [(revision, migrations.statements(revision)) for revision in plan]
    new = {table for _, done in written for statement in done or () for table in rules.made(statement)}
    return [
        Change(
            floor=Path(revision.path).parts[-4],
            name=revision.revision,
            title=revision.doc,
            effects=None
            if statements is None
            else [effect for statement in statements for effect in rules.effects(statement, new=new)],
        )
        for revision, statements in written
    ]


def say(console: Console, waiting: Sequence[Change], sizes: dict[str, tuple[int, str]]) -> None:
    console.print(Text(f"Changes that `okote migrate` would make: {len(waiting)}.", "bold"))
    for change in waiting:
        console.print(Text(f"{change.floor} {change.name}  {change.title}"), soft_wrap=True)
        if change.effects is None:
            console.print(Text("  What it does depends on what it finds.", "yellow"))
        for effect in dict.fromkeys(change.effects or ()):
            rows, size = sizes.get(effect.table, (0, "new"))
            style = "yellow" if effect.waits else ""
            console.print(
                Text(f"  {effect.table} ({rows} rows, {size}) {effect.what}.", style), soft_wrap=True
            )
    if waiting:
        console.print(
            "Each is made whole or not at all, and where it would wait for a lock for more than"
            f" {migrations.LOCK_TIMEOUT}, leaves and is tried again."
        )


def refused(console: Console, problems: Sequence[str]) -> None:
    for problem in problems:
        console.print(Text(problem, "bold red"), soft_wrap=True)
    if not problems:
        console.print(Text("Nothing stands in the way.", "green"))


def _sizes(server: Connection[Any]) -> dict[str, tuple[int, str]]:
    """Of each table: about how many rows, and what it takes on the disk with its indexes."""
    found = server.execute(
        "SELECT relname, greatest(reltuples, 0)::bigint, pg_size_pretty(pg_total_relation_size(oid))"
        " FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY relname"
    )
    return {name: (rows, size) for name, rows, size in found}
