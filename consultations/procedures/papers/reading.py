"""A program apart: reads one file from its standard input, and tells what it says as JSON.

`python reading.py pdf`. A file that would fill the memory, or never end, stops this program alone. It imports
nothing of ours, so that it starts at once.
"""

import json
import re
import resource
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import BytesIO
from typing import Any
from xml.parsers import expat
from zipfile import ZipFile

MEMORY, SECONDS = 1_000_000_000, 10
"""In bytes, and of processor time."""

MOST_WORDS = 200_000
"""Characters that are handed on."""

LARGEST_PART, MOST_PARTS = 20_000_000, 2_000
"""Of a DOCX file: bytes of one part, unpacked, and how many there may be."""

MOST_PAGES, MOST_OBJECTS = 200, 100_000
"""Of a PDF file."""

PROGRAMS = re.compile(r"vbaProject|/activeX/|/embeddings/|macroEnabled", re.IGNORECASE)
SAYS = ("header", "document", "footnotes", "endnotes", "footer")
"""Parts of a DOCX file with what its readers see, in the order in which they see it."""

UNFINISHED = frozenset({"del", "ins", "moveFrom", "moveTo"})
"""Elements of changes that nobody has accepted yet."""

RUNS = frozenset({"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/Rendition", "/GoToE"})
"""Actions of a PDF file that do more than lead somewhere (ISO 32000-2, 12.6.4)."""

CARRIES = frozenset({"/EmbeddedFiles", "/JavaScript", "/JS", "/XFA", "/RichMediaContent"})
"""Where a PDF file holds others, or programs."""

REMARKS = frozenset({"/Text", "/FreeText", "/Highlight", "/Underline", "/StrikeOut", "/Caret", "/Popup"})
"""Annotations of a PDF file by which readers remark on it, under their names (ISO 32000-2, 12.5.6)."""

ABOUT = ("docprops/core.xml", "docprops/app.xml", "word/people.xml")
"""Parts of a DOCX file that name people: who wrote it, who is in charge, who ever remarked on it."""

NAMING = frozenset({"creator", "lastModifiedBy", "Manager"})

Read = Mapping[str, str | None]


class RefusedError(Exception):
    """Why a file is not taken: unreadable, locked, runs, unfinished, long."""


def docx(data: bytes) -> Read:
    """Of a finished document: without programs, parts that lie elsewhere, changes to accept and remarks.

    Names of parts are the same in capitals (ECMA-376, part 2).
    """
    with ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        if "word/document.xml" not in names or len(names) > MOST_PARTS:
            raise RefusedError("unreadable")
        if PROGRAMS.search("\n".join([*names, _part(archive, "[Content_Types].xml").decode()])):
            raise RefusedError("runs")
        for name in names:
            if name.lower().endswith(".rels"):
                _check_relations(_part(archive, name))
            if name.lower().startswith("word/comments") and _words(_part(archive, name)):
                raise RefusedError("unfinished")
        told = [one for kind in SAYS for one in names if re.fullmatch(rf"word/{kind}\d*\.xml", one.lower())]
        said = [_words(_part(archive, name)) for name in told]
        about = [one for kind in ABOUT for one in names if one.lower() == kind]
        authors = [one for name in about for one in _authors(_part(archive, name))]
    return {"words": "\n\n".join(filter(None, said)), "author": _listed(authors)}


