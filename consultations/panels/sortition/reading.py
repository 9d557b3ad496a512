"""Categories and pools as people bring them: CSV from any spreadsheet, and what is wrong with it, by line."""

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

from consultations.panels.sortition.rules import Candidate, Quota, Wanted
from okote.platform.i18n import say

SEPARATORS = ";\t,"
LONGEST_VALUE = 200
MOST_QUOTAS = 500
MOST_SEATS = 10_000


class UnreadableError(Exception):
    """What a file lacks or holds that cannot be used: a sentence to translate, and its values."""

    def __init__(self, says: str, **values: object) -> None:
        super().__init__(says % values)
        self.says = says
        self.values = values


@dataclass(frozen=True, slots=True)
class Table:
    """`rows` come with their lines, counted from one; each is as long as `columns`."""

    columns: Sequence[str]
    rows: Sequence[tuple[int, Sequence[str]]]

    def place(self, column: str, file: str) -> int:
        """Where a column stands, whatever its case."""
        named = [name.casefold() for name in self.columns]
        if named.count(column.casefold()) > 1:
            raise UnreadableError(
                say("%(file)s has the column “%(column)s” more than once."), file=file, column=column
            )
        if column.casefold() not in named:
            raise UnreadableError(
                say("%(file)s has no column “%(column)s”: it has %(columns)s."),
                file=file,
                column=column,
                columns=", ".join(name for name in self.columns if name),
            )
        return named.index(column.casefold())


def text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise UnreadableError(
            say("%(file)s can’t be read: %(reason)s."), file=path.name, reason=error.strerror
        ) from error
    except UnicodeDecodeError as error:
        raise UnreadableError(
            say("%(file)s is not UTF-8: save it as “CSV UTF-8” in your spreadsheet."), file=path.name
        ) from error


def table(text: str, file: str) -> Table:
    """Separated by what its first line has most of; lines without anything are passed over."""
    first = text.partition("\n")[0]
    separator = max(SEPARATORS, key=first.count)
    if "\0" in text:
        raise UnreadableError(say("%(file)s is not a CSV file."), file=file)
    rows = _rows(text, separator, file)
    columns = [cell.strip() for cell in next(rows, (1, []))[1]]
    if not any(columns):
        raise UnreadableError(say("%(file)s is empty."), file=file)
    return Table(columns, [(line, _padded(row, len(columns), line, file)) for line, row in rows])


def _rows(text: str, separator: str, file: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True)
    try:
        yield from ((reader.line_num, row) for row in reader if any(cell.strip() for cell in row))
    except csv.Error as error:
        raise UnreadableError(
            say("%(file)s, line %(line)s: this is not CSV (%(reason)s)."),
            file=file,
            line=reader.line_num,
            reason=error,
        ) from error


def _padded(row: list[str], wide: int, line: int, file: str) -> list[str]:
    if len(row) > wide and any(cell.strip() for cell in row[wide:]):
        raise UnreadableError(
            say("%(file)s, line %(line)s has more cells than there are columns."), file=file, line=line
        )
    return [*row, *[""] * (wide - len(row))]


def cell(row: Sequence[str], place: int, line: int, file: str, column: str) -> str:
    """What stands there: one line of plain text, that no spreadsheet would compute."""
    found = row[place].strip()
    if found.startswith(("=", "@")):
        raise UnreadableError(
            say("%(file)s, line %(line)s: “%(column)s” holds a formula; put its result there."),
            file=file,
            line=line,
            column=column,
        )
    if not found or len(found) > LONGEST_VALUE or not found.isprintable():
        raise UnreadableError(
            say("%(file)s, line %(line)s: “%(column)s” is empty, too long or not plain text."),
            file=file,
            line=line,
            column=column,
        )
    return found


