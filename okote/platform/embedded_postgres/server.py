"""The supervisor: a server belongs to the process that started it, and to no other while that one lives."""

import os
import secrets
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import Self
from urllib.parse import quote

import psycopg
from psycopg import sql

from okote.platform.embedded_postgres import processes
from okote.platform.embedded_postgres.cluster import SUPERUSER, TIMEOUT, Cluster
from okote.platform.embedded_postgres.errors import EmbeddedPostgresError, TakenError
from okote.platform.embedded_postgres.ownership import Ownership

DATABASE = "okote"

SETTINGS: Mapping[str, str] = {
    "listen_addresses": "",  # a Unix socket only
    "unix_socket_permissions": "0700",
    "timezone": "UTC",
    "log_timezone": "UTC",
    # Statements, and the values that a constraint refused, are personal data: neither is logged.
    "log_statement": "none",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    # What is kept for an archive that does not come is thrown away before the disk is full.
    "max_slot_wal_keep_size": "1GB",
}

THROWAWAY: Mapping[str, str] = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "autovacuum": "off",
}
"""For data that a test forgets: a power cut may take all of it."""

HURRIED: Mapping[str, str] = {"synchronous_commit": "off"}
"""Nobody waits for the disk: a power cut may take the last moment, and never half of what happened in it."""

RECOVERY: Mapping[str, str] = {
    "restore_command": "false",  # all of the log that there is lies with the data already
    "recovery_target_timeline": "current",
    "recovery_target_action": "promote",
    "recovery_init_sync_method": "syncfs",  # all that was laid there at once, not file by file
    "hot_standby": "off",  # nobody reads what is not yet what it will be
}

RECOVERY_BEGINS = 3600
"""Seconds in which what was laid there is on the disk; how long the replay takes then, nobody knows."""


class EmbeddedPostgres:
    """One server for one folder, durable unless `throwaway`; synchronous: it brackets the service.

    `hurried` is for what can be told anew, such as a demonstration.
    """

    def __init__(
        self, folder: Path, *, throwaway: bool = False, hurried: bool = False, max_connections: int = 100
    ) -> None:
        self._folder = folder.resolve()
        self._link = self._folder / "cluster"
        self._ownership = Ownership(self._folder)
        self._throwaway = throwaway
        self._hurried = hurried
        self._max_connections = max_connections
        self._socket_folder: Path | None = None

    def dsn(self, database: str = DATABASE) -> str:
        """The address of one of its databases, as libpq takes it."""
        if self._socket_folder is None:
            raise EmbeddedPostgresError("This process has not started the embedded PostgreSQL.")
        return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(self._socket_folder), safe='')}"

    def url(self, database: str = DATABASE) -> str:
        """The same address, as SQLAlchemy takes it."""
        return self.dsn(database).replace("postgresql://", "postgresql+psycopg://", 1)

    def start(self) -> None:
        """Make the cluster where there is none, and serve it; TakenError where a process already does."""
        self._make_folder()
        with self._freed():
            cluster = Cluster.placed(self._link)
            cluster.initialise(hurried=self._throwaway or self._hurried)
            self._socket_folder = cluster.make_socket_folder()
            try:
                self._launch(cluster, self._socket_folder)
                self._create_database()
            except BaseException:
                self._stop_what_was_ours()
                raise

    def stop(self) -> None:
        """Stop the server that this process started; TakenError where it is another's."""
        with self._ownership.locked():
            self._ownership.refuse_if_taken(but_by=os.getpid())
            self._stop_what_was_ours()
            self._socket_folder = None

    def sweep(self) -> None:
        """Stop what a killed owner left running; TakenError where a process serves it."""
        with self._freed():
            pass

    def erase(self) -> None:
        """Forget everything that is kept here; TakenError where a process serves it."""
        self._make_folder()
        with self._freed():
            if self._link.is_dir():
                shutil.rmtree(self._link.resolve())
            shutil.rmtree(self._folder)

    def move(self, to: Path) -> None:
        """Put everything that is kept here elsewhere; TakenError where a process serves it."""
        with self._freed():
            self._folder.rename(to)

    def recover(self, fill: Callable[[Path], None], until: Mapping[str, str]) -> str:
        """Replay what `fill` lays into an empty data folder, as far as the settings `until` say, and stop.

        A base backup, and in its `pg_wal` as much of the log as there is. Returns what PostgreSQL said;
        EmbeddedPostgresError, with the same, where it does not get there.
        """
        self._make_folder()
        with self._freed():
            cluster = Cluster.placed(self._link)
            cluster.lay(fill)
            try:
                socket_folder = cluster.make_socket_folder()
                self._launch(cluster, socket_folder, {**RECOVERY, **until}, within=RECOVERY_BEGINS)
                cluster.wait_until_ready()
            finally:
                self._stop_what_was_ours()
            return cluster.said

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _make_folder(self) -> None:
        if not self._folder.exists():
            self._folder.mkdir(parents=True)
            # Root's account must pass through to the cluster, which nobody else may enter.
            self._folder.chmod(0o711 if os.geteuid() == 0 else 0o700)

    @contextmanager
    def _freed(self) -> Iterator[None]:
        """Held, once nothing runs there; TakenError where a process serves it."""
        with self._ownership.locked():
            self._ownership.refuse_if_taken(but_by=None)
            self._stop_what_was_ours()
            yield

    def _launch(
        self,
        cluster: Cluster,
        socket_folder: Path,
        settings: Mapping[str, str] = MappingProxyType({}),
        *,
        within: int = TIMEOUT,
    ) -> None:
        """The record comes first, so that a server whose owner dies in this very line is known too."""
        token = f"okote-{secrets.token_hex(8)}"
        self._ownership.take(token=token, socket_folder=socket_folder)
        cluster.start(
            {
                **SETTINGS,
                **(THROWAWAY if self._throwaway else HURRIED if self._hurried else {}),
                "max_connections": str(self._max_connections),
                "cluster_name": token,
                "unix_socket_directories": str(socket_folder),
                **settings,
            },
            within=within,
        )

    def _stop_what_was_ours(self) -> None:
        """The server of this process, or of one that was killed; TakenError where a stranger started it."""
        owner, cluster = self._ownership.read(), Cluster(self._link)
        if cluster.server is not None:
            if owner is None or owner.token not in processes.command_line(cluster.server):
                raise TakenError(
                    f"Process {cluster.server} serves the database in {self._folder}, and this service"
                    " did not start it: stop it first."
                )
            cluster.stop()
        if owner is not None:
            shutil.rmtree(owner.socket_folder, ignore_errors=True)
            self._ownership.drop()

    def _create_database(self) -> None:
        with psycopg.connect(self.dsn("postgres"), autocommit=True) as connection:
            known = connection.execute("SELECT FROM pg_database WHERE datname = %s", [DATABASE])
            if not known.rowcount:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))
