"""Files that people send, and those of whoever means harm: what they say, or why they are not taken."""

import subprocess
import sys

import pytest
from PIL import Image
from pypdf.actions import JavaScript
from pypdf.annotations import Text
from pypdf.generic import DictionaryObject, NameObject, StreamObject, create_string_object
from pypdf.xmp import XmpInformation

from consultations.procedures.names.rules import suspects
from consultations.procedures.papers import reading, rules
from consultations.procedures.papers.rules import (
    LARGEST,
    WORDS_MOST,
    FileKind,
    FileTooLongError,
    kind_of,
    shown,
)
from consultations.procedures.papers.storing import take
from okote.platform.files.pictures import PictureTooLargeError
from tests.consultations.procedures.made import W, docx, pdf, picture, relation, rewritten, zipped


def test_a_text_is_kept_as_it_is_shown():
    taken = take("\ufeffMadame,\r\n\r\n\r\n\r\nVotre\tdossier\x07.  \r\n".encode())
    assert (taken.kind, taken.words) == (FileKind.TEXT, "Madame,\n\nVotre dossier.")
    assert taken.data == taken.words.encode()
    assert take("à Noël".encode("cp1252")).words == "à Noël"


def test_words_with_no_break_spaces_between_them_stay_apart_so_that_names_are_found():
    """As French letters have them after « M. » and before « € »."""
    words = take("M.\u00a0Martin doit 10\u202f000\u00a0€.".encode()).words
    assert words == "M.\u00a0Martin doit 10\u202f000\u00a0€."
    assert [one.said for one in suspects(words)] == ["M.\u00a0Martin"]


def test_a_text_is_kept_whole_or_not_at_all():
    assert len(take(b"a" * WORDS_MOST).data) == WORDS_MOST
    with pytest.raises(FileTooLongError):
        take(b"a" * (WORDS_MOST + 1))


def test_a_document_says_its_paragraphs_cells_and_notes_and_who_wrote_it():
    cells = "<w:tab/>".join(f"<w:t>{one}</w:t>" for one in ("Un", "Deux"))
    table = f"<w:tbl><w:tr><w:tc><w:p><w:r>{cells}</w:r></w:p></w:tc></w:tr></w:tbl>"
    foot = f'<w:ftr xmlns:w="{W}"><w:p><w:r><w:t>Page</w:t></w:r></w:p></w:ftr>'
    link = relation("hyperlink", "https://exemple.test")
    people = f'<p xmlns:w="{W}"><w:person w:author="Ana Lopez"/><w:person w:author="Jean Dupont"/></p>'
    parts = {"word/footer1.xml": foot, "word/people.xml": people}
    taken = take(docx("Madame,", "Oui.", body=table, author="Jean Dupont", relations=link, **parts))
    assert (taken.kind, taken.author) == (FileKind.DOCX, "Jean Dupont, Ana Lopez")
    assert taken.words == "Madame,\nOui.\nUn Deux\n\nPage"


def test_a_part_in_capitals_is_read_as_any():
    head = f'<w:hdr xmlns:w="{W}"><w:p><w:r><w:t>M. Martin</w:t></w:r></w:p></w:hdr>'
    people = '<p><a author="Ana Lopez"/></p>'
    taken = take(docx("Oui.", **{"WORD/Header1.XML": head, "word/People.xml": people}))
    assert (taken.words, taken.author) == ("M. Martin\n\nOui.", "Ana Lopez")


def test_a_pdf_says_its_lines_and_who_wrote_it():
    taken = take(rewritten(lambda writer: writer.add_metadata({"/Author": "Jean Dupont"}), "Madame,", "Été"))
    assert (taken.kind, taken.words, taken.author) == (FileKind.PDF, "Madame,\nÉté", "Jean Dupont")


def test_what_lies_beside_its_properties_names_people_too():
    """As XMP, which programs write besides and people forget."""

    def beside(writer):
        writer.xmp_metadata = XmpInformation.create()
        writer.xmp_metadata.dc_creator = ["Ana Lopez"]

    assert take(rewritten(beside)).author == "Ana Lopez"


def test_one_that_is_only_protected_against_changes_is_read():
    assert (
        take(rewritten(lambda writer: writer.encrypt("", "owner", algorithm="AES-256"))).words == "Bonjour."
    )


def test_a_picture_is_written_anew_without_what_else_it_carries():
    exif = Image.Exif()
    exif[0x010E] = "Chez Jean Dupont"
    sent = picture("JPEG", exif=exif)
    taken = take(sent + b"PK\x03\x04 and a program")
    assert (taken.kind, taken.words) == (FileKind.PICTURE, "")
    assert b"Dupont" in sent
    assert b"Dupont" not in taken.data
    assert b"program" not in taken.data


def launch(writer):
    """An action to which nothing leads."""
    action = {NameObject("/S"): NameObject("/Launch"), NameObject("/F"): create_string_object("x")}
    writer._add_object(DictionaryObject(action))


def swell(writer):
    """A page that unpacks to a hundred megabytes."""
    stream = StreamObject()
    stream.set_data(b"q " * 50_000_000)
    writer.pages[0][NameObject("/Contents")] = writer._add_object(stream.flate_encode())


