"""Options as a Pabulib file has them, without its votes; and what its META announces of the vote."""

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from io import StringIO
from typing import Any, TypeVar

from consultations.ballots.exchange.rules import COST_MOST, Known, Line, Read, options
from consultations.ballots.rules import POINTS_MOST, Input, Rule
from consultations.ballots.tally.pabulib import META, PROJECTS, VOTES, UnreadableError
from consultations.ballots.tally.pabulib.announced import OURS
from consultations.ballots.tally.pabulib.lines import Line as Row
from consultations.ballots.tally.pabulib.lines import rows_of

Key = TypeVar("Key")

INPUTS: Mapping[str, Input] = {
    "choose-1": Input.SINGLE,
    "approval": Input.APPROVAL,
    "cumulative": Input.POINTS,
    "scoring": Input.POINTS,
}
RULES: Mapping[str, tuple[Rule, str | None]] = {
    "greedy": (Rule.GREEDY, None),
    "greedy-no-skip": (Rule.GREEDY, None),
    "greedy-threshold": (Rule.GREEDY, None),
    "greedy-exclusive": (Rule.GREEDY, None),
    "equalshares": (Rule.EQUAL_SHARES, "none"),
    "equalshares/add1": (Rule.EQUAL_SHARES, "add1"),
}
"""As files of others name them, with how equal shares are completed."""

NUMBERS = {
    "least": "min_length",
    "most": "max_length",
    "points": "max_sum_points",
    "points_most": "max_points",
}
OF_POINTS = ("points", "points_most")
TEXTS = ("utility", "completion", "start")


@dataclass(frozen=True, slots=True)
class Announced:
    """What META says of the vote; None where it says nothing of it."""

    input: Input | None = None
    rule: Rule | None = None
    budget_minor: int | None = None
    least: int | None = None
    most: int | None = None
    points: int | None = None
    points_most: int | None = None
    winners: int | None = None
    support_least: int | None = None
    utility: str | None = None
    completion: str | None = None
    start: str | None = None
    step_minor: int | None = None

    def said(self) -> Mapping[str, Any]:
        """What is said of it, by the names above."""
        named = {name: getattr(self, name) for name in self.__slots__}
        return {name: value for name, value in named.items() if value is not None}


def is_pabulib(text: str) -> bool:
    """Whether this is such a file rather than a table."""
    return text.removeprefix("\ufeff").lstrip().partition("\n")[0].strip().upper() == META


def read(text: str, known: Known[Key], currency: str) -> tuple[Read[Key], Announced]:
    """Its projects as options; its votes are not looked at."""
    lines = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\0", "").split("\n")
    try:
        sections = _sections(lines)
    except UnreadableError as error:
        return Read(refused=[(error.line or 0, "quote" if error.line else "section")]), Announced()
    meta = {row[0].strip(): (number, row[1].strip()) for number, row in sections[META][1:] if len(row) == 2}
    wrong = [(number, "meta") for number, row in sections[META][1:] if len(row) != 2]
    announced = _announced(meta, currency, wrong)
    projects, uneven = _projects(sections[PROJECTS])
    found = options(projects, known)
    found.refused = sorted([*wrong, *uneven, *found.refused])
    return found, announced


def _sections(lines: Sequence[str]) -> Mapping[str, list[Row]]:
    """UnreadableError, without a line where a section lacks."""
    found: dict[str, list[Row]] = {}
    name = ""
    for number, row in rows_of(lines, 0):
        title = row[0].strip().upper() if len(row) == 1 else ""
        if title == VOTES:
            break
        if title in (META, PROJECTS) and title not in found:
            name = title
            found[name] = []
        elif name:
            found[name].append((number, row))
    if list(found) != [META, PROJECTS] or not found[PROJECTS]:
        raise UnreadableError(None, "no META, or no PROJECTS")
    columns = _names(found[PROJECTS])
    if not {"project_id", "cost"} <= set(columns):
        raise UnreadableError(None, "PROJECTS has no identifiers or no costs")
    return found


def _names(rows: Sequence[Row]) -> list[str]:
    return [one.strip().casefold() for one in rows[0][1]]


