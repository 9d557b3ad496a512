"""Options as a spreadsheet has them: read with the headings that people write, written with our own."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from io import StringIO
from typing import Any, TypeVar

from consultations.ballots.exchange.rules import Known, Line, Read, options, plain, unguarded

SEPARATORS = ";\t,"

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "title": ("title", "titre", "titel", "name", "nom", "intitule", "projet"),
    "body": ("text", "texte", "description", "beschreibung", "body"),
    "cost": ("cost", "cout", "kosten", "montant", "betrag", "prix"),
    "place": ("place", "lieu", "ort", "commune", "secteur", "gemeinde", "quartier"),
    "envelope": ("envelope", "enveloppe", "topf", "budget"),
}
COLUMNS = ("number", "title", "text", "cost", "place", "envelope", "withdrawn")
"""Of what is written."""

Key = TypeVar("Key")


def decoded(data: bytes) -> str:
    """UTF-8, or what older spreadsheets write in Western Europe."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read(text: str, known: Known[Key]) -> Read[Key]:
    """Each line an option, under a line of headings."""
    text = text.removeprefix("\ufeff").replace("\0", "")
    first = text.partition("\n")[0]
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(SEPARATORS, key=first.count), strict=True)
    try:
        rows = list(_rows(reader))
    except csv.Error:
        return Read(refused=[(reader.line_num, "quote")])
    if not rows:
        return Read(refused=[(0, "empty")])
    columns = _columns(rows[0][1])
    if "title" not in columns:
        return Read(refused=[(rows[0][0], "heading")])
    lines = [
        Line(
            number,
            **{name: unguarded(row[at].strip()) if at < len(row) else "" for name, at in columns.items()},
        )
        for number, row in rows[1:]
    ]
    return options(lines, known)


def _rows(reader: Any) -> Iterator[tuple[int, list[str]]]:
    """With the line where each begins; those where nothing stands are left out."""
    begins = 1
    for row in reader:
        if any(map(str.strip, row)):
            yield begins, row
        begins = reader.line_num + 1


def _columns(headings: Sequence[str]) -> Mapping[str, int]:
    """By what each is for, where it stands; of two for the same, the first."""
    found: dict[str, int] = {}
    for at, heading in enumerate(headings):
        for name, accepted in HEADINGS.items():
            if plain(heading.strip(" *:")) in accepted:
                found.setdefault(name, at)
    return found
