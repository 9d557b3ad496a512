"""Reading: every amount exact, ballots that are the same grouped before anything is made of them."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from consultations.ballots.tally.election import WITH_POINTS, Ballot, Election, Project, VoteType
from consultations.ballots.tally.pabulib import META, PROJECTS, SECTIONS, VOTES, UnreadableError

NUMBER = re.compile(r"(\d+)(?:[.,](\d+))?", re.ASCII)
COUNTED = frozenset({"votes", "score"})
"""Columns of projects that are counted anew."""

Line = tuple[int, list[str]]


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
    votes = _votes(lines, after)
    ballots, points_unit = _Ballots(made, vote_type).read(votes)
    _check_counts(told, len(made), ballots.total())
    return Election(
        vote_type, costs[0], made, ballots, unit, points_unit, {name: said for name, (_, said) in told.items()}
    )


def _text(file: bytes) -> str:
    try:
        return file.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableError(file.count(b"\n", 0, error.start) + 1, "this is no UTF-8 text.") from error


def _head(lines: Sequence[str]) -> tuple[list[Line], list[tuple[int, dict[str, str]]], int]:
    """The rows of META and PROJECTS, and the first line after VOTES."""
    found: dict[str, list[Line]] = {}
    section = None
    for number, row in _rows(lines, 0):
        name = row[0].strip().upper() if len(row) == 1 else ""
        if name in SECTIONS:
            expected = SECTIONS[len(found)] if len(found) < len(SECTIONS) else None
            if name != expected:
                raise UnreadableError(number, f"{name} was not expected here: META, PROJECTS, VOTES, once each.")
            found[name] = []
            section = name
            if name == VOTES:
                return found[META], _table(found[PROJECTS], PROJECTS, "project_id", "cost"), number
        elif section is None:
            raise UnreadableError(number, "a file begins with META.")
        else:
            found[section].append((number, row))
    raise UnreadableError(None, f"there is no section {SECTIONS[len(found)]}.")


def _rows(lines: Sequence[str], after: int) -> Iterator[Line]:
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


def _table(rows: Sequence[Line], section: str, *needed: str) -> list[tuple[int, dict[str, str]]]:
    if not rows:
        raise UnreadableError(None, f"{section} has no line of headings.")
    columns = _columns(rows[0], section, *needed)
    found = []
    for number, row in rows[1:]:
        if len(row) != len(columns):
            raise UnreadableError(number, f"{len(row)} fields where {section} has {len(columns)} columns.")
        found.append((number, dict(zip(columns, map(str.strip, row), strict=True))))
    return found


def _columns(heading: Line, section: str, *needed: str) -> list[str]:
    number, row = heading
    columns = [column.strip() for column in row]
    for name in needed:
        if name not in columns:
            raise UnreadableError(number, f"{section} has no column {name}.")
    if len(set(columns)) != len(columns):
        raise UnreadableError(number, f"{section} has two columns of the same name.")
    return columns


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
    return _whole(said)


def _whole(said: Sequence[tuple[int, str]]) -> tuple[list[int], int]:
    """Decimals as whole numbers of the smallest part that any of them needs, and how many parts make one."""
    read = []
    for number, text in said:
        match = NUMBER.fullmatch(text)
        if match is None:
            raise UnreadableError(number, f"{text!r} is no amount: digits, and a decimal point if need be.")
        read.append((match[1], (match[2] or "").rstrip("0")))
    places = max((len(part) for _, part in read), default=0)
    return [int(whole + part.ljust(places, "0")) for whole, part in read], 10**places


def _besides(row: Mapping[str, str]) -> dict[str, str]:
    return {name: said for name, said in row.items() if name not in ("project_id", "cost", *COUNTED)}


def _check_counts(told: Mapping[str, tuple[int, str]], projects: int, voters: int) -> None:
    for key, seen in (("num_projects", projects), ("num_votes", voters)):
        number, said = told.get(key, (None, str(seen)))
        if said != str(seen):
            raise UnreadableError(number, f"META says {key} {said}, but there are {seen}: is the file whole?")


@dataclass(frozen=True, slots=True)
class _Votes:
    """Each different text of a ballot, with its points' text: how often, and where first."""

    times: Counter[tuple[str, str | None]]
    first: Mapping[tuple[str, str | None], int]


