"""Pictures are decoded and written anew: what else a file carries (place, camera, script) stays behind."""

from io import BytesIO
from pathlib import Path
from uuid import UUID

from anyio import CapacityLimiter, to_thread
from PIL import Image, ImageOps

from okote.platform.errors import DomainError
from okote.platform.files.models import StoredFile
from payments.sessions import WriteSession

LARGEST_SIDE = 8_000
LARGEST_SQUARE = 5_000
"""Pixels a side, and of a square of as many pixels: a hundred megabytes while it is decoded.

A picture that claims more is refused before.
"""

BLENDING = frozenset({"RGB", "RGBA", "L", "LA", "CMYK"})
"""Modes whose pixels can be averaged; others, such as palettes, are first made RGB."""

ONE_AT_A_TIME = CapacityLimiter(1)
"""Of each process: what decoding takes is taken once."""

WIDTHS = {"wide": 1_200, "medium": 720, "card": 360}
QUALITY = {"wide": 78, "medium": 76, "card": 40}
CARD_BYTES = 6_000
"""What a card's picture may weigh, for people on a slow phone."""

FORMATS = ("JPEG", "PNG", "WEBP")

DRAWN_WITH = ("icc_profile",)
"""All that a picture keeps besides its pixels: what their colours mean. A comment or a place would be written
again with it.
"""


class NotAPictureError(DomainError):
    code = "not_a_picture"


class PictureTooLargeError(DomainError):
    """`most`: pixels a side, with which no picture is too large."""

    code = "picture_too_large"


def _open(data: bytes) -> Image.Image:
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


def _written(data: bytes, folder: Path, name: UUID) -> tuple[int, int]:
    picture = _open(data)
    folder.mkdir(parents=True, exist_ok=True)
    for size, width in WIDTHS.items():
        most = CARD_BYTES if size == "card" else None
        (folder / f"{name}-{size}.webp").write_bytes(_webp(picture, width, QUALITY[size], most))
    return picture.size


def as_jpeg(data: bytes) -> bytes:
    """The picture alone, as wide as anything that we keep, for papers that were photographed."""
    buffer = BytesIO()
    _open(data).save(buffer, "JPEG", quality=QUALITY["wide"])
    return buffer.getvalue()


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
