"""A list as a spreadsheet writes it: who is on it, and by line what could not be read."""

import csv
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from uuid import UUID

from consultations.eligibility.census.rules import (
    ADDRESS_MOST,
    NAME_MOST,
    NUMBER_MOST,
    address,
    folded,
    names,
    number,
)
from okote.platform.i18n import say

LINES_MOST = 100_000
REFUSED_TOLD = 200
SEPARATORS = ";\t,"
EARLIEST = date(1900, 1, 1)

HEADINGS: Mapping[str, tuple[str, ...]] = {
    "family": ("family_name", "nom", "nom de naissance", "nachname", "familienname"),
    "given": ("given_names", "prenom", "prenoms", "vorname", "vornamen"),
    "used": ("used_name", "nom d usage", "nom usage"),
    "born": ("birth_date", "date de naissance", "ne le", "nee le", "ne e le", "geburtsdatum"),
    "address": ("address", "adresse", "anschrift"),
    "number": ("number", "numero", "nummer"),
    "place": ("place", "commune", "lieu", "secteur", "ort", "gemeinde"),
}
NEEDED = ("family", "given", "born")

WRONG: Mapping[str, str] = {
    "heading": say("There is no column for the family name, the given names or the birth date."),
    "quote": say("A quotation mark opens somewhere, and none closes it."),
    "many": say("This list is too long: %(most)s lines at most."),
    "family": say("There is no family name."),
    "given": say("There is no given name."),
    "born": say("There is no birth date such as 2001-12-31 or 31/12/2001."),
    "where": say(
        "There is neither an address nor a number: with a name and a birth date alone, nobody is sure."
    ),
    "place": say("There is no place of that name in the territory."),
    "long": say("Something is longer than the list may hold."),
    "twice": say("The same person stands on an earlier line, with the same address or number."),
}
"""Codes of what could not be read; nothing of what stood there is kept."""

_DAY = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line that could be read."""

    name: str
    names: tuple[str, ...]
    born_on: date
    address: str
    sought: tuple[str, ...]
    number: str
    place_id: UUID


@dataclass(slots=True)
class Read:
    """`refused` has numbers of lines, the headings counted, and what is wrong with each."""

    entries: list[Entry] = field(default_factory=list)
    refused: list[tuple[int, str]] = field(default_factory=list)


def decoded(data: bytes) -> str:
    """UTF-8, or what older spreadsheets write in Western Europe."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def read(text: str, places: Mapping[str, UUID], usual: UUID) -> Read:
    """`places` by their folded names; `usual` is of the lines that name none."""
    text = text.replace("\0", "")
    first = text.partition("\n")[0]
    reader = csv.reader(StringIO(text, newline=""), delimiter=max(SEPARATORS, key=first.count))
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        return Read(refused=[(1, "quote")])
    columns = _columns(rows[0][1]) if rows else {}
    if any(name not in columns for name in NEEDED):
        return Read(refused=[(1, "heading")])
    if len(rows) > LINES_MOST + 1:
        return Read(refused=[(1, "many")])
    return _read(rows[1:], columns, {**places, "": usual})


def _columns(headings: Sequence[str]) -> Mapping[str, int]:
    """By what each is for, where it stands."""
    called = [" ".join(re.findall(r"\w+", _plain(heading))) for heading in headings]
    known = {name: {_plain(one) for one in accepted} for name, accepted in HEADINGS.items()}
    found = {}
    for at, heading in enumerate(called):
        found.update({name: at for name, accepted in known.items() if heading in accepted})
    return found


def _plain(written: str) -> str:
    return folded(written.strip())


def _read(
    rows: Sequence[tuple[int, Sequence[str]]], columns: Mapping[str, int], places: Mapping[str, UUID]
) -> Read:
    found, seen = Read(), set()
    for line, row in rows:
        cells = {name: row[at].strip() if at < len(row) else "" for name, at in columns.items()}
        entry = _entry(cells, places)
        if isinstance(entry, str):
            found.refused.append((line, entry))
            continue
        same = (entry.names, entry.born_on, entry.number or entry.sought)
        if same in seen:
            found.refused.append((line, "twice"))
            continue
        seen.add(same)
        found.entries.append(entry)
    return found


def _entry(cells: Mapping[str, str], places: Mapping[str, UUID]) -> Entry | str:
    """What stands on a line, or the code of what is wrong."""
    family, given, used = cells["family"], cells["given"], cells.get("used", "")
    written, numbered = cells.get("address", ""), cells.get("number", "")
    name = " ".join(filter(None, (given, family, f"({used})" if used else "")))
    born_on, place = day(cells["born"]), places.get(_plain(cells.get("place", "")))
    wrong = {
        "family": not names(family),
        "given": not names(given),
        "born": born_on is None,
        "where": not address(written) and not number(numbered),
        "place": place is None,
        "long": len(name) > NAME_MOST or len(written) > ADDRESS_MOST or len(numbered) > NUMBER_MOST,
    }
    if code := next((code for code, is_wrong in wrong.items() if is_wrong), None):
        return code
    if born_on is None or place is None:
        raise AssertionError
    sought = tuple(sorted(names(given, family, used)))
    return Entry(name, sought, born_on, written, address(written), number(numbered), place)


def day(written: str) -> date | None:
    """As ISO 8601 has it, or the day first, as it is written here."""
    try:
        found = _DAY.fullmatch(written)
        born = date(int(found[3]), int(found[2]), int(found[1])) if found else date.fromisoformat(written)
    except ValueError:
        return None
    return born if born >= EARLIEST else None
