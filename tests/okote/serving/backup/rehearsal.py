"""A service that writes, is killed, and is restored: what was acknowledged is kept by the client itself."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import msgspec
import psycopg
from rich.console import Console
from sqlalchemy.exc import DBAPIError

from okote.app import build
from okote.platform import migrations
from okote.platform.database_url import libpq_url
from okote.platform.db import Database
from okote.platform.embedded_postgres import EmbeddedPostgres
from okote.platform.embedded_postgres.cluster import Cluster
from okote.serving.backup.archive import current
from okote.serving.check import check
from okote.serving.database import database, embedded_folder
from okote.settings import MailSettings, Settings, StripeSettings, dump
from payments.ledger.rules import Posting
from payments.ledger.service import post
from payments.money import Money
from tests.plugins.postgres import FLOORS

PATIENCE = 30
"""Seconds for other processes to do what they do at once."""


def settings_in(folder: Path) -> Settings:
    return Settings(
        environment="test",
        secret_key="a-secret-that-is-long-enough-for-the-tests",
        addresses={"trois-rives": ("http://trois-rives.localhost:8000",)},
        stripe=StripeSettings(
            api_key="sk_test_local", webhook_secrets=("whsec_a",), connect_webhook_secrets=("whsec_b",)
        ),
        mail=MailSettings(host="127.0.0.1", sender="a@okote.example"),
        features=("okote.funding", "consultations"),
        mail_code_sign_in=True,
        pool_size=4,
        state_folder=folder / "state",
        uploads_folder=folder / "uploads",
        backups_folder=folder / "backups",
    )


def now() -> datetime:
    """The clock of this machine, which is the database's too."""
    return datetime.fromtimestamp(time.time(), UTC)


def eventually(holds) -> None:
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


@dataclass(frozen=True, slots=True)
class Write:
    """One entry of the ledger with one upload, asked for and acknowledged."""

    key: str
    asked: datetime
    acknowledged: datetime


