"""Pictures are decoded and written anew: what else a file carries (place, camera, script) stays behind."""

import warnings
from io import BytesIO
from pathlib import Path
from uuid import UUID

from anyio import to_thread
from PIL import Image, ImageOps, UnidentifiedImageError

from okote.platform.errors import DomainError
from okote.platform.files.models import StoredFile
from payments.sessions import WriteSession

LARGEST_SIDE = 8_000
"""Pixels; a picture that claims more is refused before it is decoded."""

WIDTHS = {"wide": 1_200, "card": 360}
QUALITY = {"wide": 78, "card": 40}
CARD_BYTES = 6_000
"""What a card's picture may weigh, for people on a slow phone."""

FORMATS = ("JPEG", "PNG", "WEBP")


class NotAPictureError(DomainError):
    code = "not_a_picture"


class PictureTooLargeError(DomainError):
    """`most`: pixels a side."""

    code = "picture_too_large"


def _open(data: bytes) -> Image.Image:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        try:
            picture = Image.open(BytesIO(data), formats=FORMATS)
            if max(picture.size) > LARGEST_SIDE:
                raise PictureTooLargeError(most=LARGEST_SIDE)
            picture.load()
        except (
            UnidentifiedImageError,
            OSError,
            SyntaxError,
            ValueError,
            Image.DecompressionBombWarning,
        ) as error:
            raise NotAPictureError from error
        except Image.DecompressionBombError as error:
            raise PictureTooLargeError(most=LARGEST_SIDE) from error
    return ImageOps.exif_transpose(picture).convert("RGB")


def _webp(picture: Image.Image, width: int, quality: int, most: int | None = None) -> bytes:
    """As WebP of that width; smaller in quality until it weighs at most `most` bytes."""
    sized = picture.copy()
    sized.thumbnail((width, width * 4))
    while True:
        buffer = BytesIO()
        sized.save(buffer, "WEBP", quality=quality, method=4)
        if most is None or buffer.tell() <= most or quality <= 5:
            return buffer.getvalue()
        quality -= 7


def _written(data: bytes, folder: Path, name: UUID) -> tuple[int, int]:
    picture = _open(data)
    folder.mkdir(parents=True, exist_ok=True)
    for size, width in WIDTHS.items():
        most = CARD_BYTES if size == "card" else None
        (folder / f"{name}-{size}.webp").write_bytes(_webp(picture, width, QUALITY[size], most))
    return picture.size


async def store_picture(
    db: WriteSession, data: bytes, *, territory_id: UUID, folder: Path, public: bool
) -> StoredFile:
    """Keep a picture; NotAPictureError or PictureTooLargeError if it can't be one.

    The files are written before the row commits: a crash leaves files that nothing names, never a
    row without its files.
    """
    stored = StoredFile(
        territory_id=territory_id, width=0, height=0, public=public, created_at=await db.now()
    )
    stored.width, stored.height = await to_thread.run_sync(_written, data, folder, stored.id)
    db.add(stored)
    await db.flush()
    return stored


def picture_path(folder: Path, picture: UUID, size: str) -> Path:
    """Where a size of a picture lies; KeyError for a size that there is not."""
    WIDTHS[size]
    return folder / f"{picture}-{size}.webp"
