"""The section VOTES: texts that are the same are counted before anything is made of them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from consultations.ballots.tally.election import WITH_POINTS, Ballot, Project, VoteType
from consultations.ballots.tally.pabulib import VOTES, UnreadableError
from consultations.ballots.tally.pabulib.lines import Line, columns_of, rows_of, whole_numbers


@dataclass(frozen=True, slots=True)
class Votes:
    """Each different text of a ballot, with its points' text: how often, and where first."""

    times: Counter[tuple[str, str | None]]
    first: Mapping[tuple[str, str | None], int]


def votes(lines: Sequence[str], after: int) -> Votes:
    rows = rows_of(lines, after) if any('"' in line for line in lines[after:]) else _plain(lines, after)
    heading = next(rows, None)
    if heading is None:
        raise UnreadableError(None, "VOTES has no line of headings.")
    columns = columns_of(heading, VOTES, "voter_id", "vote")
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
    return Votes(times, first)


def _plain(lines: Sequence[str], after: int) -> Iterator[Line]:
    """As `rows_of`, where nothing is quoted: several times faster."""
    for number, line in enumerate(lines[after:], start=after + 1):
        if line and not line.isspace():
            yield number, line.split(";")


class Ballots:
    """Texts of ballots made into ballots. A project that is named but given no points is not supported."""

    def __init__(self, projects: Sequence[Project], vote_type: VoteType) -> None:
        self.places = {project.id: place for place, project in enumerate(projects)}
        self.vote_type = vote_type

    def read(self, votes: Votes) -> tuple[Counter[Ballot], int]:
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
        self, votes: Votes, texts: Sequence[tuple[str, str | None]], choices: Sequence[Sequence[int]]
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
        flat, unit = whole_numbers(said)
        parts = iter(flat)
        return [tuple(next(parts) for _ in chosen) for chosen in choices], unit

    def _ballot(self, chosen: Sequence[int], given: tuple[int, ...] | None) -> Ballot:
        if self.vote_type is VoteType.ORDINAL:
            return Ballot(tuple(chosen), given)
        if given is None:
            return Ballot(tuple(sorted(chosen)))
        pairs = sorted(pair for pair in zip(chosen, given, strict=True) if pair[1])
        return Ballot(tuple(place for place, _ in pairs), tuple(points for _, points in pairs))
