"""What people open in a spreadsheet stays text."""

import csv
from datetime import UTC, datetime
from io import StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from okote.web.spreadsheets import (
    BYTE_ORDER_MARK,
    FORMULA,
    PIECE,
    harmless,
    long_spreadsheet,
    spreadsheet,
)

CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))


@pytest.mark.parametrize("cell", ["=1+1", "+33 3", "-2", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_what_could_be_a_formula_is_not(cell):
    assert harmless(cell) == f"'{cell}"


@given(CELLS)
def test_no_cell_begins_a_formula_and_none_loses_a_character(cell):
    shown = harmless(cell)
    assert not shown.startswith(FORMULA)
    assert shown in {cell, f"'{cell}"}


@given(st.lists(st.tuples(CELLS, CELLS)))
def test_what_is_written_is_read_again(rows):
    text = spreadsheet(["a", "b"], [{"a": a, "b": b} for a, b in rows])
    read = list(csv.reader(StringIO(text.removeprefix(BYTE_ORDER_MARK), newline="")))
    assert read == [["a", "b"], *([harmless(a), harmless(b)] for a, b in rows)]


def test_nothing_is_an_empty_cell():
    assert spreadsheet(["a", "b"], [{"a": None, "b": 0}]) == f"{BYTE_ORDER_MARK}a,b\r\n,0\r\n"


@pytest.mark.parametrize(
    ("value", "cell"),
    [
        (True, "true"),
        (["read:me", "write"], "read:me write"),
        (datetime(2026, 11, 22, 17, 18, 6, 728998, UTC), "2026-11-22T17:18:06+00:00"),
        (["=1"], "'=1"),
    ],
)
def test_no_cell_speaks_python(value, cell):
    assert spreadsheet(["a"], [{"a": value}]) == f"{BYTE_ORDER_MARK}a\r\n{cell}\r\n"


async def test_what_is_too_long_to_be_held_is_written_in_pieces():
    rows = [{"a": "=1", "b": number} for number in range(20_000)]

    async def told():
        for row in rows:
            yield row

    pieces = [piece async for piece in long_spreadsheet(["a", "b"], told())]

    assert len(pieces) > 3
    assert max(map(len, pieces)) < 2 * PIECE
    assert "".join(pieces) == spreadsheet(["a", "b"], rows)
