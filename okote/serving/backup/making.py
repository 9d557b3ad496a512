"""`okote backup`: base backup, dump and uploads in one folder, whole or not there at all."""

import fcntl
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from psycopg import Connection

from okote.platform import migrations
from okote.platform.database_url import libpq_url
from okote.platform.embedded_postgres import programs as embedded
from okote.serving.backup import archive, manifest, programs, rules, uploads
from okote.serving.backup.archive import Archive, moment
from okote.serving.backup.errors import BackupError
from okote.serving.backup.manifest import BASE, DUMP, UPLOADS, BaseBackup, Manifest
from okote.settings import Settings

DRAFT = ".new"

BEGINS = re.compile(r"^START WAL LOCATION: .* \(file (\w{24})\)$", re.MULTILINE)
"""In what PostgreSQL labels a base backup with: the first segment of the log that it needs."""


@dataclass(frozen=True, slots=True)
class Backup:
    """What was made, and the older ones that made place for it."""

    folder: Path
    manifest: Manifest
    retired: list[str]


def backup(settings: Settings, url: str, *, to: Path | None = None) -> Backup:
    """Back up the database at this address, also while it is used.

    Into the folder of the settings, where old ones are retired; or a single one `to` another folder, which
    no archive goes on from. A base backup is of the embedded server alone.
    """
    folder = settings.backups_folder if to is None else to
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(folder), psycopg.connect(libpq_url(url), autocommit=True) as server:
        draft = folder / DRAFT
        shutil.rmtree(draft, ignore_errors=True)  # of one that was killed
        draft.mkdir(mode=0o700)
        try:
            made = _made(settings, url, server, draft, goes_on=to is None)
            place = folder / rules.name_of(made.made_at)
            if place.exists():
                raise BackupError(f"{place} was made in the same second: try again.")
            os.sync()  # once, where a thousand files would take a thousand times
            draft.rename(place)
        finally:
            shutil.rmtree(draft, ignore_errors=True)
        if to is not None:
            return Backup(place, made, [])
        return Backup(
            place, made, archive.retire(folder, keep=settings.backups_kept, source=settings.uploads_folder)
        )


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One at a time in a folder; the system lets go by itself of whoever is killed."""
    lock = os.open(folder / "lock", os.O_CREAT | os.O_RDWR, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise BackupError(f"Another backup is being written into {folder}: wait for its end.") from None
    else:
        yield
    finally:
        os.close(lock)


def _made(settings: Settings, url: str, server: Connection[Any], draft: Path, *, goes_on: bool) -> Manifest:
    """The database first: uploads are there before their rows."""
    begun, postgres = moment(server), server.info.server_version // 10_000
    is_embedded = settings.database_url is None
    following = archive.going_on(server, settings.backups_folder) if is_embedded and goes_on else None
    base = _base(url, server, draft / BASE, following) if is_embedded else None
    dump = programs.fitting("pg_dump", server=postgres)
    programs.run(dump, "--format=custom", "--no-owner", "--no-privileges", f"--file={draft / DUMP}", url=url)
    _uploads(settings.uploads_folder, draft / UPLOADS, following)
    made = Manifest(
        made_at=begun,
        okote=version("okote"),
        postgres=postgres,
        revisions=migrations.heads(url),
        base=base,
        files={name: manifest.seal(path) for name, path in manifest.files_of(draft).items()},
    )
    manifest.write(draft, made)
    return made


def _base(url: str, server: Connection[Any], folder: Path, following: Archive | None) -> BaseBackup:
    """A copy of what runs, checked by PostgreSQL's own means; it is brought to the disk with all the rest."""
    how = ("--checkpoint=fast", "--wal-method=stream", "--no-sync", "--manifest-checksums=SHA256")
    programs.run(embedded.client("pg_basebackup"), f"--pgdata={folder}", *how, url=url)
    programs.run(embedded.client("pg_verifybackup"), "--quiet", folder)
    begins = BEGINS.search((folder / "backup_label").read_text())
    size = server.execute("SELECT setting::int FROM pg_settings WHERE name = 'wal_segment_size'").fetchone()
    if begins is None or size is None:
        raise BackupError("pg_basebackup wrote what this version of okote does not read.")
    return BaseBackup(
        archive=following.name if following else None,
        first_segment=begins[1],
        segment_size=size[0],
        ended_at=moment(server),
    )


def _uploads(source: Path, target: Path, following: Archive | None) -> None:
    if following is None:
        uploads.mirror(source, target)
        return
    following.make_folders()
    uploads.mirror(source, following.uploads)
    uploads.link(following.uploads, target, source=source)
