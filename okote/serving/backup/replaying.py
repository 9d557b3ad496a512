"""A base backup and the log replayed onto it: its own, the archive's, what a dead server still held."""

import gzip
import re
import shutil
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from okote.platform.embedded_postgres import EmbeddedPostgres, EmbeddedPostgresError
from okote.platform.embedded_postgres.cluster import Cluster
from okote.serving.backup import rules
from okote.serving.backup.archive import PACKED, Archive
from okote.serving.backup.errors import BackupError
from okote.serving.backup.manifest import BaseBackup

LATEST = "latest"

Until = datetime | Literal["latest"] | None
"""A moment since the backup, or as late as its archive goes; None is the backup's own."""

ENDED_BEFORE = "recovery ended before configured recovery target was reached"
LAST = re.compile(r"last completed transaction was at log time (.+)$", re.MULTILINE)
"""What PostgreSQL's log says of a recovery."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    source: Path
    """The base backup's folder."""
    base: BaseBackup
    archive: Archive | None
    """Where the log goes on; None where it is not wanted."""
    left: Path
    """Where the server was whose log it is: what it wrote last may be there alone."""
    until: Until

    def into(self, postgres: EmbeddedPostgres) -> str:
        """When the last transaction was of what is there now; BackupError where it can't be had."""
        lacking = None

        def fill(data: Path) -> None:
            nonlocal lacking
            shutil.copytree(self.source, data, dirs_exist_ok=True)
            if self.archive is not None:
                segments = self.archive.segments() | _left_behind(self.left, self.archive)
                lacking = _lay(self.base, segments, data / "pg_wal")
            if self.until == LATEST and lacking:
                raise BackupError(
                    f"The log stops at {lacking}, which is missing or damaged, though there is more of it:"
                    " name the moment that you want by --to-time, or take a newer backup."
                )

        try:
            said = postgres.recover(fill, self._target())
        except EmbeddedPostgresError as error:
            if ENDED_BEFORE not in str(error):
                raise
            last = _last(str(error))
            ends = f"ends with a transaction of {last}" if last else "has no transaction since the backup"
            because = f", since {lacking} is missing or damaged" if lacking else ""
            raise BackupError(
                f"The log {ends}{because}, before the moment asked for: name an earlier one, or write"
                f" --to-time {LATEST}."
            ) from None
        return (self.until and _last(said)) or self.base.ended_at.isoformat()

    def _target(self) -> dict[str, str]:
        """The same, as PostgreSQL is told (its manual, 20.5.6)."""
        if isinstance(self.until, datetime):
            return {"recovery_target_time": self.until.isoformat()}
        return {} if self.until == LATEST else {"recovery_target": "immediate"}


def _last(said: str) -> str | None:
    """PostgreSQL says none where a log holds no transaction."""
    return str(found[-1]) if (found := LAST.findall(said)) else None


def _left_behind(folder: Path, archive: Archive) -> dict[str, Path]:
    """What a stopped or killed server had still to hand to the archive; nothing of another history."""
    data = Cluster(folder / "cluster").folder / "data"
    if not (data / "pg_replslot" / archive.slot).exists():
        return {}
    return {path.name: path for path in (data / "pg_wal").iterdir() if len(path.name) == 24}


def _lay(base: BaseBackup, sources: Mapping[str, Path], target: Path) -> str | None:
    """Put beside a base backup's own log what goes on from it; the first segment lacking where more follow.

    Of one segment, everybody has a beginning of the same bytes: the longest is taken.
    """
    own = {path.name for path in target.iterdir()}
    run, lacking = rules.followed(base.first_segment, own | sources.keys(), base.segment_size)
    for name in run:
        if name not in sources:
            continue
        content = _content(sources[name])
        if content is None:
            return name
        segment = target / name
        if not segment.exists() or _reach(content) > _reach(segment.read_bytes()):
            segment.write_bytes(content)
            segment.chmod(0o600)
    return lacking


def _content(segment: Path) -> bytes | None:
    """None where it is not as it was written."""
    if segment.suffix != PACKED:
        return segment.read_bytes()
    try:
        with gzip.open(segment) as packed:
            return packed.read()
    except (EOFError, gzip.BadGzipFile, zlib.error):
        return None


def _reach(content: bytes) -> int:
    """How far it is written: the rest is zeros."""
    return len(content.rstrip(b"\0"))
