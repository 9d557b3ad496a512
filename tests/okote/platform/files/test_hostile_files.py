"""Files that are two things at once, that claim to be what they are not, or that would take all memory."""

import struct
import zipfile
import zlib
from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image

from okote.platform.files.drawing import opened, written
from okote.platform.files.papers import NotAPaperError, store_paper
from okote.platform.files.pictures import NotAPictureError, PictureTooLargeError

SCRIPT = b"<script>alert(1)</script>"
CODE = b"<?php system($_GET['c']); ?>"


def picture(kind: str, **how: object) -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (60, 40), "#0b5d4b").save(drawn, kind, **how)
    return drawn.getvalue()


def zipped() -> bytes:
    held = BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr("../../etc/cron.d/x", CODE)
    return held.getvalue()


def claiming(width: int, height: int) -> bytes:
    """A PNG file of a few bytes that says it is so large."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


TWO_AT_ONCE = {
    "a PNG with a page behind it": picture("PNG") + SCRIPT,
    "a PNG with code behind it": picture("PNG") + CODE,
    "a JPEG with an archive behind it": picture("JPEG") + zipped(),
    "a JPEG with a script in its comment": picture("JPEG", comment=SCRIPT),
    "a JPEG with code in what the camera says": picture("JPEG", exif=b"Exif\0\0" + CODE),
    "a WebP with code in what a program says": picture("WEBP", xmp=CODE),
    "a WebP with a page behind it": picture("WEBP") + SCRIPT,
}
NO_PICTURE = {
    "a GIF that is a script": b"GIF89a/*" + b"\0" * 40 + b"*/=1;alert(1)",
    "a sound GIF": picture("GIF"),
    "a drawing with a script": b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
    "an archive": zipped(),
    "a page": b"<!doctype html>" + SCRIPT,
    "a page behind the first bytes of a PNG": b"\x89PNG\r\n\x1a\n" + SCRIPT,
    "PostScript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n",
    "a TIFF": picture("TIFF"),
    "a bitmap": picture("BMP"),
    "nothing": b"",
}


@pytest.mark.parametrize("what", TWO_AT_ONCE)
async def test_what_is_two_things_at_once_is_kept_as_one_or_not_at_all(tmp_path, what):
    """The picture is drawn anew, so that nothing else of the file is left; its name is ours."""
    sent = TWO_AT_ONCE[what]
    assert any(mark in sent for mark in (SCRIPT, CODE)), "the control: it was there"
    name = uuid4()
    written(sent, tmp_path, name)
    await store_paper(sent, folder=tmp_path, name=name)
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert {path.name for path in kept} == {
        *(f"{name}-{size}.webp" for size in ("wide", "medium", "card")),
        f"{name}.jpg",
    }
    for path in kept:
        assert not any(mark in path.read_bytes() for mark in (SCRIPT, CODE, b"PK\x03\x04"))


@pytest.mark.parametrize("what", NO_PICTURE)
async def test_what_is_no_picture_is_refused_whatever_it_is_called(tmp_path, what):
    with pytest.raises(NotAPictureError):
        opened(NO_PICTURE[what])
    with pytest.raises(NotAPaperError):
        await store_paper(NO_PICTURE[what], folder=tmp_path, name=uuid4())
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


@pytest.mark.parametrize("size", [(50_000, 50_000), (1, 200_000), (8_001, 10), (5_001, 5_001)])
def test_a_flood_of_pixels_is_not_decoded(size):
    with pytest.raises(PictureTooLargeError):
        opened(claiming(*size))
