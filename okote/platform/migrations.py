"""The schema's history: each floor keeps its own revisions, alembic runs them as one."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command, op
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.operations import Operations
from alembic.script import Script, ScriptDirectory
from psycopg import errors
from sqlalchemy import create_engine
from sqlalchemy.exc import OperationalError
from sqlmodel import SQLModel

from okote.platform import rights
from okote.platform.database_url import driver_url

LOCK_TIMEOUT = "150ms"
"""A migration that waits for a lock makes everyone queue behind it: it gives up soon, and tries again."""

TRIES = 60
PAUSE = 1.0
"""Seconds between two of them, in which those who would queue are served."""

WAITED_APART = "10min"
"""How long what blocks nobody may wait for transactions that are older than it."""

BLOCKED = (errors.LockNotAvailable, errors.DeadlockDetected)


class BlockedError(Exception):
    """Somebody holds for too long what a revision needs; the sentence says which it is of."""


def _config(url: str, floors: Sequence[Path]) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "alembic"))
    config.set_main_option("path_separator", "newline")
    config.set_main_option("version_locations", "\n".join(map(str, floors)))
    config.attributes["url"] = driver_url(url)
    config.attributes["lock_timeout"] = LOCK_TIMEOUT
    return config


def upgrade(url: str, floors: Sequence[Path], *, tries: int = TRIES, pause: float = PAUSE) -> None:
    """Bring the database to the newest revision of each floor, while it serves, and settle its rights.

    Each revision is a transaction. One that does not get its locks at once leaves, and is tried again;
    BlockedError where it never does: those before it are made, and nothing of it is.
    """
    for left in reversed(range(tries)):
        try:
            command.upgrade(_config(url, floors), "heads")
        except OperationalError as error:
            if not isinstance(error.orig, BLOCKED):
                raise
            if not left:
                waiting = plan(url, floors)[0].revision
                raise BlockedError(
                    f"Revision {waiting} did not get its locks in {tries} tries: a long transaction holds"
                    " them (pg_stat_activity shows it). What came before is made; run it again."
                ) from error
            time.sleep(pause)
        else:
            rights.settle(url, floors)
            return


@contextmanager
def apart() -> Iterator[None]:
    """In a revision, around what PostgreSQL does only outside a transaction, such as CREATE INDEX
    CONCURRENTLY: it blocks nobody, so it may wait. Whatever it had left half done when it was last tried is
    dropped first by the revision itself (`DROP INDEX CONCURRENTLY IF EXISTS`).
    """
    with op.get_context().autocommit_block():
        op.execute(f"SET lock_timeout = '{WAITED_APART}'")
        yield
        op.execute(f"SET lock_timeout = '{LOCK_TIMEOUT}'")


def heads(url: str) -> tuple[str, ...]:
    """The newest revision of each floor that the database has had."""
    engine = create_engine(driver_url(url))
    with engine.connect() as connection:
        current = MigrationContext.configure(connection).get_current_heads()
    engine.dispose()
    return current


def unknown(had: Sequence[str], floors: Sequence[Path]) -> set[str]:
    """Those of these revisions that this code does not bring: a newer one made them."""
    script = ScriptDirectory.from_config(_config("", floors))
    return set(had) - {revision.revision for revision in script.walk_revisions()}


def plan(url: str, floors: Sequence[Path]) -> list[Script]:
    """Revisions that the database has not had yet, in the order in which they would be run."""
    script = ScriptDirectory.from_config(_config(url, floors))
    had = {revision.revision for head in heads(url) for revision in script.iterate_revisions(head, "base")}
    return [one for one in reversed(list(script.walk_revisions())) if one.revision not in had]


def pending(url: str, floors: Sequence[Path]) -> set[str]:
    """Revisions that the database has not had yet."""
    return {revision.revision for revision in plan(url, floors)}


class _Statements(list[str]):
    """What alembic writes to where it would write SQL: one statement at a time."""

    def write(self, statement: str) -> None:
        self.append(statement.strip())

    def flush(self) -> None:
        """Nothing waits."""


def statements(revision: Script) -> list[str] | None:
    """The SQL that a revision would run, without a database; None where it asks one what to do."""
    written = _Statements()
    context = MigrationContext.configure(
        dialect_name="postgresql", opts={"as_sql": True, "output_buffer": written}
    )
    with Operations.context(context):
        try:
            revision.module.upgrade()
        except AttributeError:  # there is no connection to be asked
            return None
    return list(written)


def drift(url: str) -> list[Any]:
    """Where the migrated database and the models disagree; empty when they don't."""
    engine = create_engine(driver_url(url))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True, "include_object": _ours}
        )
        found = compare_metadata(context, SQLModel.metadata)
    engine.dispose()
    return list(found)


def _ours(_thing: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """The queue's tables are procrastinate's own."""
    return not (kind == "table" and (name or "").startswith("procrastinate_"))