def _votes(lines: Sequence[str], after: int) -> _Votes:
    rows = _rows(lines, after) if any('"' in line for line in lines[after:]) else _plain(lines, after)
    heading = next(rows, None)
    if heading is None:
        raise UnreadableError(None, "VOTES has no line of headings.")
    columns = _columns(heading, VOTES, "voter_id", "vote")
    voter, vote = columns.index("voter_id"), columns.index("vote")
    points = columns.index("points") if "points" in columns else None
    times: Counter[tuple[str, str | None]] = Counter()
    first: dict[tuple[str, str | None], int] = {}
    voters: set[str] = set()
    for number, row in rows:
        if len(row) != len(columns):
            raise UnreadableError(number, f"{len(row)} fields where VOTES has {len(columns)} columns.")
        if row[voter] in voters:
            raise UnreadableError(number, f"voter {row[voter]} has voted before.")
        voters.add(row[voter])
        text = row[vote], None if points is None else row[points]
        if text not in first:
            first[text] = number
        times[text] += 1
    return _Votes(times, first)


def _plain(lines: Sequence[str], after: int) -> Iterator[Line]:
    """As `_rows`, where nothing is quoted: several times faster."""
    for number, line in enumerate(lines[after:], start=after + 1):
        if line and not line.isspace():
            yield number, line.split(";")


class _Ballots:
    """Texts of ballots made into ballots. A project that is named but given no points is not supported."""

    def __init__(self, projects: Sequence[Project], vote_type: VoteType) -> None:
        self.places = {project.id: place for place, project in enumerate(projects)}
        self.vote_type = vote_type

    def read(self, votes: _Votes) -> tuple[Counter[Ballot], int]:
        texts = list(votes.times)
        choices = [self._choices(votes.first[text], text[0]) for text in texts]
        points, unit = self._points(votes, texts, choices)
        found: Counter[Ballot] = Counter()
        for text, chosen, given in zip(texts, choices, points, strict=True):
            found[self._ballot(chosen, given)] += votes.times[text]
        return found, unit

    def _choices(self, line: int, text: str) -> list[int]:
        names = [name.strip() for name in text.split(",")] if text.strip() else []
        try:
            chosen = [self.places[name] for name in names]
        except KeyError as error:
            raise UnreadableError(line, f"no project is called {error.args[0]!r}.") from error
        if len(set(chosen)) != len(chosen):
            raise UnreadableError(line, "this ballot names a project twice.")
        if self.vote_type is VoteType.CHOOSE_1 and len(chosen) > 1:
            raise UnreadableError(line, f"{len(chosen)} projects where one is to be chosen.")
        return chosen

    def _points(
        self, votes: _Votes, texts: Sequence[tuple[str, str | None]], choices: Sequence[Sequence[int]]
    ) -> tuple[list[tuple[int, ...] | None], int]:
        """Whole numbers of the smallest part that any ballot gives."""
        if all(points is None for _, points in texts):
            if self.vote_type in WITH_POINTS and any(choices):
                raise UnreadableError(None, f"VOTES has no column points, which {self.vote_type} votes need.")
            return [None] * len(texts), 1
        if self.vote_type not in (*WITH_POINTS, VoteType.ORDINAL):
            return [None] * len(texts), 1
        said: list[tuple[int, str]] = []
        for text, chosen in zip(texts, choices, strict=True):
            line, points = votes.first[text], text[1] or ""
            given = [one.strip() for one in points.split(",")] if points.strip() else []
            if len(given) != len(chosen):
                raise UnreadableError(line, f"{len(given)} points for {len(chosen)} projects.")
            said += [(line, one) for one in given]
        flat, unit = _whole(said)
        parts = iter(flat)
        return [tuple(next(parts) for _ in chosen) for chosen in choices], unit

    def _ballot(self, chosen: Sequence[int], given: tuple[int, ...] | None) -> Ballot:
        if self.vote_type is VoteType.ORDINAL:
            return Ballot(tuple(chosen), given)
        if given is None:
            return Ballot(tuple(sorted(chosen)))
        pairs = sorted(pair for pair in zip(chosen, given, strict=True) if pair[1])
        return Ballot(tuple(place for place, _ in pairs), tuple(points for _, points in pairs))
