"""Tables that people open in a spreadsheet, which takes some texts for formulas."""

import csv
from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from datetime import datetime
from io import StringIO
from typing import Any

BYTE_ORDER_MARK = "\ufeff"
"""Without it, some programs take UTF-8 for something else."""

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a cell begins with that a program might calculate, and the wide forms of it (OWASP, CSV injection)."""

PIECE = 32_768
"""Characters that are sent at once."""


def harmless(cell: str) -> str:
    """The same text behind an apostrophe, where a program might take it for a formula."""
    return f"'{cell}" if cell.startswith(FORMULA) else cell


def spreadsheet(
    columns: Sequence[str], rows: Iterable[Mapping[str, Any]], say: Callable[[str], str] = str
) -> str:
    """A table as RFC 4180 has it, its columns named in the first line; what is None is left empty.

    `say` calls them in the language of who reads it (`okote.web.headings`).
    """
    written = StringIO()
    written.write(BYTE_ORDER_MARK)
    table = csv.writer(written)
    table.writerow(map(say, columns))
    for row in rows:
        table.writerow([_cell(row[column]) for column in columns])
    return written.getvalue()


async def long_spreadsheet(
    columns: Sequence[str], rows: AsyncIterator[Mapping[str, Any]], say: Callable[[str], str] = str
) -> AsyncIterator[str]:
    """The same table in pieces, where it may be too long to be held."""
    yield spreadsheet(columns, [], say)
    written = StringIO()
    table = csv.writer(written)
    async for row in rows:
        table.writerow([_cell(row[column]) for column in columns])
        if written.tell() >= PIECE:
            yield written.getvalue()
            written.seek(written.truncate(0))
    yield written.getvalue()


def _cell(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case list() | tuple():
            return harmless(" ".join(map(str, value)))
        case datetime():
            return value.isoformat(timespec="seconds")
        case _:
            return harmless(str(value))
