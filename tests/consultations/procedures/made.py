"""Files as people send them, and as somebody would who means harm; each made here, so that it can be read."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from PIL import Image
from pypdf import PdfReader, PdfWriter

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
CORE = "http://schemas.openxmlformats.org/package/2006/metadata/core-properties"


def docx(
    *paragraphs: str, body: str = "", author: str = "", relations: str = "", prologue: str = "", **parts: str
) -> bytes:
    """A document of Word; `parts` are added by their paths, with two underscores for a slash."""
    said = "".join(f"<w:p><w:r><w:t>{one}</w:t></w:r></w:p>" for one in paragraphs)
    main = f'{prologue}<w:document xmlns:w="{W}"><w:body>{said}{body}</w:body></w:document>'
    core = f'<p xmlns:c="{CORE}"><c:creator>{author}</c:creator></p>'
    made = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": main,
        "word/_rels/document.xml.rels": f"<Relationships>{relations}</Relationships>",
        "docProps/core.xml": core,
    } | {name.replace("__", "/"): value for name, value in parts.items()}
    return zipped(made)


def zipped(parts: dict[str, str | bytes]) -> bytes:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_DEFLATED) as archive:
        for name, value in parts.items():
            archive.writestr(name, value)
    return packed.getvalue()


def relation(kind: str, target: str) -> str:
    return f'<Relationship Type="{RELATIONS}/{kind}" TargetMode="External" Target="{target}"/>'


def pdf(*lines: str) -> bytes:
    """One page, written by hand; its table of objects is where it says."""
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    content = f"BT /F1 12 Tf 14 TL 72 720 Td {shown} ET".encode("cp1252")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources 6 0 R >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        b"<< /Font << /F1 5 0 R >> >>",
    )
    made, table = b"%PDF-1.7\n", b"0000000000 65535 f \n"
    for number, one in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(made)
        made += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    size, begins = len(objects) + 1, len(made)
    made += b"xref\n0 %d\n%strailer << /Size %d /Root 1 0 R >>\n" % (size, table, size)
    return made + b"startxref\n%d\n%%%%EOF" % begins


def rewritten(change, *lines: str) -> bytes:
    """That page, with something done to it by a writer of PDF files."""
    writer, written = PdfWriter(clone_from=PdfReader(BytesIO(pdf(*lines or ("Bonjour.",))))), BytesIO()
    change(writer)
    writer.write(written)
    return written.getvalue()


def picture(kind="PNG", size=(40, 20), **saved):
    made = BytesIO()
    Image.new("RGB", size, "white").save(made, kind, **saved)
    return made.getvalue()
