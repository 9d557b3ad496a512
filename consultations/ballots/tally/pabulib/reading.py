"""Reading: every amount exact, ballots that are the same grouped before anything is made of them."""

from collections.abc import Mapping, Sequence

from consultations.ballots.tally.election import Election, Project, VoteType
from consultations.ballots.tally.pabulib import (
    COUNTED,
    HEADED,
    META,
    PROJECTS,
    SECTIONS,
    VOTES,
    UnreadableError,
)
from consultations.ballots.tally.pabulib.lines import Line, columns_of, rows_of, whole_numbers
from consultations.ballots.tally.pabulib.votes import Ballots, votes


def election(file: bytes) -> Election:
    """What a file holds. `UnreadableError` names the line where it is not as it should be."""
    lines = _text(file).replace("\r\n", "\n").split("\n")
    meta, projects, after = _head(lines)
    told = _meta(meta)
    vote_type = _vote_type(told)
    costs, unit = _costs(projects, told)
    made = tuple(
        Project(row["project_id"], cost, _besides(row))
        for (_, row), cost in zip(projects, costs[1:], strict=True)
    )
    ballots, points_unit = Ballots(made, vote_type).read(votes(lines, after))
    _check_counts(told, len(made), ballots.total())
    besides = {name: said for name, (_, said) in told.items() if name not in HEADED}
    return Election(vote_type, costs[0], made, ballots, unit, points_unit, besides)


def _text(file: bytes) -> str:
    try:
        return file.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(file.count(b"\n", 0, error.start) + 1, "this is no UTF-8 text.") from error


def _head(lines: Sequence[str]) -> tuple[list[Line], list[tuple[int, dict[str, str]]], int]:
    """The rows of META and PROJECTS, and the first line after VOTES."""
    found: dict[str, list[Line]] = {}
    section = None
    for number, row in rows_of(lines, 0):
        name = row[0].strip().upper() if len(row) == 1 else ""
        if name in SECTIONS:
            expected = SECTIONS[len(found)]
            if name != expected:
                raise UnreadableError(number, f"{name} stands here, where {expected} was expected.")
            found[name] = []
            section = name
            if name == VOTES:
                return found[META], _table(found[PROJECTS], PROJECTS, "project_id", "cost"), number
        elif section is None:
            raise UnreadableError(number, "a file begins with META.")
        else:
            found[section].append((number, row))
    raise UnreadableError(None, f"there is no section {SECTIONS[len(found)]}.")


def _table(rows: Sequence[Line], section: str, *needed: str) -> list[tuple[int, dict[str, str]]]:
    if not rows:
        raise UnreadableError(None, f"{section} has no line of headings.")
    columns = columns_of(rows[0], section, *needed)
    found = []
    for number, row in rows[1:]:
        if len(row) != len(columns):
            raise UnreadableError(number, f"{len(row)} fields where {section} has {len(columns)} columns.")
        found.append((number, dict(zip(columns, map(str.strip, row), strict=True))))
    return found


def _meta(rows: Sequence[Line]) -> dict[str, tuple[int, str]]:
    found: dict[str, tuple[int, str]] = {}
    for number, row in rows[1:]:
        if len(row) != 2:
            raise UnreadableError(number, f"{len(row)} fields where META has a key and a value.")
        key = row[0].strip()
        if key in found:
            raise UnreadableError(number, f"META says {key} twice.")
        found[key] = number, row[1].strip()
    return found


def _said(told: Mapping[str, tuple[int, str]], key: str) -> tuple[int, str]:
    if key not in told:
        raise UnreadableError(None, f"META does not say the {key}.")
    return told[key]


def _vote_type(told: Mapping[str, tuple[int, str]]) -> VoteType:
    number, said = _said(told, "vote_type")
    try:
        return VoteType(said)
    except ValueError as error:
        known = ", ".join(VoteType)
        raise UnreadableError(number, f"votes of type {said!r} are not known: {known}.") from error


def _costs(
    projects: Sequence[tuple[int, dict[str, str]]], told: Mapping[str, tuple[int, str]]
) -> tuple[list[int], int]:
    """The budget and the costs in the smallest parts that any of them needs, and how many make one."""
    said = [_said(told, "budget"), *((number, row["cost"]) for number, row in projects)]
    seen = set()
    for number, row in projects:
        if not row["project_id"] or "," in row["project_id"]:
            raise UnreadableError(number, f"{row['project_id']!r} can't name a project.")
        if row["project_id"] in seen:
            raise UnreadableError(number, f"project {row['project_id']} is listed twice.")
        seen.add(row["project_id"])
    return whole_numbers(said)


def _besides(row: Mapping[str, str]) -> dict[str, str]:
    return {name: said for name, said in row.items() if name not in ("project_id", "cost", *COUNTED)}


def _check_counts(told: Mapping[str, tuple[int, str]], projects: int, voters: int) -> None:
    for key, seen in (("num_projects", projects), ("num_votes", voters)):
        number, said = told.get(key, (None, str(seen)))
        if said != str(seen):
            raise UnreadableError(number, f"META says {key} {said}, but there are {seen}: is the file whole?")