def program(writer):
    writer.add_open_action(JavaScript("app.alert(1)"))


def passenger(writer):
    writer.add_attachment("a.exe", b"MZ")


def remark(writer):
    writer.add_annotation(0, Text(text="Non !", rect=(50, 50, 90, 90)))


def lock(writer):
    writer.encrypt("secret", algorithm="AES-256")


REMARK = f'<w:comments xmlns:w="{W}"><w:p><w:r><w:t>Non !</w:t></w:r></w:p></w:comments>'
MACROS = "<Types>application/vnd.ms-word.document.macroEnabled</Types>"
THOUSANDS = {"word/document.xml": "<a/>"} | {str(number): "" for number in range(2_000)}
HARMFUL = {
    "a document with a macro": ("runs", docx("a", **{"word/vbaProject.bin": "x"})),
    "one that says it has some": ("runs", docx("a", **{"[Content_Types].xml": MACROS})),
    "one with another file": ("runs", docx("a", **{"word/embeddings/x.bin": "x"})),
    "a template from elsewhere": ("runs", docx("a", relations=relation("attachedTemplate", "https://x"))),
    "one of a part in capitals": (
        "runs",
        docx("a", **{"word/_rels/a.RELS": f"<a>{relation('attachedTemplate', 'https://x')}</a>"}),
    ),
    "a picture from elsewhere": ("runs", docx("a", relations=relation("image", "https://x"))),
    "a change to accept": ("unfinished", docx("a", body="<w:p><w:del/></w:p>")),
    "a remark": ("unfinished", docx("a", **{"word/comments.xml": REMARK})),
    "an entity": ("unreadable", docx("&a;", prologue='<!DOCTYPE x [<!ENTITY a "b">]>')),
    "a zip bomb": ("long", docx("a" * 25_000_000)),
    "thousands of parts": ("unreadable", zipped(THOUSANDS)),
    "a spreadsheet": ("unreadable", zipped({"xl/workbook.xml": "<a/>"})),
    "a document cut off": ("unreadable", docx("a")[:-30]),
    "no XML": ("unreadable", docx("a", **{"word/document.xml": "<w:p"})),
    "a PDF cut off": ("unreadable", pdf("a")[:150]),
    "a PDF of nothing": ("unreadable", b"%PDF-1.7 and then nothing"),
    "a PDF with a program": ("runs", rewritten(program)),
    "a PDF with a file": ("runs", rewritten(passenger)),
    "a PDF that starts something": ("runs", rewritten(launch)),
    "a PDF with a remark": ("unfinished", rewritten(remark)),
    "a locked PDF": ("locked", rewritten(lock)),
    "a PDF that swells": ("unreadable", rewritten(swell)),
}


@pytest.mark.parametrize(("reason", "sent"), HARMFUL.values(), ids=HARMFUL.keys())
def test_what_would_do_harm_is_refused_by_whoever_reads_it(reason, sent):
    assert reading.tell(kind_of(sent), sent) == {"refused": reason}


@pytest.mark.parametrize(
    ("sent", "refusal"),
    [
        (HARMFUL["a document with a macro"][1], rules.FileRunsError),
        (HARMFUL["a remark"][1], rules.FileUnfinishedError),
        (b"\x89PNG\r\n\x1a\n" + b"x" * 40, rules.FileNotTakenError),
        (picture(size=(9_000, 1)), PictureTooLargeError),
        (b"MZ\0\0", rules.FileNotTakenError),
        (b"a" * (LARGEST + 1), rules.FileTooLargeError),
    ],
)
def test_each_refusal_has_its_own_kind(sent, refusal):
    with pytest.raises(refusal) as refused:
        take(sent)
    assert type(refused.value) is refusal


@pytest.mark.parametrize(("bound", "status"), [("confine", 1), ("RefusedError", 0)])
def test_a_file_that_fills_the_memory_stops_the_program_that_reads_it(bound, status):
    """The second one is not confined, and has its two gigabytes."""
    taking = (
        f"import mmap, runpy; runpy.run_path({reading.__file__!r})[{bound!r}](); mmap.mmap(-1, 2 * 10**9)"
    )
    done = subprocess.run([sys.executable, "-c", taking], capture_output=True, check=False)
    assert (done.returncode, b"Cannot allocate" in done.stderr) == (status, bool(status))


@pytest.mark.parametrize(
    ("begins", "kind"),
    [
        (b"%PDF-1.4", FileKind.PDF),
        (b"PK\x03\x04", FileKind.DOCX),
        (b"\xff\xd8\xff", FileKind.PICTURE),
        (b"Oui", FileKind.TEXT),
    ],
)
def test_a_file_is_what_its_first_bytes_say(begins, kind):
    assert kind_of(begins) is kind


def test_two_kinds_in_one_are_the_kind_that_it_begins_with():
    """It is handed back as that kind alone, as a download."""
    both = pdf("Bonjour.") + docx("Autre.")
    assert (kind_of(both), reading.tell("pdf", both)["words"]) == (FileKind.PDF, "Bonjour.")


def test_what_is_shown_has_an_end():
    assert len(shown("a" * 200_000)) == rules.WORDS_MOST
