"""Papers that somebody sends as a proof: PDF files as they are, pictures of papers decoded and written anew.

They are only ever handed back as downloads, to whoever may see what they belong to.
"""

from enum import StrEnum
from pathlib import Path
from typing import Any
from uuid import UUID

from anyio import to_thread

from okote.platform.errors import DomainError
from okote.platform.files.pictures import ONE_AT_A_TIME, NotAPictureError, as_jpeg

LARGEST_PAPER = 5_000_000
"""In bytes."""

BEGINS, ENDS, TAIL = b"%PDF-", b"%%EOF", 2_048
"""How a PDF file begins, and what stands in its last bytes (ISO 32000-1, 7.5)."""


class PaperKind(StrEnum):
    """By the ending of its name."""

    PDF = "pdf"
    JPEG = "jpg"

    @property
    def media_type(self) -> str:
        return "application/pdf" if self is PaperKind.PDF else "image/jpeg"


class NotAPaperError(DomainError):
    """Neither a PDF file nor a picture that can be read, whatever its name says."""

    code = "not_a_paper"


class PaperTooLargeError(DomainError):
    """`most`: megabytes."""

    code = "paper_too_large"


def is_pdf(data: bytes) -> bool:
    return data.startswith(BEGINS) and ENDS in data[-TAIL:]


async def store_paper(data: bytes, *, folder: Path, name: UUID) -> PaperKind:
    """Keep it under that name; NotAPaperError, PaperTooLargeError, PictureTooLargeError."""
    if len(data) > LARGEST_PAPER:
        raise PaperTooLargeError(most=LARGEST_PAPER // 1_000_000)
    kind = PaperKind.PDF if is_pdf(data) else PaperKind.JPEG
    try:
        kept = (
            data if kind is PaperKind.PDF else await to_thread.run_sync(as_jpeg, data, limiter=ONE_AT_A_TIME)
        )
    except NotAPictureError as error:
        raise NotAPaperError from error
    await to_thread.run_sync(_written, paper_path(folder, name, kind), kept)
    return kind


def paper_path(folder: Path, name: UUID, kind: PaperKind) -> Path:
    return folder / "papers" / f"{name}.{kind}"


def kept_paper(folder: Path, row: Any) -> Path:
    """Of a row that keeps one, as its `id` and `kind` say."""
    return paper_path(folder, row.id, row.kind)


def _written(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
