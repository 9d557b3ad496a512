"""Papers are what they say, or are refused; of a photographed one, the picture alone is kept."""

from io import BytesIO
from uuid import uuid4

import pytest
from PIL import Image

from okote.platform.files.papers import (
    LARGEST_PAPER,
    NotAPaperError,
    PaperKind,
    PaperTooLargeError,
    is_pdf,
    paper_path,
    store_paper,
)

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"


def photograph():
    drawn = BytesIO()
    exif = Image.Exif()
    exif[0x010F] = "A telephone"
    Image.new("RGB", (60, 40), "#0b5d4b").save(drawn, "JPEG", exif=exif)
    return drawn.getvalue()


@pytest.mark.parametrize(
    ("data", "sound"), [(PDF, True), (PDF[1:], False), (b"%PDF-1.7", False), (PDF + b" " * 3_000, False)]
)
def test_a_pdf_begins_and_ends_as_one(data, sound):
    assert is_pdf(data) is sound


async def test_a_pdf_stays_as_it_is_and_a_photograph_loses_what_it_tells_besides(tmp_path):
    name = uuid4()
    assert await store_paper(PDF, folder=tmp_path, name=name) is PaperKind.PDF
    assert paper_path(tmp_path, name, PaperKind.PDF).read_bytes() == PDF
    assert await store_paper(photograph(), folder=tmp_path, name=name) is PaperKind.JPEG
    kept = paper_path(tmp_path, name, PaperKind.JPEG).read_bytes()
    assert (b"A telephone" in photograph(), b"A telephone" in kept) == (True, False)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"MZ\x90\x00", NotAPaperError),
        (b"<html><script>alert(1)</script>", NotAPaperError),
        (PDF[:9] + b"x" * 5_000, NotAPaperError),
        (PDF + b"x" * LARGEST_PAPER, PaperTooLargeError),
    ],
)
async def test_what_is_no_paper_is_refused_and_nothing_of_it_kept(tmp_path, data, refusal):
    with pytest.raises(refusal):
        await store_paper(data, folder=tmp_path, name=uuid4())
    assert list(tmp_path.rglob("*.*")) == []
