"""Rows of a file with the lines where they end, and numbers that stand in them."""

import csv
import re
from collections.abc import Iterator, Sequence

from consultations.ballots.tally.pabulib import UnreadableError

NUMBER = re.compile(r"(\d{1,30})(?:[.,](\d{1,9}0*))?", re.ASCII)

Line = tuple[int, list[str]]


def rows_of(lines: Sequence[str], after: int) -> Iterator[Line]:
    reader = csv.reader((line + "\n" for line in lines[after:]), delimiter=";", strict=True)
    while True:
        try:
            row = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise UnreadableError(after + reader.line_num, f"{error}.") from error
        if any(map(str.strip, row)):
            yield after + reader.line_num, row


def columns_of(heading: Line, section: str, *needed: str) -> list[str]:
    number, row = heading
    columns = [column.strip() for column in row]
    for name in needed:
        if name not in columns:
            raise UnreadableError(number, f"{section} has no column {name}.")
    if len(set(columns)) != len(columns):
        raise UnreadableError(number, f"{section} has two columns of the same name.")
    return columns


def whole_numbers(said: Sequence[tuple[int, str]]) -> tuple[list[int], int]:
    """Decimals as whole numbers of the smallest part that any of them needs, and how many parts make one."""
    read = []
    for number, text in said:
        match = NUMBER.fullmatch(text)
        if match is None:
            raise UnreadableError(
                number, f"{text!r} is no amount: up to thirty digits, and nine behind a decimal point."
            )
        read.append((match[1], (match[2] or "").rstrip("0")))
    places = max((len(part) for _, part in read), default=0)
    return [int(whole + part.ljust(places, "0")) for whole, part in read], 10**places