@dataclass
class Rehearsal:
    """One embedded PostgreSQL with its archive, as processes; `writes` is the journal of its client."""

    folder: Path
    book: UUID = field(default_factory=uuid4)
    writes: list[Write] = field(default_factory=list)
    asked: dict[str, datetime] = field(default_factory=dict)
    """Also of what was never answered."""

    def __post_init__(self) -> None:
        self.settings = settings_in(self.folder)
        self.settings.uploads_folder.mkdir(parents=True)
        self._file = self.folder / "settings.json"
        self._file.write_bytes(dump(self.settings))
        self._running: list[subprocess.Popen[str]] = []
        self.url = ""

    def start(self) -> None:
        """The database, migrated; what is killed are processes, so nothing has to be brought to the disk."""
        place = embedded_folder(self.settings)
        if not place.exists():
            place.mkdir(parents=True)
            place.chmod(0o711)
            made = Cluster.placed(place / "cluster")
            made.initialise(hurried=True)
            with (made.folder / "data" / "postgresql.conf").open("a") as conf:
                conf.write("fsync = off\n")
        owner = self._process("okote.serving.postgres", str(embedded_folder(self.settings)))
        self.url = owner.stdout.readline().strip()
        assert self.url, owner.stderr.read()
        migrations.upgrade(self.url, FLOORS)

    def archive(self) -> None:
        """What a backup made begins, and the service keeps up; returns once the log comes in."""
        self._process("okote.serving.backup.keeper", "--every", "0.05").stdout.readline()
        eventually(lambda: self.rows("SELECT count(*) FROM pg_stat_replication") == [(1,)])

    def _process(self, module: str, *arguments: str) -> subprocess.Popen[str]:
        environ = {name: value for name, value in os.environ.items() if not name.startswith("OKOTE_")}
        environ |= {"OKOTE_FILE": str(self._file)}
        environ |= {"OKOTE_DATABASE_URL": self.url} if self.url else {}
        self._running.append(
            subprocess.Popen(
                [sys.executable, "-m", module, *arguments], env=environ,
                stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
            )
        )  # fmt: skip
        return self._running[-1]

    def rows(self, statement: str, given: tuple = ()) -> list[tuple]:
        with psycopg.connect(libpq_url(self.url), autocommit=True) as connection:
            return connection.execute(statement, given).fetchall()

    def write(self, number: int, *, at_once: int = 3, killed_after: int | None = None) -> None:
        """Some at once, each acknowledged by its commit; or until everything is killed amid them."""
        asyncio.run(self._write(number, at_once, killed_after))

    async def _write(self, number: int, at_once: int, killed_after: int | None) -> None:
        database = Database(self.url, pool_size=at_once, info={})
        waiting = iter([f"write:{len(self.asked) + one}" for one in range(number)])
        enough = None if killed_after is None else len(self.writes) + killed_after
        try:
            async with asyncio.TaskGroup() as writing:
                for _ in range(at_once):
                    writing.create_task(self._keep_writing(database, waiting, enough))
        except* DBAPIError:
            assert killed_after is not None
        finally:
            await database.close()

    async def _keep_writing(self, database: Database, waiting: Iterator[str], enough: int | None) -> None:
        moved = [Posting("donor:7", "stripe", Money.of("20.00"))]
        for key in waiting:
            asked = self.asked[key] = now()
            async with database.unit_of_work() as db:
                (self.settings.uploads_folder / key).write_text(key)
                await post(db, book=self.book, key=key, kind="movement", postings=moved, at=asked)
            self.writes.append(Write(key, asked, now()))
            if len(self.writes) == enough:
                self.kill()

    def archived(self) -> None:
        """Once all that was written is in the archive, and packed as far as it is complete."""
        came = "SELECT flush_lsn >= %s::pg_lsn FROM pg_stat_replication"
        [end] = self.rows("SELECT pg_current_wal_lsn()::text")
        eventually(lambda: self.rows(came, end) == [(True,)])
        log, mirror = self.folder_of_archive / "log", self.folder_of_archive / "uploads"
        eventually(lambda: all(len(path.name) != 24 for path in log.iterdir()))
        eventually(lambda: all((mirror / write.key).exists() for write in self.writes))

    @property
    def folder_of_archive(self) -> Path:
        with psycopg.connect(libpq_url(self.url)) as connection:
            archive, whole = current(connection, self.settings.backups_folder)
        assert whole
        return archive.folder

    def settings_with(self, **changes: Any) -> Settings:
        return msgspec.structs.replace(self.settings, **changes)

    def kill(self) -> None:
        """With nothing left to say: every process at once, by kill -9."""
        server = Cluster(embedded_folder(self.settings) / "cluster").server
        everybody = [one for process in (*(p.pid for p in self._running), server) for one in family(process)]
        for pid in everybody:
            with suppress(ProcessLookupError):  # a connection that was just closed
                os.kill(pid, signal.SIGKILL)
        for process in self._running:
            process.communicate()
        eventually(lambda: Cluster(embedded_folder(self.settings) / "cluster").server is None)
        self._running, self.url = [], ""

    def stop(self) -> None:
        for process in reversed(self._running):
            process.terminate()
            process.communicate()
        self._running, self.url = [], ""

    @property
    def moments(self) -> list[datetime]:
        """After which something was written still: a moment is recognised by what comes after it."""
        last = max(write.asked for write in self.writes)
        return [write.acknowledged for write in self.writes if write.acknowledged < last]

    def faults(self, restored: Settings, until: datetime | None = None) -> list[str]:
        """What is not as it was acknowledged by that moment, or at all; each upload counts."""
        with database(restored) as url, psycopg.connect(libpq_url(url)) as connection:
            found = connection.execute("SELECT key FROM ledger_entry WHERE book = %s", [self.book])
            kept = {key for (key,) in found}
        due = {write.key for write in self.writes if until is None or write.acknowledged <= until}
        possible = {key for key, asked in self.asked.items() if until is None or asked <= until}
        uploads = {key for key in kept if content(restored.uploads_folder / key) == key}
        return [
            *(f"{key} was acknowledged and is lost" for key in sorted(due - kept)),
            *(f"{key} came later" for key in sorted(kept - possible)),
            *(f"the upload of {key} is lost" for key in sorted(kept - uploads)),
        ]

    def continue_from(self, until: datetime | None = None) -> None:
        """Forget with the service what came after the moment to which it was restored."""
        if until is not None:
            self.writes = [write for write in self.writes if write.acknowledged <= until]
            self.asked = {key: asked for key, asked in self.asked.items() if asked <= until}


def content(file: Path) -> str | None:
    return file.read_text() if file.exists() else None


def family(pid: int) -> list[int]:
    """A process and its children; those of PostgreSQL have none."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [pid, *map(int, children)]


def sound(restored: Settings) -> tuple[bool, str]:
    """What `okote check` finds, and says. What Stripe knows of the time since is asked after it."""
    told = StringIO()

    async def checked(url: str) -> bool:
        house = build(restored, url)
        try:
            return await check(house, Console(file=told), processes=1)
        finally:
            await house.close()

    with database(restored) as url:
        return asyncio.run(checked(url)), told.getvalue()


@contextmanager
def rehearsal(folder: Path) -> Iterator[Rehearsal]:
    """One whose server is erased at the end, wherever its data had to be."""
    one = Rehearsal(folder)
    try:
        yield one
    finally:
        one.stop()
        for place in (folder / "state", *folder.glob("trial*")):
            for kept in place.glob("postgres*"):
                EmbeddedPostgres(kept).erase()
