"""What somebody sends, taken: its kind, its bytes as they are kept, what it says."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

from anyio import to_thread

from consultations.procedures.papers import reading
from consultations.procedures.papers.rules import (
    REFUSALS,
    WORDS_MOST,
    FileKind,
    FileNotTakenError,
    FileTooLongError,
    as_text,
    kind_of,
    shown,
    tidied,
)
from okote.platform.files.pictures import ONE_AT_A_TIME, NotAPictureError, as_jpeg

PATIENCE = 30
"""Seconds for a file to be read, on a busy machine; its processor time is bounded besides."""


@dataclass(frozen=True, slots=True)
class Taken:
    """`author` is whom the properties of the file name; `words` is empty where it can't be read as words."""

    kind: FileKind
    data: bytes
    words: str
    author: str | None = None


def take(data: bytes) -> Taken:
    """Refusals of `papers.rules`, PictureTooLargeError."""
    kind = kind_of(data)
    if kind is FileKind.TEXT:
        words = tidied(as_text(data))
        if len(words) > WORDS_MOST:
            raise FileTooLongError
        return Taken(kind, words.encode(), words)
    if kind is FileKind.PICTURE:
        try:
            return Taken(kind, as_jpeg(data), "")
        except NotAPictureError as error:
            raise FileNotTakenError from error
    told = _read_apart(data, kind)
    if refused := told.get("refused"):
        raise REFUSALS[refused]
    return Taken(kind, data, shown(told["words"]), shown(told["author"] or "")[:200] or None)


def _read_apart(data: bytes, kind: FileKind) -> dict[str, Any]:
    """By a program of its own, which knows nothing of our settings; FileNotTakenError where it dies of it."""
    command = [sys.executable, "-I", reading.__file__, kind.value]
    try:
        done = subprocess.run(  # noqa: S603 (our own program, with a word of ours, no shell)
            command, input=data, capture_output=True, check=True, timeout=PATIENCE, env={}
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        raise FileNotTakenError from error
    told: dict[str, Any] = json.loads(done.stdout)
    return told


async def taken(data: bytes) -> Taken:
    """The same, while others go on being answered."""
    return await to_thread.run_sync(take, data, limiter=ONE_AT_A_TIME)


async def keep(data: bytes, path: Path) -> None:
    await to_thread.run_sync(_written, path, data)


def path_of(folder: Path, name: UUID, kind: FileKind) -> Path:
    return folder / "procedures" / f"{name}.{kind}"


def kept_file(folder: Path, row: Any) -> Path:
    """Of a row that keeps one, as its `id` and `kind` say."""
    return path_of(folder, row.id, row.kind)


def _written(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
