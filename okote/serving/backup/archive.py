"""What goes on from a backup: the log of the embedded PostgreSQL as it is written, and new uploads.

The server keeps each segment of its log until the archive has it (a replication slot, PostgreSQL 27.2.6), for
a gigabyte at most. Each archive belongs to one slot, and each slot to one history: a restored database has
none, so its log never mixes with the one that it left.
"""

import gzip
import secrets
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from psycopg import Connection

from okote.serving.backup import rules, uploads
from okote.serving.backup.manifest import Manifest, read

PREFIX = "okote_archive_"
PARTIAL, PACKED = ".partial", ".gz"


@dataclass(frozen=True, slots=True)
class Archive:
    folder: Path

    @classmethod
    def named(cls, backups: Path, name: str) -> Self:
        return cls(backups / f"archive-{name}")

    @property
    def name(self) -> str:
        return self.folder.name.removeprefix("archive-")

    @property
    def slot(self) -> str:
        return f"{PREFIX}{self.name}"

    @property
    def log(self) -> Path:
        return self.folder / "log"

    @property
    def uploads(self) -> Path:
        return self.folder / "uploads"

    def make_folders(self) -> None:
        for folder in (self.folder, self.log, self.uploads):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)

    def segments(self) -> dict[str, Path]:
        """Where each part of the log is; as long as one is being written, what of it has come."""
        found = (
            sorted(self.log.iterdir(), key=lambda path: path.suffix != PARTIAL) if self.log.exists() else []
        )
        return {path.name[:24]: path for path in found if path.suffix in {"", PARTIAL, PACKED}}

    def pack(self) -> None:
        """Compress what is complete, which from then on shows by itself whether it is as it was written."""
        for segment in list(self.log.iterdir()):
            if len(segment.name) == 24:
                draft = segment.with_suffix(".new")
                with segment.open("rb") as plain, gzip.open(draft, "wb", compresslevel=1) as packed:
                    shutil.copyfileobj(plain, packed)
                draft.chmod(0o600)
                draft.rename(segment.with_suffix(PACKED))
                segment.unlink()


def moment(connection: Connection[Any]) -> datetime:
    """The clock that commits are known by, and so backups."""
    now: datetime = connection.execute("SELECT clock_timestamp()").fetchall()[0][0]
    return now.astimezone(UTC)


def current(connection: Connection[Any], backups: Path) -> tuple[Archive, bool] | None:
    """The archive of this server, and whether all that it needs is still there; None before there is one."""
    found = connection.execute(
        "SELECT slot_name, wal_status IS DISTINCT FROM 'lost' FROM pg_replication_slots"
        " WHERE starts_with(slot_name, %s) ORDER BY slot_name",
        [PREFIX],
    ).fetchone()
    return None if found is None else (Archive.named(backups, found[0].removeprefix(PREFIX)), found[1])


def going_on(connection: Connection[Any], backups: Path) -> Archive:
    """The archive that a backup begun now can count on: a new one where there is none, or one with a gap."""
    known = current(connection, backups)
    if known is not None:
        archive, whole = known
        if whole:
            return archive
        connection.execute("SELECT pg_drop_replication_slot(%s)", [archive.slot])
    archive = Archive.named(backups, secrets.token_hex(4))
    connection.execute("SELECT pg_create_physical_replication_slot(%s, true)", [archive.slot])
    return archive


def kept(backups: Path) -> dict[str, Manifest]:
    """Whole backups in a folder, oldest first."""
    if not backups.exists():
        return {}
    names = sorted(path.name for path in backups.iterdir() if rules.is_backup(path.name))
    return {name: read(backups / name) for name in names}


def last_backup(backups: Path) -> datetime | None:
    """When the newest was begun."""
    return max((held.made_at for held in kept(backups).values()), default=None)


def retire(backups: Path, *, keep: int, source: Path) -> list[str]:
    """Remove old backups, and what of the archives only they needed; which backups."""
    gone = rules.outdated((path.name for path in backups.iterdir()), kept=keep)
    for name in gone:
        shutil.rmtree(backups / name)
    bases = [manifest.base for manifest in kept(backups).values() if manifest.base]
    for folder in backups.glob("archive-*"):
        archive = Archive(folder)
        needed = [base.first_segment for base in bases if base.archive == archive.name]
        if not needed:
            shutil.rmtree(folder)
            continue
        for segment in rules.superfluous((path.name for path in archive.log.iterdir()), needed):
            (archive.log / segment).unlink()
        uploads.forget(archive.uploads, source)
    return gone
