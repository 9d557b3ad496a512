"""A second PostgreSQL that follows the first, from a base backup on, and is promoted when it must be."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

import psycopg

from okote.platform.embedded_postgres import DATABASE, EmbeddedPostgres, programs
from okote.platform.embedded_postgres.cluster import SUPERUSER, Cluster
from okote.platform.embedded_postgres.server import SETTINGS
from okote.serving.backup.programs import run

MOST_CONNECTIONS = 150
"""Of a standby at least as many as of the primary (PostgreSQL documentation, 26.4.3)."""

NAME = "standby"


class Standby:
    """`settings` are PostgreSQL's, beyond those with which any embedded server runs."""

    def __init__(self, primary: str, folder: Path, settings: Mapping[str, str] | None = None) -> None:
        self._primary = primary
        self._settings = settings or {}
        folder.mkdir()
        folder.chmod(0o711 if os.geteuid() == 0 else 0o700)
        self._cluster = Cluster.placed(folder / "cluster")

    @property
    def url(self) -> str:
        return f"postgresql+psycopg://{SUPERUSER}@/{DATABASE}?host={quote(str(self._socket), safe='')}"

    def begin(self) -> None:
        """Copy the primary, and follow it."""
        how = ("--checkpoint=fast", "--wal-method=stream", "--no-sync", "--write-recovery-conf")
        address = f"{self._primary}&application_name={NAME}"
        self._cluster.lay(
            lambda draft: run(programs.client("pg_basebackup"), f"--pgdata={draft}", *how, url=address)
        )
        (self._cluster._data / "recovery.signal").unlink()  # it follows, and does not end
        self._socket = self._cluster.make_socket_folder()
        self.start()

    def start(self) -> None:
        own = {
            "max_connections": str(MOST_CONNECTIONS),
            "cluster_name": NAME,
            "unix_socket_directories": str(self._socket),
        }
        self._cluster.start({**SETTINGS, **own, **self._settings})

    def promote(self) -> None:
        """It is the primary from here on."""
        self._cluster._run("pg_ctl", "promote", "-D", self._cluster._data)

    def stop(self) -> None:
        kill(self._cluster)


def kill(cluster: Cluster) -> None:
    """As by a power cut."""
    cluster._run("pg_ctl", "stop", "-D", cluster._data, "-m", "immediate")


def kill_primary(postgres: EmbeddedPostgres) -> None:
    kill(Cluster(postgres._link))


def tell(url: str, *statements: str) -> None:
    """Each by itself, outside any transaction."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement)


@contextmanager
def following(primary: EmbeddedPostgres, folder: Path) -> Iterator[Standby]:
    standby = Standby(primary.dsn(), folder)
    standby.begin()
    try:
        yield standby
    finally:
        if standby._cluster.server is not None:
            standby.stop()
