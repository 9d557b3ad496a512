"""Which files are taken, and why others are not."""

from enum import StrEnum

from okote.platform.characters import is_written
from payments.errors import DomainError

LARGEST = 8_000_000
"""In bytes."""

TEXT_MOST = 20_000
"""Characters of a text that somebody types or sends: some seven pages."""

WORDS_MOST = 100_000
"""Characters of what a file says that are kept."""


class FileKind(StrEnum):
    """By the ending of its name with us: a picture is written anew as a JPEG."""

    TEXT = "txt"
    PDF = "pdf"
    DOCX = "docx"
    PICTURE = "jpg"

    @property
    def media_type(self) -> str:
        return _MEDIA_TYPES[self]


_MEDIA_TYPES = {
    FileKind.TEXT: "text/plain; charset=utf-8",
    FileKind.PDF: "application/pdf",
    FileKind.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    FileKind.PICTURE: "image/jpeg",
}


class FileTooLargeError(DomainError):
    """`most`: megabytes."""

    code = "procedure_file_too_large"


class FileNotTakenError(DomainError):
    """It is none of the kinds, or is broken."""

    code = "procedure_file_not_taken"


class FileLockedError(DomainError):
    """It opens with a password alone."""

    code = "procedure_file_locked"


class FileRunsError(DomainError):
    """It holds programs or other files, or asks for something that lies elsewhere."""

    code = "procedure_file_runs"


class FileUnfinishedError(DomainError):
    """It holds changes that nobody has accepted, or remarks: names among them, as a rule."""

    code = "procedure_file_unfinished"


class FileTooLongError(DomainError):
    """It has more pages or parts than any letter or form."""

    code = "procedure_file_too_long"


REFUSALS: dict[str, type[DomainError]] = {
    "unreadable": FileNotTakenError,
    "locked": FileLockedError,
    "runs": FileRunsError,
    "unfinished": FileUnfinishedError,
    "long": FileTooLongError,
}
"""By what `reading.py` says."""


def kind_of(data: bytes) -> FileKind:
    """By its first bytes, whatever its name says; FileTooLargeError, FileNotTakenError."""
    if len(data) > LARGEST:
        raise FileTooLargeError(most=LARGEST // 1_000_000)
    for begins, kind in _BEGINS.items():
        if data.startswith(begins):
            return kind
    if b"\0" in data:
        raise FileNotTakenError
    return FileKind.TEXT


_BEGINS = {
    b"%PDF-": FileKind.PDF,
    b"PK\x03\x04": FileKind.DOCX,
    b"\xff\xd8\xff": FileKind.PICTURE,
    b"\x89PNG\r\n\x1a\n": FileKind.PICTURE,
    b"RIFF": FileKind.PICTURE,
}


def as_text(data: bytes) -> str:
    """UTF-8, or what old programs of Windows write (cp1252)."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def shown(words: str) -> str:
    """As much as is kept of what a file says, tidied."""
    return tidied(words)[:WORDS_MOST]


def tidied(words: str) -> str:
    """What can be shown of it: no control characters, line ends of Unix, no run of empty lines."""
    lines = "".join(filter(is_written, words.replace("\r\n", "\n").replace("\t", " ")))
    return "\n".join(_spaced(lines.split("\n"))).strip()


def _spaced(lines: list[str]) -> list[str]:
    stripped = [line.rstrip() for line in lines]
    return [line for before, line in zip(["", *stripped], stripped, strict=False) if line or before]
