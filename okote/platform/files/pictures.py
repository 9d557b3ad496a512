"""Pictures are decoded and written anew: what else a file carries (place, camera, script) stays behind."""

from pathlib import Path
from uuid import UUID

from anyio import CapacityLimiter, to_thread

from okote.platform.errors import DomainError
from okote.platform.files.models import StoredFile
from payments.sessions import WriteSession

LARGEST_SIDE = 8_000
LARGEST_SQUARE = 5_000
"""Pixels a side, and of a square of as many pixels: a hundred megabytes while it is decoded.

A picture that claims more is refused before.
"""

ONE_AT_A_TIME = CapacityLimiter(1)
"""Of each process: what decoding takes is taken once."""

WIDTHS = {"wide": 1_200, "medium": 720, "card": 360}
QUALITY = {"wide": 78, "medium": 76, "card": 40}
CARD_BYTES = 6_000
"""What a card's picture may weigh, for people on a slow phone."""


class NotAPictureError(DomainError):
    code = "not_a_picture"


class PictureTooLargeError(DomainError):
    """`most`: pixels a side, with which no picture is too large."""

    code = "picture_too_large"


def _written(data: bytes, folder: Path, name: UUID) -> tuple[int, int]:
    """Its width and height, upright."""
    from okote.platform.files import drawing  # noqa: PLC0415 (see there)

    return drawing.written(data, folder, name)


def as_jpeg(data: bytes) -> bytes:
    """The picture alone, as wide as anything that we keep, for papers that were photographed."""
    from okote.platform.files import drawing  # noqa: PLC0415 (see there)

    return drawing.jpeg(data)


async def store_picture(db: WriteSession, data: bytes, *, territory_id: UUID, folder: Path) -> StoredFile:
    """Keep a picture, not yet public; NotAPictureError or PictureTooLargeError if it can't be one.

    The files are written before the row commits: a crash leaves files that nothing names, never a
    row without its files.
    """
    stored = StoredFile(territory_id=territory_id, width=0, height=0, public=False, created_at=await db.now())
    stored.width, stored.height = await to_thread.run_sync(
        _written, data, folder, stored.id, limiter=ONE_AT_A_TIME
    )
    db.add(stored)
    await db.flush()
    return stored


def picture_path(folder: Path, picture: UUID, size: str) -> Path:
    """Where a size of a picture lies; KeyError for a size that there is not.

    Pictures that came before a size was thought of are shown in the largest.
    """
    WIDTHS[size]
    path = folder / f"{picture}-{size}.webp"
    return path if path.exists() else folder / f"{picture}-wide.webp"