def categories(text: str, size: int, file: str) -> Wanted:
    """Columns: the feature, its value; by name `min`, `max` and, if wanted, `min_flex` and `max_flex`."""
    read = table(text, file)
    if len(read.columns) < 4:
        raise UnreadableError(
            say("%(file)s needs four columns: the feature, its value, min, max."), file=file
        )
    if not 1 <= size <= MOST_SEATS:
        raise UnreadableError(say("A panel has between 1 and %(most)s seats."), most=MOST_SEATS)
    places = {name: read.place(name, file) for name in ("min", "max")}
    for name in ("min_flex", "max_flex"):
        if name in {column.casefold() for column in read.columns}:
            places[name] = read.place(name, file)
    quotas: dict[tuple[str, str], Quota] = {}
    for line, row in read.rows:
        one = _quota(row, line, file, read, places)
        if (one.feature, one.value) in quotas:
            raise UnreadableError(
                say("%(file)s, line %(line)s: “%(value)s” of “%(feature)s” is there twice."),
                file=file,
                line=line,
                feature=one.feature,
                value=one.value,
            )
        quotas[one.feature, one.value] = one
    if not 1 <= len(quotas) <= MOST_QUOTAS:
        raise UnreadableError(
            say("%(file)s is to name between 1 and %(most)s values."), file=file, most=MOST_QUOTAS
        )
    return Wanted(size, tuple(quotas.values()))


def _quota(row: Sequence[str], line: int, file: str, read: Table, places: dict[str, int]) -> Quota:
    feature, value = (cell(row, place, line, file, read.columns[place]) for place in (0, 1))
    bounds = {name: _count(cell(row, at, line, file, name), line, file, name) for name, at in places.items()}
    if bounds["min"] > bounds["max"]:
        raise UnreadableError(
            say("%(file)s, line %(line)s: the minimum is above the maximum."), file=file, line=line
        )
    return Quota(
        feature, value, bounds["min"], bounds["max"], bounds.get("min_flex", 0), bounds.get("max_flex")
    )


def _count(text: str, line: int, file: str, column: str) -> int:
    if not re.fullmatch(r"[0-9]{1,6}", text):
        raise UnreadableError(
            say("%(file)s, line %(line)s: “%(column)s” is “%(text)s”, which is no whole number."),
            file=file,
            line=line,
            column=column,
            text=text,
        )
    return int(text)


def pool(
    text: str, wanted: Wanted, file: str, *, id_column: str | None = None, address: Sequence[str] = ()
) -> list[Candidate]:
    """One person a line; without a column of ids, the number of the line is one's id.

    Who has the same in all columns of the address, whatever the case, accents and punctuation, shares a
    household; who has nothing there lives alone.
    """
    read = table(text, file)
    ids = None if id_column is None else read.place(id_column, file)
    features = [(read.place(feature, file), feature) for feature in wanted.features]
    homes = [read.place(column, file) for column in address]
    known = {(quota.feature, quota.value) for quota in wanted.quotas}
    found: dict[str, Candidate] = {}
    for line, row in read.rows:
        values = tuple(cell(row, place, line, file, feature) for place, feature in features)
        _check_known(values, wanted, known, line, file)
        own = str(line) if ids is None else cell(row, ids, line, file, read.columns[ids])
        if own in found:
            raise UnreadableError(
                say("%(file)s, line %(line)s: “%(id)s” is there twice."), file=file, line=line, id=own
            )
        found[own] = Candidate(own, values, _household([row[place] for place in homes]))
    if not found:
        raise UnreadableError(say("%(file)s has nobody in it."), file=file)
    return list(found.values())


def _check_known(
    values: Sequence[str], wanted: Wanted, known: set[tuple[str, str]], line: int, file: str
) -> None:
    for feature, value in zip(wanted.features, values, strict=True):
        if (feature, value) not in known:
            raise UnreadableError(
                say("%(file)s, line %(line)s: “%(value)s” is no value of “%(feature)s” in the categories."),
                file=file,
                line=line,
                value=value,
                feature=feature,
            )


def _household(address: Sequence[str]) -> str | None:
    """The same for the same address, however it is written."""
    parts = [" ".join(re.findall(r"\w+", _folded(part))) for part in address]
    return "\n".join(parts) if any(parts) else None


def _folded(text: str) -> str:
    """Without case and accents."""
    return "".join(
        one for one in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(one)
    )