def _projects(rows: Sequence[Row]) -> tuple[list[Line], list[tuple[int, str]]]:
    columns = _names(rows)
    found, uneven = [], []
    for number, row in rows[1:]:
        if len(row) != len(columns):
            uneven.append((number, "fields"))
            continue
        said = dict(zip(columns, map(str.strip, row), strict=True))
        found.append(
            Line(
                number,
                said.get("name", "") or said["project_id"],
                said.get("description", said.get("text", "")),
                _plain_amount(said["cost"]),
                said.get("place", said.get("district", "")),
                said.get("envelope", ""),
            )
        )
    return found, uneven


def _plain_amount(written: str) -> str:
    """Without the noughts behind two decimals that some files have."""
    whole, mark, part = written.replace(",", ".").partition(".")
    part = part[:2] + part[2:].rstrip("0")
    return f"{whole}{mark}{part}" if part else whole


def _announced(meta: Mapping[str, tuple[int, str]], currency: str, wrong: list[tuple[int, str]]) -> Announced:
    said: dict[str, object] = {}
    here = meta.get("currency", (0, currency))
    if here[1].upper() != currency:
        wrong.append((here[0], "currency"))
    if "vote_type" in meta:
        number, kind = meta["vote_type"]
        if kind in INPUTS:
            said["input"] = INPUTS[kind]
        else:
            wrong.append((number, "votes"))
    if "rule" in meta and meta["rule"][1].casefold() in RULES:
        said["rule"], completion = RULES[meta["rule"][1].casefold()]
        said |= {"completion": completion} if completion else {}
    said |= _numbers(meta, wrong) | _ours(meta, wrong)
    return Announced(**said)  # type: ignore[arg-type]


def _numbers(meta: Mapping[str, tuple[int, str]], wrong: list[tuple[int, str]]) -> dict[str, object]:
    found: dict[str, object] = {}
    for name, key in {
        **NUMBERS,
        "winners": f"{OURS}winners",
        "support_least": f"{OURS}minimum_votes",
    }.items():
        number, written = meta.get(key, (0, ""))
        digits = written.isascii() and written.isdigit() and len(written) < 8
        if digits and (name not in OF_POINTS or int(written) <= POINTS_MOST):
            found[name] = int(written)
        elif written:
            wrong.append((number, "meta"))
    for name, key in {"budget_minor": "budget", "step_minor": f"{OURS}step"}.items():
        if key in meta and (minor := _minor(meta[key][1])) is not None:
            found[name] = minor
        elif key in meta:
            wrong.append((meta[key][0], "meta"))
    return found


def _ours(meta: Mapping[str, tuple[int, str]], wrong: list[tuple[int, str]]) -> dict[str, object]:
    """What only files of ours announce."""
    known = {
        "utility": ("cost", "points"),
        "completion": ("none", "add1", "add1u"),
        "start": ("exact", "floor"),
    }
    found: dict[str, object] = {}
    for name in TEXTS:
        number, written = meta.get(f"{OURS}{name}", (0, ""))
        if written in known[name]:
            found[name] = written
        elif written:
            wrong.append((number, "meta"))
    number, rule = meta.get(f"{OURS}rule", (0, ""))
    if rule in list(Rule):
        found["rule"] = Rule(rule)
    elif rule:
        wrong.append((number, "meta"))
    return found


def _minor(written: str) -> int | None:
    """More than nothing, whole minor units; None for anything else."""
    try:
        minor = Decimal(written.replace(",", ".")) * 100
    except InvalidOperation:
        return None
    if not minor.is_finite() or minor != int(minor) or not 0 < minor <= COST_MOST:
        return None
    return int(minor)


@dataclass(frozen=True, slots=True)
class Project:
    """An option as a file names it: its number is its identifier."""

    number: int
    name: str
    text: str
    cost: str
    place: str
    envelope: str


def written(meta: Mapping[str, str], projects: Sequence[Project]) -> str:
    """A file that has no votes: not one, and no count of any."""
    text = StringIO()
    rows = csv.writer(text, delimiter=";", lineterminator="\n")
    rows.writerow([META])
    rows.writerow(["key", "value"])
    rows.writerows({"num_projects": str(len(projects)), "num_votes": "0", **meta}.items())
    rows.writerow([PROJECTS])
    rows.writerow(["project_id", "cost", "name", "description", "place", "envelope"])
    rows.writerows([one.number, one.cost, one.name, one.text, one.place, one.envelope] for one in projects)
    rows.writerow([VOTES])
    rows.writerow(["voter_id", "vote"])
    return text.getvalue()
