"""The pixels of a picture: turned upright, made smaller, written anew.

Apart from what is kept of them, so that Pillow is loaded once a picture comes in, and not by every process.
"""

from io import BytesIO
from pathlib import Path
from uuid import UUID

from PIL import Image, ImageOps

from okote.platform.files.pictures import (
    CARD_BYTES,
    LARGEST_SIDE,
    LARGEST_SQUARE,
    QUALITY,
    WIDTHS,
    NotAPictureError,
    PictureTooLargeError,
)

BLENDING = frozenset({"RGB", "RGBA", "L", "LA", "CMYK"})
"""Modes whose pixels can be averaged; others, such as palettes, are first made RGB."""

FORMATS = ("JPEG", "PNG", "WEBP")

DRAWN_WITH = ("icc_profile",)
"""All that a picture keeps besides its pixels: what their colours mean. A comment or a place would be written
again with it.
"""


def opened(data: bytes) -> Image.Image:
    """Upright, and no larger than what is made of it."""
    try:
        with Image.open(BytesIO(data), formats=FORMATS) as picture:
            _check_size(picture)
            drawn = _upright(_shrunk(picture)).convert("RGB")
            drawn.info = {name: drawn.info[name] for name in DRAWN_WITH if name in drawn.info}
            return drawn
    except PictureTooLargeError:
        raise
    except Image.DecompressionBombError as error:
        raise PictureTooLargeError(most=LARGEST_SQUARE) from error
    except Exception as error:  # what a broken file makes a decoder raise has no end of kinds
        raise NotAPictureError from error


def _check_size(picture: Image.Image) -> None:
    if max(picture.size) > LARGEST_SIDE or picture.width * picture.height > LARGEST_SQUARE**2:
        raise PictureTooLargeError(most=LARGEST_SQUARE)


def _shrunk(picture: Image.Image) -> Image.Image:
    """Until its shorter side is as wide as anything made of it: a JPEG is even decoded smaller."""
    sound = picture if picture.mode in BLENDING else picture.convert("RGB")
    shorter = min(sound.size)
    if shorter > WIDTHS["wide"]:
        sound.thumbnail((sound.width * WIDTHS["wide"] // shorter, sound.height * WIDTHS["wide"] // shorter))
    return sound


def _upright(picture: Image.Image) -> Image.Image:
    """Turned as the camera says; as it lies where what it says can't be read."""
    try:
        return ImageOps.exif_transpose(picture)
    except Exception:  # noqa: BLE001 (as above, and no reason to refuse a picture)
        return picture


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


def written(data: bytes, folder: Path, name: UUID) -> tuple[int, int]:
    picture = opened(data)
    folder.mkdir(parents=True, exist_ok=True)
    for size, width in WIDTHS.items():
        most = CARD_BYTES if size == "card" else None
        (folder / f"{name}-{size}.webp").write_bytes(_webp(picture, width, QUALITY[size], most))
    return picture.size


def jpeg(data: bytes) -> bytes:
    buffer = BytesIO()
    opened(data).save(buffer, "JPEG", quality=QUALITY["wide"])
    return buffer.getvalue()
