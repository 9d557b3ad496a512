"""Segments of the database's log by their names, and which of what was kept is still needed."""

from collections.abc import Collection, Iterable, Sequence
from datetime import UTC, datetime

from okote.serving.backup.errors import BackupError

NAME = "%Y%m%dT%H%M%SZ"
"""A backup's folder, by the moment at which it was begun."""


def name_of(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime(NAME)


def is_backup(name: str) -> bool:
    try:
        return datetime.strptime(name, NAME).strftime(NAME) == name  # noqa: DTZ007 (only whether it is one)
    except ValueError:
        return False


def outdated(names: Iterable[str], *, kept: int) -> list[str]:
    """Backups beyond the newest `kept`; whatever else lies there is nobody's to remove."""
    return sorted(name for name in names if is_backup(name))[:-kept]


def following(segment: str, size: int) -> str:
    """The next segment of the same timeline: timeline, and number in two parts of 8 digits each.

    A segment has `size` bytes, and the first part counts 4 GB (PostgreSQL, XLogFileName).
    """
    timeline, high, low = segment[:8], int(segment[8:16], 16), int(segment[16:], 16)
    number = high * (2**32 // size) + low + 1
    high, low = divmod(number, 2**32 // size)
    return f"{timeline}{high:08X}{low:08X}"


def followed(first: str, there: Collection[str], size: int) -> tuple[list[str], str | None]:
    """Segments from the first on as far as none lacks, and the lacking one where others come after it."""
    run = []
    segment = first
    while segment in there:
        run.append(segment)
        segment = following(segment, size)
    beyond = any(other[:8] == first[:8] and other > segment for other in there)
    return run, segment if beyond or not run else None


def superfluous(segments: Iterable[str], needed: Sequence[str]) -> list[str]:
    """Segments before the first that any backup needs."""
    oldest = min(needed)
    return sorted(segment for segment in segments if len(segment) >= 24 and segment[:24] < oldest)


def check_moment(moment: datetime, ended_at: datetime) -> None:
    """A copy of a running database is whole from its end on, not before."""
    if moment < ended_at:
        raise BackupError(
            f"This backup was finished at {ended_at.isoformat()}, after the moment asked for:"
            " take an older one."
        )
