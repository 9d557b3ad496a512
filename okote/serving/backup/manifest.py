"""What a backup is made of: versions, and each file with its size and digest, checked before it is used."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec

from okote.serving.backup.errors import BackupError

MANIFEST = "manifest.json"
SEAL = "manifest.json.sha256"
"""As `sha256sum --check` reads it."""

DUMP, BASE, UPLOADS = "database.dump", "base", "uploads"

SHOWN = 5
"""Damaged files that are named."""

PRIVATE = 0o600


class Sealed(msgspec.Struct, frozen=True):
    size: int
    sha256: str


class BaseBackup(msgspec.Struct, frozen=True, kw_only=True):
    """A copy of the running server's data, and where in the log it begins."""

    archive: str | None
    """Which archive goes on from it; None where it stands alone."""
    first_segment: str
    segment_size: int
    ended_at: datetime
    """From this moment on, by the database's clock, it is whole."""


class Manifest(msgspec.Struct, frozen=True, kw_only=True):
    made_at: datetime
    okote: str
    postgres: int
    """Major version of the server."""
    revisions: tuple[str, ...]
    """The newest of each floor that the schema has had."""
    base: BaseBackup | None
    files: dict[str, Sealed]
    format: Literal[1] = 1


def files_of(folder: Path) -> dict[str, Path]:
    """Everything in a backup but the manifest itself, by its path from there."""
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return {name: found[name] for name in sorted(found) if name not in {MANIFEST, SEAL}}


def seal(path: Path) -> Sealed:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        return Sealed(file.tell(), digest)


def write(folder: Path, manifest: Manifest) -> None:
    content = msgspec.json.format(msgspec.json.encode(manifest))
    for name, text in (
        (MANIFEST, content),
        (SEAL, f"{hashlib.sha256(content).hexdigest()}  {MANIFEST}\n".encode()),
    ):
        path = folder / name
        path.touch(mode=PRIVATE)
        path.write_bytes(text)


def read(folder: Path) -> Manifest:
    """What a folder says that it holds; BackupError where it is no backup, or not as it was written."""
    try:
        content, seal = (folder / MANIFEST).read_bytes(), (folder / SEAL).read_bytes()
    except OSError as error:
        raise BackupError(f"{folder} is not a whole backup: {error.filename} cannot be read.") from error
    if seal != f"{hashlib.sha256(content).hexdigest()}  {MANIFEST}\n".encode():
        raise BackupError(f"{folder / MANIFEST} is not as it was written: take another backup.")
    try:
        return msgspec.json.decode(content, type=Manifest)
    except msgspec.ValidationError as error:
        raise BackupError(f"{folder} was made by another version of okote: {error}.") from error


def verified(folder: Path) -> Manifest:
    """What a backup holds, every file of it compared; BackupError names those that are not as written."""
    manifest, there = read(folder), files_of(folder)
    faults = [
        *(f"{name} is missing" for name in manifest.files if name not in there),
        *(f"{name} is not of it" for name in there if name not in manifest.files),
        *(
            f"{name} is not as it was written"
            for name in there
            if name in manifest.files and seal(there[name]) != manifest.files[name]
        ),
    ]
    if faults:
        more = f", and {len(faults) - SHOWN} more" if len(faults) > SHOWN else ""
        raise BackupError(f"{folder} is damaged ({'; '.join(faults[:SHOWN])}{more}): take another backup.")
    return manifest
