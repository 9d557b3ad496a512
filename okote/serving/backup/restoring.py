"""`okote restore`: a database as it was, from a base backup and the log since, or from a dump."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path

import msgspec
import psycopg

from okote.platform import migrations, rights
from okote.platform.database_url import libpq_url
from okote.platform.embedded_postgres import EmbeddedPostgres
from okote.platform.embedded_postgres import programs as embedded
from okote.serving.backup import manifest, programs, rules, uploads
from okote.serving.backup.archive import Archive
from okote.serving.backup.errors import BackupError
from okote.serving.backup.manifest import BASE, DUMP, UPLOADS, Manifest
from okote.serving.backup.replaying import Replay, Until
from okote.serving.database import embedded_folder
from okote.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """As given on the command line."""

    folder: Path
    until: Until = None
    from_dump: bool = False
    into: Path | None = None
    replace: bool = False
    """Whether data that stand there are put aside."""


@dataclass(frozen=True, slots=True)
class Restored:
    settings: Settings
    """With which a command finds it."""
    last: str
    """When the last transaction was that it knows of."""
    aside: Path | None
    """Where the data are now that stood there."""


def destination(settings: Settings, into: Path | None) -> Settings:
    """The settings of what is restored: the service's own, or an embedded one that nobody uses."""
    if into is None:
        return settings
    return msgspec.structs.replace(
        settings, database_url=None, state_folder=into, uploads_folder=into / "uploads"
    )


def restore(settings: Settings, wanted: Wanted, floors: Sequence[Path]) -> Restored:
    """Nothing is touched before every file of the backup was found as it was written."""
    target = destination(settings, wanted.into)
    held = manifest.verified(wanted.folder)
    archive = _archive(wanted, held)
    if newer := migrations.unknown(held.revisions, floors):
        raise BackupError(
            f"This backup is of okote {held.okote}, whose schema this version does not know"
            f" ({', '.join(sorted(newer))}): restore it with that version."
        )
    if target.database_url is None:
        last, aside = _embedded(embedded_folder(target), wanted, held, archive, floors)
    else:
        last, aside = _loaded(target.database_url, wanted, held, floors), None
    uploads.put_back(wanted.folder / UPLOADS, target.uploads_folder)
    if archive is not None and archive.uploads.exists():
        uploads.put_back(archive.uploads, target.uploads_folder)
    return Restored(target, last, aside)


def _archive(wanted: Wanted, held: Manifest) -> Archive | None:
    """What leads from the backup to the moment that is wanted; None where its own is."""
    if wanted.until is None:
        return None
    if wanted.from_dump or held.base is None or held.base.archive is None:
        raise BackupError(
            "A dump, or a backup made apart, leads to its own moment alone: leave out --to-time."
        )
    if isinstance(wanted.until, datetime):
        rules.check_moment(wanted.until, held.base.ended_at)
    archive = Archive.named(wanted.folder.parent, held.base.archive)
    if not archive.log.exists():
        raise BackupError(
            f"{archive.folder} is missing, without which this backup leads to its own moment alone."
        )
    return archive


def _embedded(
    place: Path, wanted: Wanted, held: Manifest, archive: Archive | None, floors: Sequence[Path]
) -> tuple[str, Path | None]:
    """Made beside what stands there, and put in its place once it is whole."""
    if place.exists():
        if not wanted.replace:
            raise BackupError(
                f"Data stand in {place}: name another folder by --into, or put them aside by --replace."
            )
        EmbeddedPostgres(place).sweep()
    draft = EmbeddedPostgres(place.with_name(f"{place.name}.new"))
    draft.erase()
    try:
        if held.base is None or wanted.from_dump:
            with draft:
                last = _loaded(draft.url(), wanted, held, floors)
        else:
            _check_version(held.postgres)
            last = Replay(
                source=wanted.folder / BASE, base=held.base, archive=archive, left=place, until=wanted.until
            ).into(draft)
        aside = None
        if place.exists():
            numbered = (place.with_name(f"{place.name}.aside-{number}") for number in count(1))
            aside = next(folder for folder in numbered if not folder.exists())
            EmbeddedPostgres(place).move(aside)
        draft.move(place)
    except BaseException:
        draft.erase()
        raise
    return last, aside


def _check_version(postgres: int) -> None:
    """Data are read by the version that wrote them alone."""
    brought = programs.version(embedded.client("postgres"))
    if postgres != brought:
        raise BackupError(
            f"The base backup is of PostgreSQL {postgres}, and this version brings {brought}:"
            " add --from-dump."
        )


def _loaded(url: str, wanted: Wanted, held: Manifest, floors: Sequence[Path]) -> str:
    """A dump, into a database that holds nothing: of this version's schema, also the rights, which no dump
    holds; else `okote migrate` gives them.
    """
    with psycopg.connect(libpq_url(url)) as server:
        version = server.info.server_version // 10_000
        known = "('pg_catalog', 'information_schema')"
        tables = server.execute(f"SELECT FROM pg_tables WHERE schemaname NOT IN {known}").rowcount
    if tables:
        raise BackupError(
            "The database of OKOTE_DATABASE_URL holds tables: make an empty one, and name that instead."
        )
    restoring = programs.fitting("pg_restore", server=max(version, held.postgres))
    how = ("--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges")
    programs.run(restoring, *how, wanted.folder / DUMP, url=url)
    if not migrations.pending(url, floors):
        rights.settle(url, floors)
    return held.made_at.isoformat()
