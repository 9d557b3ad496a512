"""A picture is kept or refused, whatever the file holds."""

import tracemalloc
import zlib
from io import BytesIO
from random import Random
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from okote.platform.files.drawing import opened, written
from okote.platform.files.pictures import (
    CARD_BYTES,
    LARGEST_SQUARE,
    NotAPictureError,
    PictureTooLargeError,
)

ORIENTATION = 0x0112
ON_ITS_SIDE = 6


def saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, kind, **how)
    return buffer.getvalue()


def noise(width: int, height: int, mode: str = "RGB") -> Image.Image:
    size = width * height * len(Image.new(mode, (1, 1)).getbands())
    return Image.frombytes(mode, (width, height), Random(7).randbytes(size))


def turned() -> bytes:
    exif = Image.Exif()
    exif[ORIENTATION] = ON_ITS_SIDE
    exif[0x010E] = "Le quai"
    return saved(noise(24, 16), "JPEG", exif=exif)


SOUND = {
    "jpeg": turned(),
    "progressive": saved(noise(24, 16), "JPEG", progressive=True),
    "cmyk": saved(noise(8, 8, "CMYK"), "JPEG"),
    "png": saved(noise(24, 16, "RGBA"), "PNG"),
    "palette": saved(noise(24, 16).convert("P"), "PNG", transparency=3),
    "grey": saved(Image.new("I;16", (24, 16), 9_000), "PNG"),
    "black and white": saved(Image.new("1", (24, 16)), "PNG"),
    "webp": saved(noise(24, 16), "WEBP"),
    "lossless": saved(noise(24, 16, "RGBA"), "WEBP", lossless=True),
}


@pytest.mark.parametrize("kind", SOUND)
def test_every_kind_is_kept_in_two_widths(tmp_path, kind):
    name = uuid4()
    width, height = written(SOUND[kind], tmp_path, name)
    assert (width, height) in {(24, 16), (16, 24), (8, 8)}
    for size in ("wide", "card"):
        with Image.open(tmp_path / f"{name}-{size}.webp") as kept:
            assert kept.size == (width, height)
            assert not kept.getexif()


def test_a_picture_stands_upright():
    assert opened(SOUND["jpeg"]).size == (16, 24)


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_of_what_moves_the_first_picture_is_kept(tmp_path, kind):
    name, pictures = uuid4(), [Image.new("RGB", (24, 16), colour) for colour in ("#0b5d4b", "#ffffff")]
    written(saved(pictures[0], kind, save_all=True, append_images=pictures[1:], duration=40), tmp_path, name)
    with Image.open(tmp_path / f"{name}-wide.webp") as kept:
        assert not getattr(kept, "is_animated", False)
        assert kept.getpixel((0, 0))[1] < 128


@pytest.mark.parametrize("kind", ["jpeg", "png", "webp"])
@pytest.mark.parametrize(
    "besides", [b"<script>alert(1)</script>", b"PK\x03\x04 an archive", b"%PDF-1.7 a paper %%EOF"]
)
def test_what_a_picture_is_besides_is_left_behind(tmp_path, kind, besides):
    name = uuid4()
    written(SOUND[kind] + besides, tmp_path, name)
    for path in tmp_path.iterdir():
        assert besides not in path.read_bytes()


@pytest.mark.parametrize(("size", "kept"), [((3_000, 2_000), (1_200, 800)), ((1_300, 4_000), (1_200, 3_692))])
def test_a_large_one_is_shrunk_to_what_pages_show(tmp_path, size, kept):
    name = uuid4()
    written(saved(Image.new("RGB", size, "#0b5d4b"), "PNG"), tmp_path, name)
    with Image.open(tmp_path / f"{name}-wide.webp") as wide:
        assert wide.size == kept
    assert (tmp_path / f"{name}-card.webp").stat().st_size <= CARD_BYTES


def test_a_card_s_picture_is_light_whatever_it_shows(tmp_path):
    name = uuid4()
    written(saved(noise(1_200, 800), "PNG"), tmp_path, name)
    assert 0 < (tmp_path / f"{name}-card.webp").stat().st_size <= CARD_BYTES


@pytest.mark.parametrize("size", [(8_001, 1), (LARGEST_SQUARE, LARGEST_SQUARE + 1), (50_000, 50_000)])
@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
def test_a_small_file_that_claims_to_be_huge(size):
    """Refused by what its head says: nothing is decoded."""
    head = saved(Image.new("1", (8, 8)), "PNG")
    claimed = b"".join(side.to_bytes(4, "big") for side in size)
    lying = head[:16] + claimed + head[24:]
    lying = lying[:29] + crc(lying[12:29]) + lying[33:]
    tracemalloc.start()
    with pytest.raises(PictureTooLargeError):
        opened(lying)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 1_000_000


def crc(chunk: bytes) -> bytes:
    """Of a chunk of a PNG."""
    return zlib.crc32(chunk).to_bytes(4, "big")


BROKEN_EXIF = [
    b"",
    b"II",
    b"MM\x00*",
    b"II*\x00\xff\xff\xff\xff",
    b"II*\x00\x08\x00\x00\x00\xff\xff" + b"\x12" * 40,
]


@pytest.mark.parametrize("exif", BROKEN_EXIF)
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_what_a_camera_wrote_wrongly_refuses_no_picture(kind, exif):
    assert opened(saved(noise(24, 16), kind, exif=b"Exif\x00\x00" + exif)).size == (24, 16)


@pytest.mark.filterwarnings("ignore::UserWarning")
@settings(max_examples=400)
@given(st.sampled_from(sorted(SOUND)), st.data())
def test_a_file_that_was_damaged_is_a_picture_or_is_refused(kind, data):
    """Cut short, or with octets changed anywhere."""
    damaged = bytearray(SOUND[kind])
    for _ in range(data.draw(st.integers(0, 6))):
        damaged[data.draw(st.integers(0, len(damaged) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.one_of(st.none(), st.integers(0, len(damaged))))
    try:
        kept = opened(bytes(damaged[:end]))
    except (NotAPictureError, PictureTooLargeError):
        return
    assert kept.mode == "RGB"
