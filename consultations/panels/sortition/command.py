"""`okote draw`: a panel from two files, with everybody's chance and what lets anyone draw it again."""

import argparse
from pathlib import Path
from typing import Any

from consultations.panels.sortition.report import Algorithm
from okote.platform.commands import Command


def _options(parser: argparse.ArgumentParser) -> None:
    files: dict[str, Any] = {"type": Path, "metavar": "FILE"}
    parser.add_argument("--categories", required=True, **files, help="feature, value, min, max (CSV)")
    parser.add_argument("--pool", required=True, **files, help="one person a line, a column a feature (CSV)")
    parser.add_argument("--size", required=True, type=int, help="seats")
    parser.add_argument(
        "--algorithm",
        choices=[one.value for one in Algorithm],
        default=Algorithm.MAXIMIN.value,
        help="the fairest lottery (maximin, unless given), or seat after seat by lot",
    )
    parser.add_argument("--id", metavar="COLUMN", help="of the pool; the line's number unless given")
    parser.add_argument(
        "--address", nargs="+", default=(), metavar="COLUMN", help="one at most of each household sits"
    )
    parser.add_argument("--exclude", nargs="+", default=(), metavar="ID", help="who is not to be drawn")
    parser.add_argument("--tickets", type=int, help="of the lottery over panels; 2000, or 1000 if stratified")
    parser.add_argument("--salt", help="of private numbers and hash, kept secret; a new one unless given")
    parser.add_argument("--public-draw", metavar="NAME", help="named in advance, which is to say who sits")
    parser.add_argument("--seed", metavar="RESULT", help="what came of it, as announced")
    parser.add_argument("--report", **files, help="where what is to be published is written")
    parser.add_argument("--json", action="store_true", help="for programs")


def _run(given: argparse.Namespace) -> None:
    from consultations.panels.sortition import drawing  # noqa: PLC0415 (the solver is for this command alone)

    drawing.run(given)


COMMAND = Command(
    "draw", "draw a panel from a pool by quotas, so that anyone can draw it again", _options, _run
)