def _part(archive: ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        data = part.read(LARGEST_PART + 1)
    if len(data) > LARGEST_PART:
        raise RefusedError("long")
    return data


def _parsed(
    data: bytes,
    *,
    start: Callable[[str, Mapping[str, str]], None],
    end: Callable[[str], None] = lambda _: None,
    text: Callable[[str], None] = lambda _: None,
) -> None:
    """Tell of each element by its local name."""

    def refuse(*_: object) -> None:
        raise RefusedError("unreadable")

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    parser.StartElementHandler = lambda name, given: start(name.rpartition(" ")[2], given)
    parser.EndElementHandler = lambda name: end(name.rpartition(" ")[2])
    parser.CharacterDataHandler = text
    parser.Parse(data, True)  # noqa: FBT003 (what it takes by place alone: that this is all)


def _words(part: bytes) -> str:
    """What a part of the document says, each paragraph and each cell on a line of its own."""
    said: list[str] = []
    within: list[str] = []

    def start(name: str, _: Mapping[str, str]) -> None:
        if name in UNFINISHED:
            raise RefusedError("unfinished")
        within.append(name)
        said.append({"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}.get(name, ""))

    def end(name: str) -> None:
        within.pop()
        said.append("\n" if name == "p" else "")

    _parsed(part, start=start, end=end, text=lambda one: said.append(one if within[-1] == "t" else ""))
    return "".join(said).strip()


def _authors(about: bytes) -> list[str]:
    """Whom a part with properties names."""
    names: list[str] = []
    within: list[str] = []

    def start(name: str, given: Mapping[str, str]) -> None:
        within.append(name)
        names.extend(value for key, value in given.items() if key.rpartition(" ")[2] == "author")

    def end(_: str) -> None:
        within.pop()

    _parsed(about, start=start, end=end, text=lambda one: names.append(one) if within[-1] in NAMING else None)
    return names


def _listed(names: Iterable[str | None]) -> str | None:
    """Each once."""
    return ", ".join(dict.fromkeys(name.strip() for name in names if name and name.strip())) or None


def _check_relations(part: bytes) -> None:
    """A link may lead elsewhere; a picture or a template that lies there would tell who reads."""

    def start(_: str, given: Mapping[str, str]) -> None:
        if given.get("TargetMode") == "External" and not given.get("Type", "").endswith("/hyperlink"):
            raise RefusedError("runs")

    _parsed(part, start=start)


def pdf(data: bytes) -> Read:
    """Of a file that does nothing by itself, carries no other, and opens without a password."""
    from pypdf import PdfReader  # noqa: PLC0415 (half a second, for files of this kind alone)

    reader = PdfReader(BytesIO(data))
    if reader.is_encrypted and not reader.decrypt(""):
        raise RefusedError("locked")
    if len(reader.pages) > MOST_PAGES:
        raise RefusedError("long")
    for one in _dictionaries(reader):
        if CARRIES & one.keys() or one.get("/S") in RUNS:
            raise RefusedError("runs")
        if one.get("/Subtype") in REMARKS:
            raise RefusedError("unfinished")
    words = "\n\n".join(page.extract_text() for page in reader.pages)
    about, beside = reader.metadata, reader.xmp_metadata
    named = [about.author if about else None, *((beside and beside.dc_creator) or ())]
    return {"words": words, "author": _listed(named)}


def _dictionaries(reader: Any) -> Iterator[Mapping[str, Any]]:
    """Every one of the file, also where nothing leads to it."""
    from pypdf.generic import ArrayObject, DictionaryObject, IndirectObject  # noqa: PLC0415 (as above)

    numbered = {(number, kind) for kind, of in reader.xref.items() for number in of}
    numbered |= {(number, 0) for number in reader.xref_objStm}
    if len(numbered) > MOST_OBJECTS:
        raise RefusedError("long")
    left: list[Any] = [reader.trailer]
    left += [reader.get_object(IndirectObject(number, kind, reader)) for number, kind in sorted(numbered)]
    while left:
        one = left.pop()
        if isinstance(one, DictionaryObject):
            yield one
            left += [one.raw_get(key) for key in one]
        elif isinstance(one, ArrayObject):
            left += list.__iter__(one)


READERS: Mapping[str, Callable[[bytes], Read]] = {"docx": docx, "pdf": pdf}


def confine() -> None:
    """Of this program alone, until it ends."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))


def tell(kind: str, data: bytes) -> Read:
    """What it says, or why it is not taken, under `refused`."""
    try:
        told = READERS[kind](data)
    except RefusedError as error:
        return {"refused": str(error)}
    except Exception:  # noqa: BLE001 (what a broken file makes a library raise has no end of kinds)
        return {"refused": "unreadable"}
    return {**told, "words": (told["words"] or "")[:MOST_WORDS]}


if __name__ == "__main__":
    confine()
    json.dump(tell(sys.argv[1], sys.stdin.buffer.read()), sys.stdout)
