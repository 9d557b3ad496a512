"""What people uploaded, copied. A file is named once, and never changes.

It is written before the row that names it commits, so a copy that begins after the database's own holds
every file that its rows name, and perhaps some that they don't: the other way round, some would be missing.
"""

import filecmp
import os
import shutil
from collections.abc import Iterator
from pathlib import Path

PARTS = ".part"
"""The end of a name under which a file is still being written."""


def _files(folder: Path) -> Iterator[tuple[Path, os.stat_result]]:
    for path in folder.rglob("*"):
        if path.is_file() and path.suffix != PARTS:
            yield path.relative_to(folder), path.stat()


def _copy(source: Path, target: Path) -> None:
    """Whole or not at all, under its name."""
    target.parent.mkdir(parents=True, exist_ok=True)
    part = target.with_name(target.name + PARTS)
    shutil.copyfile(source, part)
    part.rename(target)


def mirror(source: Path, target: Path) -> int:
    """Copy what is new; how many files. One that was still being written is copied again the next time."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    sizes = {path: status.st_size for path, status in _files(target)}
    new = [path for path, status in _files(source) if sizes.get(path) != status.st_size]
    for path in new:
        _copy(source / path, target / path)
        (target / path).chmod(0o600)
    return len(new)


def link(mirrored: Path, target: Path, *, source: Path) -> None:
    """What the service has, once more of its mirror, which takes no more place where the disk allows it."""
    target.mkdir(mode=0o700)
    for path, _ in _files(source):
        if (mirrored / path).exists():
            (target / path).parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            try:
                os.link(mirrored / path, target / path)
            except OSError:  # a disk without such links
                shutil.copy2(mirrored / path, target / path)


def forget(mirrored: Path, source: Path) -> None:
    """Take out of the mirror what was taken out of the service, once no backup holds it any more."""
    for path, status in list(_files(mirrored)):
        if status.st_nlink == 1 and not (source / path).exists():
            (mirrored / path).unlink()


def put_back(source: Path, target: Path) -> int:
    """Copy what is missing or differs; how many files. What came later stays: no row names it."""
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    lacking = [
        path
        for path, _ in _files(source)
        if not ((target / path).exists() and filecmp.cmp(source / path, target / path, shallow=False))
    ]
    for path in lacking:
        _copy(source / path, target / path)
    return len(lacking)
