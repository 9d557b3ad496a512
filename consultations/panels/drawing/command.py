"""`okote replay-draw`: the whole lottery of a panel again, for whoever is sworn to check it."""

import argparse
import sys
from pathlib import Path
from typing import TypeVar

import msgspec

from consultations.panels.sortition.report import Report, Sheet, drawn
from okote.platform.commands import Command, CommandError

MADE_WITH = "made_with"
SEALED_WITH = frozenset({MADE_WITH, "seal", "seed", "ticket", "panel", "reserves"})
"""Parts that other versions of the programs change by their names alone."""

Kind = TypeVar("Kind", Sheet, Report)


def _options(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "sheet", type=Path, metavar="SHEET", help="sheet.json, as the organiser hands it over"
    )
    parser.add_argument("report", type=Path, metavar="REPORT", help="report.json, as the site publishes it")


def _run(given: argparse.Namespace) -> None:
    from consultations.panels.sortition.service import made  # noqa: PLC0415 (the solver is for this alone)

    sheet, report = _read(given.sheet, Sheet), _read(given.report, Report)
    again = made(sheet)
    if report.result is not None:
        again = drawn(again, report.result)
    other = {name for name in Report.__struct_fields__ if getattr(again, name) != getattr(report, name)}
    if MADE_WITH in other:
        sys.stdout.write(f"Sealed with {report.made_with}; made again with {again.made_with}.\n")
        other -= SEALED_WITH
    sys.stdout.write(f"Pool: {again.pool.size} people, SHA-256 {again.pool.sha256}\nSeal: {again.seal}\n")
    if other:
        raise CommandError(f"NOT as the report says: {', '.join(sorted(other))}.")
    sys.stdout.write("All as the report says.\n")


def _read(path: Path, kind: type[Kind]) -> Kind:
    try:
        return msgspec.json.decode(path.read_bytes(), type=kind)
    except OSError as error:
        raise CommandError(f"{path} can't be read: {error.strerror}.") from error
    except msgspec.DecodeError as error:
        raise CommandError(f"{path} is not what was expected: {error}.") from error


COMMAND = Command(
    "replay-draw",
    "make the lottery of a panel again from its sheet, and hold it against the report",
    _options,
    _run,
)
